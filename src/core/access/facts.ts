// Reads the facts that decide.ts needs from the ledger, and contains what recall and expiry have in
// common.
// All parts of access between notify and reference use it.
import { endGatesOf } from '../gates/index.ts'
import type { Rows, Transaction } from '../ledger/index.ts'
import type { Memberships } from './memberships.ts'
import type { AccessMode, AudienceFacts } from './decide.ts'
import {
  AUDIENCE_FACTS,
  type Audience,
  type AudienceKind,
  type Epoch,
  type ObjectReader,
} from '../store/index.ts'

/** An object and one of its audiences. */
export interface ObjectAudience {
  readonly objectId: Uint8Array
  readonly audience: Audience
}

/**
 * The facts of one audience. `isReleased` and `releasedAt` are set for a person only; `releases`
 * counts the releases to members of a group.
 */
export interface AudienceRow extends AudienceFacts {
  readonly audience: Audience
  /** The epoch of a group at the notice; 0 and 0 for other audiences. */
  readonly since: Epoch
  /** True if the object was shared with this audience after it was made. */
  readonly isShared: boolean
  readonly releasedAt: number | null
  readonly releases: number
  readonly withdrawnAt: number | null
  /** When the notice reached this person, as their own feed reports. */
  readonly arrivedAt: number | null
  /**
   * True if a lost device may have released it to a reader of this audience who was not heard yet.
   * Keys and grants are kept until then.
   */
  readonly isUnsettled: boolean
}

interface StoredAudience {
  audience: Uint8Array
  kind: AudienceKind
  era: number
  epoch: number
  isShared: number
  withdrawnAt: number | null
  arrivedAt: number | null
  releases: number
  mode: AccessMode
  notBefore: number
  expiresAt: number | null
  heldAt: number | null
  noticedAt: number | null
  recalledAt: number | null
  expiredAt: number | null
  releasedAt: number | null
  /** Both null if there is no doubt. */
  isLetGo: number | null
  isSettled: number | null
}

const AUDIENCES_OF_OBJECT = `
  SELECT a.audience, a.kind, a.era, a.epoch, a.is_shared AS isShared, a.withdrawn_at AS withdrawnAt,
    a.arrived_at AS arrivedAt, a.mode, a.not_before AS notBefore, a.expires_at AS expiresAt, a.held_at AS heldAt,
    a.noticed_at AS noticedAt, a.recalled_at AS recalledAt, a.expired_at AS expiredAt, r.released_at AS releasedAt,
    d.is_let_go AS isLetGo, d.is_settled AS isSettled,
    CASE a.kind WHEN 'person' THEN 0
      ELSE (SELECT count(*) FROM access_releases m WHERE m.object = a.object AND m.audience = a.audience) END AS releases
  FROM access_audiences a
  LEFT JOIN access_releases r ON r.object = a.object AND r.person = a.audience
  LEFT JOIN access_doubts d ON d.object = a.object AND d.audience = a.audience
  WHERE a.object = ?`

const ONE_AUDIENCE = `${AUDIENCES_OF_OBJECT} AND a.audience = ?`

/**
 * Loads the audiences in the order of their keys, so that two reads of one object can be compared.
 */
export function loadAudiences(rows: Rows, objectId: Uint8Array): AudienceRow[] {
  return rows.all<StoredAudience>(AUDIENCES_OF_OBJECT, objectId).map(toRow)
}

/** @param key the key of the person, the group or the public */
export function findAudience(rows: Rows, objectId: Uint8Array, key: Uint8Array): AudienceRow | null {
  const stored = rows.get<StoredAudience>(ONE_AUDIENCE, objectId, key)
  return stored === undefined ? null : toRow(stored)
}

/** Returns when the object was taken back from this audience; null if it was not. */
export function endedAt({ recalledAt, withdrawnAt }: AudienceRow): number | null {
  return recalledAt ?? withdrawnAt
}

/**
 * Returns the audiences that give this person access to the object now: the person, and groups that
 * they are in.
 */
