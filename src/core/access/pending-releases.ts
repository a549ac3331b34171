// Releases that are not in a feed yet. A restored home reads its releases back from the feeds of
// their audiences.
// A row is written with its release and deleted when the release is appended to a feed.
import type { Rows, Transaction } from '../ledger/index.ts'
import type { AudienceKind } from '../store/index.ts'

export interface PendingRelease {
  object: Uint8Array
  person: Uint8Array
  /** The encoded release record. */
  record: Uint8Array
}

/** The number of releases that wait for the feed of one audience. */
export interface PendingCount {
  audience: Uint8Array
  count: number
  /** When the first of them was released, in ms since the epoch. */
  first: number
}

export function addPendingRelease(tx: Transaction, { object, person, record }: PendingRelease): void {
  tx.run('INSERT INTO access_pending_releases VALUES (?, ?, ?)', object, person, record)
}

/**
 * CROSS JOIN makes SQLite read the pending releases first, because they are few, and all releases
 * can be many.
 */
const JOINED = `
  FROM access_pending_releases u CROSS JOIN access_releases r ON r.object = u.object AND r.person = u.person
  JOIN access_audiences a ON a.object = r.object AND a.audience = r.audience`

/** Returns the audiences of one kind that have pending releases. */
export function countPendingReleases(rows: Rows, kind: AudienceKind): PendingCount[] {
  const sql = `SELECT r.audience, count(*) AS count, min(r.released_at) AS first ${JOINED} WHERE a.kind = ? GROUP BY r.audience`
  return rows.all<PendingCount & Record<string, never>>(sql, kind)
}

export function listPendingReleases(rows: Rows, audience: Uint8Array, limit: number): PendingRelease[] {
  const sql = `SELECT u.object, u.person, u.record ${JOINED} WHERE r.audience = ? LIMIT ?`
  return rows.all<PendingRelease & Record<string, never>>(sql, audience, limit)
}

/** Called when the release is in a feed. */
export function removePendingRelease(
  tx: Transaction,
  { object, person }: Omit<PendingRelease, 'record'>,
): void {
  tx.run('DELETE FROM access_pending_releases WHERE person = ? AND object = ?', person, object)
}
