// views: what people look at, derived and rebuildable: log → apply → view. Boxes, threads, full
// text.
// It may import base, contract, ledger. Nouns of higher rank compute the content of a row through
// `describe`, which open-nouns.ts connects.
export { LISTS, type Box, type ListName } from './boxes.ts'
export * from './change-log.ts'
export { excerptOf } from './excerpt.ts'
export type { Mute } from './inbox-rows.ts'
export * from './letter-index.ts'
export type { FollowerOptions } from './ledger-follower.ts'
export { SEARCH_STATES, type ListFilter, type SearchState } from './letter-queries.ts'
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
export { readsTexts, type Criterion, type SearchFilter, type SearchTerm } from './search-filter.ts'
export type { ThreadFacts } from './thread-queries.ts'
export { encodeCursor, takePage, type Page, type ListPosition } from './pages.ts'
export type { Unfiled } from './unfiled.ts'
export { hasWord, type Phrase } from './words.ts'
