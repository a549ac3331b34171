// space: what lies here and what may go. Deleting what is mine, keeping and dropping what is others', and giving the disk back what went.
// May import every noun of lower rank. Path: block fetched → counted → kept while there is room → cleared → compacted.
export { spaceSchema } from './schema.ts'
export { type Deletion } from './deletion.ts'
export { findKeptFile, type KeptFile, sumKept } from './kept-files.ts'
export { ageOf, countKept, countOwn, shareOut, spaceKindOf, type CountedObject } from './report.ts'
export { Space } from './space.ts'
