// export: all data of a person in formats that other programs read, with proofs of what each author
// stored.
// May import every noun of lower rank, and files, groups, mail beside it. Path: selection → opened
// letters → a bag in a folder or one .zip.
export { BagZip } from './bag-zip.ts'
export * from './letter-file.ts'
export type { ProofLine } from './proof-line.ts'
export { exportInto, exportTo } from './run-export.ts'
export type { Selection } from './export-selection.ts'
export { ZipSource } from './zip-source.ts'
export { verifyExport } from './verify-export.ts'
