// store: to send is to store. It holds refs, object headers and links, and the objects themselves.
// It may import base, contract, seal, home, ledger, identity, cores.
// Path: header + body → sealed blocks → ledger → core → ref.
export { HOLDER_TAG_BYTES, holderKeyOf, holderTagOf } from './holder-key.ts'
export {
  fileFactsEncoding,
  MAX_CAMERA_BYTES,
  MAX_CAPTION_BYTES,
  MAX_PREVIEW_BYTES,
  NO_FACTS,
  PREVIEW_TYPES,
  shapeOf,
  type FileFacts,
  type FileLabel,
  type FilePlace,
  type FilePreview,
} from './file-label.ts'
export { kindOfType, type FileKind } from './file-kind.ts'
export { codeBody, codingForm, decodeBody } from './body-coding.ts'
export * from './audience.ts'
export { isPossiblyWritten, isTextTooLong } from './largest-size.ts'
export {
  encodeObject,
  encodeCoded,
  decodeObjectStart,
  linkTo,
  type Link,
  type ObjectHeader,
  type MailAddress,
  type MailOrigin,
  type MailFile,
  type SentByMail,
  type OpenedObject,
  MAX_TITLE_BYTES,
  MAX_PERSONS,
  MAX_TAGS,
  MAX_TAG_BYTES,
  MAX_LINKS,
  MAX_ATTACHMENTS,
  MAX_MAIL_FILES,
  MAX_MAIL_READERS,
} from './object-header.ts'
export * from './object-kinds.ts'
export type { BlockParts, OnRead } from './object-blocks.ts'
export {
  countKept,
  forgetKeptAudiences,
  isKept,
  listOwnRefs,
  storeSchema,
  sumOwnBytes,
  walkKept,
  type KeptObject,
  type OwnObject,
  type BlockRange,
  type PreparedObject,
  type PublishedBlock,
  type ToldObject,
} from './object-row.ts'
export * from './object-store.ts'
export * from './ref.ts'
