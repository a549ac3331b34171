// Reads from the ledger the plain facts that decide.ts judges, and does what recall and expiry have in common.
// Used by everything in access that stands between notify and reference.
import type { Reader, Transaction } from '../ledger/index.ts'
import { hasRight, situationOf } from './decide.ts'
import type { AccessMode, AudienceFacts } from './decide.ts'

/** An object and a reader of it, both as 32-byte keys. */
export interface ObjectReader {
  readonly objectId: Uint8Array
  readonly person: Uint8Array
}

/** The facts of one audience, with the name of the person who is it. */
export interface AudienceRow extends AudienceFacts {
  readonly person: Uint8Array
  readonly releasedAt: number | null
}

interface StoredAudience {
  audience: Uint8Array
  mode: AccessMode
  not_before: number
  expires_at: number | null
  held_at: number | null
  noticed_at: number | null
  recalled_at: number | null
  expired_at: number | null
  released_at: number | null
}

const AUDIENCES_OF_OBJECT = `
  SELECT a.audience, a.mode, a.not_before, a.expires_at, a.held_at, a.noticed_at, a.recalled_at,
    a.expired_at, r.released_at
  FROM access_audiences a
  LEFT JOIN access_releases r ON r.object = a.object AND r.person = a.audience
  WHERE a.object = ?`

const ONE_AUDIENCE = `${AUDIENCES_OF_OBJECT} AND a.audience = ?`

/** In the order of their keys, so that two looks at one object can be compared. */
export function loadAudiences(reader: Reader, objectId: Uint8Array): AudienceRow[] {
  return reader.all<StoredAudience>(AUDIENCES_OF_OBJECT, objectId).map(toRow)
}

export function findAudience(reader: Reader, objectId: Uint8Array, person: Uint8Array): AudienceRow | null {
  const stored = reader.get<StoredAudience>(ONE_AUDIENCE, objectId, person)
  return stored === undefined ? null : toRow(stored)
}

/** Null when there is no such object, or its key is destroyed. */
export function findContentKey(reader: Reader, objectId: Uint8Array): Uint8Array | null {
  const sql = 'SELECT content_key FROM access_keys WHERE object = ?'
  return reader.get<{ content_key: Uint8Array | null }>(sql, objectId)?.content_key ?? null
}

export function hasAnyRight(reader: Reader, objectId: Uint8Array): boolean {
  return loadAudiences(reader, objectId).some((row) => hasRight(situationOf(row)))
}

export function destroyGrant(tx: Transaction, { objectId, person }: ObjectReader): void {
  tx.run('DELETE FROM access_grants WHERE object = ? AND audience = ?', objectId, person)
}

/** Gone from the ledger's pages at once (secure_delete); from its log only after `ledger.checkpoint()`. */
export function destroyContentKey(tx: Transaction, objectId: Uint8Array): void {
  tx.run('UPDATE access_keys SET content_key = NULL, destroy_at = NULL WHERE object = ?', objectId)
}

function toRow(stored: StoredAudience): AudienceRow {
  return {
    person: stored.audience,
    mode: stored.mode,
    notBefore: stored.not_before,
    expiresAt: stored.expires_at,
    heldAt: stored.held_at,
    noticedAt: stored.noticed_at,
    recalledAt: stored.recalled_at,
    expiredAt: stored.expired_at,
    isReleased: stored.released_at !== null,
    releasedAt: stored.released_at,
  }
}
