// Up to where a member's feed counts: whoever went, or posts no more, cannot slip anything into the feeds of earlier eras.
// They still hold the old secrets, and others may relay what they write; so it is decided here, by what is known of the roster.
import { isCurrentDevice } from '../contacts/index.ts'
import type { FeedWriter } from '../feeds/index.ts'
import type { Rows } from '../ledger/index.ts'
import { findMember } from './group-row.ts'

/** Null without end. Of one who is no member, and of whose feed nothing was recorded, nothing counts. */
export function endOfFeed(rows: Rows, group: Uint8Array, feed: FeedWriter): number | null {
  const recorded = findRecordedEnd(rows, group, feed)
  if (recorded !== null) return recorded
  // A finder of a lost device could go on writing with it: of such a device only what was recorded counts.
  const counts = findMember(rows, group, feed.person) !== null && isCurrentDevice(rows, feed.device)
  return counts ? null : 0
}

/** What its owner's records say of this feed; 0 for another generation than those they name. */
export function findRecordedEnd(
  rows: Rows,
  group: Uint8Array,
  { device, era, generation }: Omit<FeedWriter, 'person'>,
): number | null {
  const sql = 'SELECT generation, length FROM group_departed WHERE group_id = ? AND device = ? AND era = ?'
  const ends = rows.all<{ generation: number; length: number }>(sql, group, device, era)
  if (ends.length === 0) return null
  return ends.find((end) => end.generation === generation)?.length ?? 0
}
