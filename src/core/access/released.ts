// The persons to whom an object was released, as members of one audience or in total. The author
// sees these counts for a group.
// It is used after reference and only reads.
import type { Rows } from '../ledger/index.ts'

export interface ReleasedMember {
  readonly person: Uint8Array
  readonly at: number
}

/**
 * Returns everyone to whom the object was released through this audience, including former members.
 */
export function listReleased(rows: Rows, objectId: Uint8Array, audience: Uint8Array): ReleasedMember[] {
  const sql = 'SELECT person, released_at AS at FROM access_releases WHERE object = ? AND audience = ?'
  return rows.all<ReleasedMember & Record<string, never>>(sql, objectId, audience)
}

export interface Release extends ReleasedMember {
  /** The audience through which it was released. */
  readonly audience: Uint8Array
}

/** Returns every release of the object, through any audience. */
export function listAllReleased(rows: Rows, objectId: Uint8Array): Release[] {
  const sql = 'SELECT person, released_at AS at, audience FROM access_releases WHERE object = ?'
  return rows.all<Release & Record<string, never>>(sql, objectId)
}

/** Returns everyone to whom the object was released, in the order of the releases. */
export function listReleasedTo(rows: Rows, objectId: Uint8Array): Uint8Array[] {
  const sql = 'SELECT person FROM access_releases WHERE object = ? ORDER BY released_at'
  return rows.all<{ person: Uint8Array }>(sql, objectId).map(({ person }) => person)
}
