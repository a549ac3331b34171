// space: what is stored here and what may be removed. Deletes own objects, keeps and drops others'
// files, and frees disk space.
// May import every noun of lower rank. Path: block fetched → counted → kept while the quota allows
// → cleared → compacted.
export { spaceSchema } from './schema.ts'
export { type Deletion } from './deletion.ts'
export { findKeptFile, type KeptFile, sumKept } from './kept-files.ts'
export { joinAlbums, type ListedObject } from './join-albums.ts'
export { ageOf, countKept, countOwn, shareOut, spaceKindOf } from './space-report.ts'
export { Space } from './space.ts'
