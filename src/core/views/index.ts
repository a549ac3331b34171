// views: what people look at, derived and rebuildable: log → apply → view. Boxes, threads, full text.
// May import base, contract, ledger. What a row says is told by the nouns above through `describe`; open-home.ts joins them.
export * from './change-log.ts'
export * from './letter-index.ts'
export { SEARCH_STATES, type Box, type SearchFilter, type SearchState } from './letter-queries.ts'
export { letterIndexSchema, type LetterEntry, type ListedEntry, type TidyEntry } from './letter-rows.ts'
