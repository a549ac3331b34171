// feeds: audiences, their secrets, and the feeds of notices and other records that their
// members write. One feed per device.
// May import base, contract, seal, home, ledger, diagnostics, identity, cores; store for refs.
// Out: record → sealed for its position → ledger → core.
// In: core grew → limits → fetch by index → open → receive in one transaction.
export { pairSecrets, feedNamespace, feedKey } from './pair-secrets.ts'
export type { FeedProgress } from './feed-limits.ts'
export {
  FeedReader,
  NotYet,
  type FeedReaderParts,
  type FeedSource,
  type ReceiveRecord,
} from './feed-reader.ts'
export {
  recordKey,
  feedBlockBytes,
  openFeedRecord,
  MAX_NOTE_BYTES,
  MAX_REACTION_BYTES,
  type FeedRecord,
  MAX_NUDGED,
  EPOCH_BYTES,
  MAX_FEED_BLOCK_BYTES,
  feedRecordForm,
} from './feed-record.ts'
export { movedBy, type FollowedFeeds, PROGRESS_COLUMNS, PROGRESS, MOVE_PROGRESS } from './followed-feed.ts'
export { findEra, findSecret, keepEra, listEras, retireOwnGroupFeeds } from './group-feed-row.ts'
export * from './group-feeds.ts'
export * from './group-secrets.ts'
export { initialsOf, nameReaders, isNaming, mayName } from './key-initials.ts'
export {
  isTitle,
  noticeTitle,
  type GroupPoint,
  type Notice,
  type NoticeGate,
  type Attached,
  GRANT_BYTES,
  noticeForm,
} from './notice.ts'
export * from './pair-feeds.ts'
export { feedsSchema, findPairByTheirCore, removePairs, type PairRow } from './pair-row.ts'
export { signSuccession, verifySuccession } from './succession.ts'
export * from './object-from-words.ts'
export { keepToldWords } from './told-words.ts'
export { type Words, wordsForm } from './notice-words.ts'
