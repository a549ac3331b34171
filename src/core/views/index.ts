// views: what people look at, derived and rebuildable: log → apply → view. Boxes, threads, full text.
// May import base, contract, ledger. What a row says is told by the nouns above through `describe`; open-nouns.ts joins them.
export type { Box, ListName } from './boxes.ts'
export * from './change-log.ts'
export { excerptOf } from './excerpt.ts'
export * from './letter-index.ts'
export { SEARCH_STATES, type ListFilter, type SearchFilter, type SearchState } from './letter-queries.ts'
export {
  PUBLIC_ENTRY,
  SELF_ENTRY,
  wideEntriesOf,
  type LetterEntry,
  type ListedEntry,
  type TidyEntry,
  type WideEntry,
} from './letter-rows.ts'
export { letterIndexSchema } from './letter-schema.ts'
export { encodeCursor, takePage, type Page, type ListPosition } from './pages.ts'
