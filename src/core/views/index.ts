// views: what people look at, derived and rebuildable: log → apply → view. Boxes, threads, full
// text, and what a search query means.
// It may import base, contract, ledger. Nouns of higher rank compute the content of a row through
// `describe`, which open-nouns.ts connects.
export type { Bin, ListName } from './boxes.ts'
export { touch, readChanges, findLastChange, uniqueObjects, changeLogSchema } from './change-log.ts'
export { excerptOf } from './excerpt.ts'
export type { Mute } from './inbox-rows.ts'
export * from './letter-index.ts'
export type { ListFilter } from './letter-queries.ts'
export {
  PUBLIC_ENTRY,
  SELF_ENTRY,
  groupOf,
  isSaid,
  listArrived,
  listedAt,
  wideEntriesOf,
  type LetterEntry,
  type ListedEntry,
  type TidyEntry,
  type WideEntry,
} from './letter-rows.ts'
export { letterIndexSchema } from './letter-schema.ts'
export { parseQuery, type NameFinder } from './parse-query.ts'
export { readsTexts, type SearchFilter } from './search-filter.ts'
export type { ThreadFacts } from './thread-queries.ts'
export { encodeCursor, pageOf, type Page, type ListPosition } from './list-pages.ts'
