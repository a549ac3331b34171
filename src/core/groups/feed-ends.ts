// Up to where a member's feed counts: whoever went, or posts no more, cannot slip anything into the feeds of earlier eras.
// They still hold the old secrets, and others may relay what they write; so it is decided here, by what is known of the roster.
import type { FeedWriter } from '../feeds/index.ts'
import type { Reader } from '../ledger/index.ts'
import { findMember } from './group-row.ts'

/** Null without end. Of one who is no member, and of whose feed nothing was recorded, nothing counts. */
export function endOfFeed(reader: Reader, group: Uint8Array, feed: FeedWriter): number | null {
  const recorded = findRecordedEnd(reader, group, feed)
  if (recorded !== null) return recorded
  const counts = findMember(reader, group, feed.person) !== null && isPresentDevice(reader, feed.device)
  return counts ? null : 0
}

/** Whoever has a device that its person lost could go on writing with it: of it counts only what was recorded. */
function isPresentDevice(reader: Reader, device: Uint8Array): boolean {
  const sql = 'SELECT 1 FROM person_devices WHERE device = ? AND is_current = 1'
  return reader.get(sql, device) !== undefined
}

/** What its owner's records say of this feed; 0 for another generation than those they name. */
export function findRecordedEnd(
  reader: Reader,
  group: Uint8Array,
  { device, era, generation }: Omit<FeedWriter, 'person'>,
): number | null {
  const sql = 'SELECT generation, length FROM group_departed WHERE group_id = ? AND device = ? AND era = ?'
  const ends = reader.all<{ generation: number; length: number }>(sql, group, device, era)
  if (ends.length === 0) return null
  return ends.find((end) => end.generation === generation)?.length ?? 0
}
