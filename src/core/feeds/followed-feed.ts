// A followed feed of another person: its author, its audience, and the position up
// to which it was read. The interface between the feed reader, which is the same
// for all feeds, and the audiences, which store their own rows.
import type { Transaction } from '../ledger/index.ts'
import type { FeedProgress, ParkReason } from './feed-limits.ts'
import type { FeedRecord } from './feed-record.ts'

/** The audience of a record. */
export type FeedAudience =
  | { kind: 'person' }
  | { kind: 'group'; group: Uint8Array; era: number; epoch: number; generation: number }
  | { kind: 'public' }

export interface FollowedFeed extends FeedProgress {
  core: Uint8Array
  person: Uint8Array
  device: Uint8Array
  /** The first position that is not valid any more. Null if the feed has no end. */
  endPosition: number | null
}

export interface OpenedRecord {
  audience: FeedAudience
  record: FeedRecord
}

/** Access to the rows of one kind of audience. */
export interface FollowedFeeds {
  find(core: Uint8Array): FollowedFeed | null
  /** Null if the record is not addressed to us; skip it. @throws MalformedRecord, NotYet */
  open(feed: FollowedFeed, position: number, block: Uint8Array): OpenedRecord | null
  /**
   * Moves the reader past `position`, whose block had `bytes` bytes. `day` is the
   * number of days since the epoch.
   */
  move(tx: Transaction, feed: FollowedFeed, block: { position: number; bytes: number; day: number }): void
  park(tx: Transaction, feed: FollowedFeed, parked: ParkReason | null): void
}

/**
 * The columns for the progress of a feed, in every table of followed feeds.
 * Persisted: do not change.
 */
export const PROGRESS_COLUMNS = `
  next_position INTEGER NOT NULL DEFAULT 0, bytes_read INTEGER NOT NULL DEFAULT 0,
  day INTEGER NOT NULL DEFAULT 0, day_bytes INTEGER NOT NULL DEFAULT 0, day_records INTEGER NOT NULL DEFAULT 0,
  parked TEXT, is_rewritten INTEGER NOT NULL DEFAULT 0`

/** The same columns under the names of `FeedProgress`. */
export const PROGRESS = `
  next_position AS nextPosition, bytes_read AS bytesRead, day, day_bytes AS dayBytes,
  day_records AS dayRecords, parked`

/**
 * Moves these columns past one block. For the UPDATE of the noun that owns the
 * table; the parameters are `movedBy(block)`.
 */
export const MOVE_PROGRESS = `next_position = ?, bytes_read = bytes_read + ?,
  day_bytes = CASE WHEN day = ? THEN day_bytes ELSE 0 END + ?,
  day_records = CASE WHEN day = ? THEN day_records ELSE 0 END + 1, day = ?`

export function movedBy({
  position,
  bytes,
  day,
}: {
  position: number
  bytes: number
  day: number
}): number[] {
  return [position + 1, bytes, day, bytes, day, day]
}
