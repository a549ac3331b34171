// A feed of somebody else that is followed: whose it is, for which audience, and how far it was read.
// The port between reading a feed (one way for all) and the audiences, which each keep their own rows.
import type { Transaction } from '../ledger/index.ts'
import type { FeedProgress, ParkReason } from './feed-limits.ts'
import type { FeedRecord } from './feed-record.ts'

/** For whom a record was written. */
export type FeedAudience =
  | { kind: 'person' }
  | { kind: 'group'; group: Uint8Array; era: number; epoch: number; generation: number }
  | { kind: 'public' }

export interface FollowedFeed extends FeedProgress {
  core: Uint8Array
  person: Uint8Array
  device: Uint8Array
  /** Nothing counts from this place on; null without end. */
  endPosition: number | null
}

export interface OpenedRecord {
  audience: FeedAudience
  record: FeedRecord
}

/** The rows of one kind of audience. */
export interface FollowedFeeds {
  find(core: Uint8Array): FollowedFeed | null
  /** Null for what was not written for us and is passed over. @throws MalformedRecord, NotYet */
  open(feed: FollowedFeed, position: number, block: Uint8Array): OpenedRecord | null
  /** The feed was read past `position`, whose block had so many bytes. `day` counts from the epoch. */
  move(tx: Transaction, feed: FollowedFeed, block: { position: number; bytes: number; day: number }): void
  park(tx: Transaction, feed: FollowedFeed, parked: ParkReason | null): void
}

/** The columns that every table of followed feeds has for its progress. Persisted: do not change. */
export const PROGRESS_COLUMNS = `
  next_position INTEGER NOT NULL DEFAULT 0, bytes_read INTEGER NOT NULL DEFAULT 0,
  day INTEGER NOT NULL DEFAULT 0, day_bytes INTEGER NOT NULL DEFAULT 0, day_records INTEGER NOT NULL DEFAULT 0,
  parked TEXT, is_rewritten INTEGER NOT NULL DEFAULT 0`

/** Those columns as `FeedProgress` names them. */
export const PROGRESS = `
  next_position AS nextPosition, bytes_read AS bytesRead, day, day_bytes AS dayBytes,
  day_records AS dayRecords, parked`

/** Moves those columns past one block, in the UPDATE of the noun whose table it is. Its parameters are `movedBy(block)`. */
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
