// verifier: checks if an export is what its authors stored. It knows only files and signatures,
// nothing of the engine. The engine and the stand-alone tool run the same code.
// Must not import other folders of this project. Path: manifest → proofs → each object opened or
// sealed again → compared with its file → verdict.
export { folderSource } from './folder.ts'
export { verifyBag, type BagSource, type Verdict } from './verify-bag.ts'
