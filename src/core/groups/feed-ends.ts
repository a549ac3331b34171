// Decides up to which position a member's feed counts. A person who left or may no longer post must
// not add anything to feeds of earlier eras.
// They still hold the old secrets, and others may relay what they write, so each device decides
// from the roster that it knows.
import { isCurrentDevice } from '../contacts/index.ts'
import type { FeedWriter } from '../feeds/index.ts'
import type { Rows } from '../ledger/index.ts'
import { findMember } from './group-row.ts'

/** Null if the feed has no end. 0 for the feed of a non-member that has no recorded end. */
export function endOfFeed(rows: Rows, group: Uint8Array, feed: FeedWriter): number | null {
  const recorded = findRecordedEnd(rows, group, feed)
  if (recorded !== null) return recorded
  // A stranger who finds a lost device could keep writing with it, so only recorded lengths of its
  // feeds count.
  const counts = findMember(rows, group, feed.person) !== null && isCurrentDevice(rows, feed.device)
  return counts ? null : 0
}

/**
 * Returns the end that the owner's records state for this feed; 0 if they name only another
 * generation of it. Null if they state none.
 */
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
