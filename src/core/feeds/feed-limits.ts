// Limits how much of another person's feed is fetched, so that a sender cannot
// decide what we store. A pure decision before each fetch in replicate, and before blocks that were
// sent ahead are stored. A feed that exceeds a limit is parked, and the person sees that.
import { MAX_FEED_BLOCK_BYTES } from './feed-record.ts'

/**
 * `oversized`: the feed grew by more bytes than its records can have; permanent.
 * `quota`: the daily share is used; until tomorrow.
 */
export type ParkReason = 'oversized' | 'quota'

export const DAILY_FEED_BYTES = 16 * 1024 * 1024
export const DAILY_FEED_RECORDS = 30_000

/** Records that are fetched before the first of them is filed. */
export const FETCH_AT_ONCE = 64

export interface FeedProgress {
  nextPosition: number
  bytesRead: number
  day: number
  dayBytes: number
  dayRecords: number
  parked: ParkReason | null
}

/** Returns how many records may be fetched now, and whether the feed is parked. `now` is in ms. */
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

/**
 * True if these blocks, which nobody requested, may be stored: they follow the known `length`, the
 * limits allow to fetch them now, and few records before them wait to be filed.
 */
export function decideTaking(
  progress: FeedProgress & { endPosition: number | null },
  length: number,
  blocks: readonly { position: number; block: Uint8Array }[],
  now: number,
): boolean {
  const end = length + blocks.length
  const unread = end - progress.nextPosition
  if (unread > FETCH_AT_ONCE || end > (progress.endPosition ?? Infinity)) return false
  if (blocks.some(({ position }, nth) => position !== length + nth)) return false
  if (blocks.some(({ block }) => block.byteLength > MAX_FEED_BLOCK_BYTES)) return false
  const { count } = decideFetch(progress, { length: end, byteLength: progress.bytesRead }, now)
  return count >= unread
}