export function listRoutes(
  rows: Rows,
  { objectId, person }: ObjectReader,
  memberships: Memberships,
): AudienceRow[] {
  return loadAudiences(rows, objectId).filter(({ audience, since }) =>
    memberships[audience.kind].mayRead(rows, audience.key, person, since),
  )
}

export function isReleasedTo(rows: Rows, { objectId, person }: ObjectReader): boolean {
  const sql = 'SELECT 1 FROM access_releases WHERE object = ? AND person = ?'
  return rows.get(sql, objectId, person) !== undefined
}

/** Null if there is no such object, or its key is destroyed. */
export function findContentKey(rows: Rows, objectId: Uint8Array): Uint8Array | null {
  const sql = 'SELECT content_key AS contentKey FROM access_keys WHERE object = ?'
  return rows.get<{ contentKey: Uint8Array | null }>(sql, objectId)?.contentKey ?? null
}

/**
 * Deletes a grant. The grant of a group is kept for members to whom it was released, who get the
 * same answer again. A grant that a lost device may have released is kept too.
 */
export function destroyGrant(
  tx: Transaction,
  objectId: Uint8Array,
  { audience, releases, isUnsettled }: AudienceRow,
): void {
  if (releases > 0 || isUnsettled) return
  tx.run('DELETE FROM access_grants WHERE object = ? AND audience = ?', objectId, audience.key)
  destroyShares(tx, { objectId, person: audience.key })
}

/** Deletes the shares of a grant that is destroyed, or of a letter whose reader has it. */
export function destroyShares(tx: Transaction, { objectId, person }: ObjectReader): void {
  endGatesOf(tx, objectId, person)
  tx.run('DELETE FROM gates_wanted WHERE object = ? AND audience = ?', objectId, person)
}

/**
 * Deletes the key. It leaves the pages of the ledger at once (secure_delete), and its log only
 * after `ledger.checkpoint()`.
 */
export function destroyContentKey(tx: Transaction, objectId: Uint8Array): void {
  tx.run('UPDATE access_keys SET content_key = NULL, destroy_at = NULL WHERE object = ?', objectId)
}

/** True if this home has made the object; also after its key was destroyed. */
export function wasGiven(rows: Rows, objectId: Uint8Array): boolean {
  return rows.get('SELECT 1 FROM access_keys WHERE object = ?', objectId) !== undefined
}

/** Deletes the notes of what readers stated about an object. That they stated it stays. */
export function forgetNotes(tx: Transaction, objectId: Uint8Array): void {
  tx.run('UPDATE access_states SET note = NULL WHERE object = ?', objectId)
}

/**
 * Destroys the key and every grant that this home could restore it from. Keys in releases are
 * sealed to other persons, so this home cannot open them.
 */
export function destroyObjectKeys(tx: Transaction, objectId: Uint8Array): void {
  tx.run('DELETE FROM access_grants WHERE object = ?', objectId)
  endGatesOf(tx, objectId)
  tx.run('DELETE FROM gates_wanted WHERE object = ?', objectId)
  destroyContentKey(tx, objectId)
}

function toRow(stored: StoredAudience): AudienceRow {
  return {
    audience: { kind: stored.kind, key: stored.audience },
    since: { era: stored.era, epoch: stored.epoch },
    isShared: stored.isShared === 1,
    releases: stored.releases,
    withdrawnAt: stored.withdrawnAt,
    arrivedAt: stored.arrivedAt,
    mode: stored.mode,
    notBefore: stored.notBefore,
    expiresAt: stored.expiresAt,
    heldAt: stored.heldAt,
    noticedAt: stored.noticedAt,
    recalledAt: stored.recalledAt,
    expiredAt: stored.expiredAt,
    isReleased: stored.releasedAt !== null,
    releasedAt: stored.releasedAt,
    // A withdrawal of a lost device from a group cannot be read back, so only the author can let
    // the object go again.
    isInDoubt:
      stored.isLetGo === 0 && (stored.isSettled === 0 || AUDIENCE_FACTS[stored.kind].isSettledByMembers),
    isUnsettled: stored.isSettled === 0 && stored.releasedAt === null,
  }
}
