// letters: what people write. Compose and send, drafts, threads, the letters of an export, and their
// rows.
// It may import delivery and lower ranks. Path: send.ts composes → delivery gives → describe.ts
// computes the row of the list.
export { confirmLetter } from './confirm.ts'
export {
  draftReaderOf,
  saveDraft,
  beginDraft,
  listDrafts,
  getDraft,
  noDraft,
  parseDraftId,
  findDraft,
  countDrafts,
  findRecalledDraft,
  removeDraft,
  type DraftReader,
  type DraftText,
  type StoredDraft,
  type ReadDraft,
  savedVersion,
} from './drafts.ts'
export {
  keepArchived,
  removeUnkeptArchived,
  findArchived,
  type ArchivedRecord,
  type Archived,
} from './archived.ts'
export { describeObject, replyOf, type DescribingParts } from './describe.ts'
export { letterKind, listedKind } from './kind.ts'
export { envelopeIdOf, findSentId, hashMailId, keepSentId, listReferences, messageIdOf } from './mail-ids.ts'
export * from './order-row.ts'
export type * from './parts.ts'
export * from './schema.ts'
export * from './send.ts'
export { findSent, type DraftVersion } from './sent-drafts.ts'
export {
  changeTemplate,
  insertTemplate,
  keepSignature,
  listTemplates,
  readSignature,
  removeTemplate,
  type StoredTemplate,
} from './templates.ts'
export * from './thread.ts'
export * from './undo-send.ts'
