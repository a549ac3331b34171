// How much of another person's feed is fetched: foreign data costs what we choose.
// A pure decision, made before each fetch in replicate; a feed that asks for more is parked and shown.
import { MAX_FEED_BLOCK_BYTES } from './feed-record.ts'

/** `oversized`: the feed grew faster than records can; for good. `quota`: more than a day's share; until tomorrow. */
export type ParkReason = 'oversized' | 'quota'

export const DAILY_FEED_BYTES = 16 * 1024 * 1024
export const DAILY_FEED_RECORDS = 30_000

export interface FeedProgress {
  nextPosition: number
  bytesRead: number
  day: number
  dayBytes: number
  dayRecords: number
  parked: ParkReason | null
}

/** How many records may be fetched now, and whether the feed is parked. `now` in ms. */
export function decideFetch(
  progress: FeedProgress,
  core: { length: number; byteLength: number },
  now: number,
): { count: number; parked: ParkReason | null } {
  if (progress.parked === 'oversized') return { count: 0, parked: 'oversized' }
  const unread = core.length - progress.nextPosition
  if (unread <= 0) return { count: 0, parked: null }
  if (core.byteLength - progress.bytesRead > unread * MAX_FEED_BLOCK_BYTES)
    return { count: 0, parked: 'oversized' }
  const isToday = progress.day === Math.floor(now / 86_400_000)
  const bytesLeft = DAILY_FEED_BYTES - (isToday ? progress.dayBytes : 0)
  const recordsLeft = DAILY_FEED_RECORDS - (isToday ? progress.dayRecords : 0)
  const count = Math.min(unread, recordsLeft, Math.floor(bytesLeft / MAX_FEED_BLOCK_BYTES))
  return count <= 0 ? { count: 0, parked: 'quota' } : { count, parked: null }
}
