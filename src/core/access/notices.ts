// Finds the notices that must be appended now, and marks them as noticed.
// This is the notify step. The caller appends them in the same transaction, so a notice is marked
// if and only if it is in a feed.
import type { Rows, Transaction } from '../ledger/index.ts'
import type { AccessMode } from './decide.ts'
import { PUBLIC_KEY, type AudienceKind, type Epoch } from '../store/index.ts'
import type { ObjectAudience } from './facts.ts'

/** The facts that access supplies for a due notice. */
export interface DueNotice extends ObjectAudience {
  /** For a group: its epoch at that time. */
  readonly since: Epoch
  readonly isShared: boolean
  readonly mode: AccessMode
  /** ms since the epoch. */
  readonly expiresAt: number | null
  readonly boxNumber: number
  /**
   * The sealed content key of an open object; for the public, the unsealed key. Null for a
   * controlled object, whose key stays here until it is requested.
   */
  readonly grant: Uint8Array | null
}

interface StoredDue {
  object: Uint8Array
  audience: Uint8Array
  kind: AudienceKind
  era: number
  epoch: number
  isShared: number
  mode: AccessMode
  expiresAt: number | null
  boxNumber: number
  sealedKey: Uint8Array
}

const COLUMNS = `
  a.object, a.audience, a.kind, a.era, a.epoch, a.is_shared AS isShared, a.mode, a.expires_at AS expiresAt,
  g.box_number AS boxNumber, g.sealed_key AS sealedKey`

const NOTICES_DUE = `
  SELECT ${COLUMNS}
  FROM access_audiences a JOIN access_grants g ON g.object = a.object AND g.audience = a.audience
  WHERE a.noticed_at IS NULL AND a.held_at IS NULL AND a.recalled_at IS NULL AND a.expired_at IS NULL
    AND a.not_before <= ? AND (a.expires_at IS NULL OR a.expires_at > ?)
  ORDER BY a.not_before LIMIT ?`

/**
 * Returns the notices that are due and not held, the oldest first, and marks them as noticed. There
 * can be many due notices, so call again until it returns none.
 */
export function markDueNoticed(tx: Transaction, now: number, limit = 500): DueNotice[] {
  const due = tx.all<StoredDue>(NOTICES_DUE, now, now, limit).map(toDueNotice)
  for (const { objectId, audience } of due) markNoticed(tx, objectId, audience.key, now)
  return due
}

/**
 * Marks these audiences of an object as noticed. The caller appends the notices in this
 * transaction.
 */
export function markNotified(
  tx: Transaction,
  objectId: Uint8Array,
  audiences: readonly Uint8Array[],
  at: number,
): void {
  for (const key of audiences) markNoticed(tx, objectId, key, at)
}

/** Returns every object that is public now and whose key is stored here. */
export function listPublic(rows: Rows): Uint8Array[] {
  const found = rows.all<{ object: Uint8Array }>(
    `SELECT a.object FROM access_audiences a JOIN access_keys k ON k.object = a.object
     WHERE a.kind = 'public' AND a.noticed_at IS NOT NULL AND a.withdrawn_at IS NULL AND k.content_key IS NOT NULL`,
  )
  return found.map(({ object }) => object)
}

/** True if the object has a public notice that was not withdrawn. */
export function isPublic(rows: Rows, objectId: Uint8Array): boolean {
  const sql = `SELECT 1 FROM access_audiences
    WHERE object = ? AND audience = ? AND kind = 'public' AND noticed_at IS NOT NULL AND withdrawn_at IS NULL`
  return rows.get(sql, objectId, PUBLIC_KEY) !== undefined
}

/**
 * Returns the facts for the notice of one object to one audience. Null if that audience has no
 * grant any longer.
 */
export function findDueNotice(rows: Rows, objectId: Uint8Array, key: Uint8Array): DueNotice | null {
  const stored = rows.get<StoredDue>(ONE_NOTICE, objectId, key)
  return stored === undefined ? null : toDueNotice(stored)
}

const ONE_NOTICE = `
  SELECT ${COLUMNS}
  FROM access_audiences a JOIN access_grants g ON g.object = a.object AND g.audience = a.audience
  WHERE a.object = ? AND a.audience = ?`

function markNoticed(tx: Transaction, objectId: Uint8Array, key: Uint8Array, at: number): void {
  tx.run(
    'UPDATE access_audiences SET noticed_at = ? WHERE object = ? AND audience = ? AND noticed_at IS NULL',
    ...[at, objectId, key],
  )
}

function toDueNotice(stored: StoredDue): DueNotice {
  const { object, audience, kind, era, epoch, isShared, mode, expiresAt, boxNumber, sealedKey } = stored
  return {
    objectId: object,
    audience: { kind, key: audience },
    since: { era, epoch },
    isShared: isShared === 1,
    mode,
    expiresAt,
    boxNumber,
    grant: mode === 'open' ? sealedKey : null,
  }
}

/** Holds every notice that is not out yet. Returns the number of these notices. */
export function holdUnnoticed(tx: Transaction, now: number): number {
  return tx.run(HOLD_UNNOTICED, now).changes
}

const HOLD_UNNOTICED = `
  UPDATE access_audiences SET held_at = ?
  WHERE noticed_at IS NULL AND held_at IS NULL AND recalled_at IS NULL AND expired_at IS NULL`

/**
 * Returns the kinds of audience of each object, except audiences from which it was taken back or
 * for which it has expired.
 */
export function listGivenKinds(rows: Rows): { object: Uint8Array; kind: AudienceKind }[] {
  return rows.all<{ object: Uint8Array; kind: AudienceKind }>(
    `SELECT DISTINCT object, kind FROM access_audiences
     WHERE recalled_at IS NULL AND expired_at IS NULL AND withdrawn_at IS NULL`,
  )
}
