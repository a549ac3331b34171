// verifier: is an export what its authors stored? It knows files and signatures, and nothing of the engine; the engine and a person run the same.
// May import nothing of ours. Path: manifest → proofs → each object opened or sealed again → what lies beside it → a verdict.
export { folderSource } from './folder.ts'
export { verifyBag, type BagSource, type Verdict } from './bag.ts'
