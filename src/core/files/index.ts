// files: objects of kind `file`. They are stored from a stream, linked by letters, read in any
// part, and saved.
// May import every noun of lower rank. Path: file on disk → chunks in a core of its own → link in a
// letter → verified chunks → file on disk.
export { claimedType } from './claimed-type.ts'
export { fileId, parseFileId } from './file-id.ts'
export { decideFileName, MAX_NAME_BYTES, safeFileName } from './file-name.ts'
export { Files, type ReadableFile } from './files.ts'
export {
  clusterPlaces,
  countMonths,
  listFiles,
  cursorOf,
  shapesOf,
  type FileFilter,
  type Listed,
} from './file-query.ts'
export { typeOfContent } from './file-type.ts'
export { saveFile } from './save-file.ts'
export { countOwnFiles, findOwnFileOf, forgetOwnFile, isPlacelessCopy, type OwnFile } from './own-files.ts'
export { placeRemains } from './placeless-links.ts'
export { withoutPlaceIn } from './placeless/placeless-bytes.ts'
export { addVersion, countVersions, listTagsOf, listVersions, tagFile } from './file-versions.ts'
export { filesSchema, isSealing } from './schema.ts'
export type { Added } from './known-files.ts'
export type { Sealing } from './sealing.ts'
export type { SealingStatus } from './sealing-jobs.ts'
export { forgetUnlisted } from './unlisted-files.ts'
export { SourceStream } from './source-stream.ts'
