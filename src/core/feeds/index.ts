// feeds: audiences, their secrets, and the feeds of notices and other records that their
// members write. One feed per device.
// May import base, contract, seal, home, ledger, diagnostics, identity, cores; store for refs.
// Out: record → sealed for its position → ledger → core.
// In: core grew → limits → fetch by index → open → receive in one transaction.
export * from './audience.ts'
export * from './feed-limits.ts'
export {
  FeedReader,
  NotYet,
  type FeedReaderParts,
  type FeedSource,
  type ReceiveRecord,
} from './feed-reader.ts'
export * from './feed-record.ts'
export * from './followed-feed.ts'
export { findEra, findSecret, keepEra, listEras, retireOwnGroupFeeds } from './group-feed-row.ts'
export * from './group-feeds.ts'
export * from './group-secrets.ts'
export * from './initials.ts'
export * from './notice.ts'
export * from './pair-feeds.ts'
export { feedsSchema, takePairs, type PairRow } from './pair-row.ts'
export * from './succession.ts'
export * from './object-from-words.ts'
export { noteToldWords, type ClearedBlocks } from './told-words.ts'
export { type Words, wordsForm } from './words.ts'
