// To whom an object was released as a member of one audience: what an author counts of a group.
// After reference; it reads, and never records.
import type { Rows } from '../ledger/index.ts'

export interface ReleasedMember {
  readonly person: Uint8Array
  readonly at: number
}

/** Everyone to whom it was released by this audience, also who is no member any more. */
export function listReleased(rows: Rows, objectId: Uint8Array, audience: Uint8Array): ReleasedMember[] {
  const sql = 'SELECT person, released_at AS at FROM access_releases WHERE object = ? AND audience = ?'
  return rows.all<ReleasedMember & Record<string, never>>(sql, objectId, audience)
}

export interface Release extends ReleasedMember {
  /** By which they came to it. */
  readonly audience: Uint8Array
}

/** Everyone to whom it was released, by whichever audience. */
export function listAllReleased(rows: Rows, objectId: Uint8Array): Release[] {
  const sql = 'SELECT person, released_at AS at, audience FROM access_releases WHERE object = ?'
  return rows.all<Release & Record<string, never>>(sql, objectId)
}

/** Everyone to whom it was released, by whichever audience. */
export function listReleasedTo(rows: Rows, objectId: Uint8Array): Uint8Array[] {
  const sql = 'SELECT person FROM access_releases WHERE object = ? ORDER BY released_at'
  return rows.all<{ person: Uint8Array }>(sql, objectId).map(({ person }) => person)
}
