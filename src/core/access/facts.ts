// Reads from the ledger the plain facts that decide.ts judges, and does what recall and expiry have in common.
// Used by everything in access that stands between notify and reference.
import type { Rows, Transaction } from '../ledger/index.ts'
import type { Audience, AudienceKind, Epoch, Memberships } from './audience.ts'
import { hasRight, situationOf } from './decide.ts'
import type { AccessMode, AudienceFacts } from './decide.ts'

/** An object and a reader of it, both as 32-byte keys. */
export interface ObjectReader {
  readonly objectId: Uint8Array
  readonly person: Uint8Array
}

/** An object and one of its audiences. */
export interface ObjectAudience {
  readonly objectId: Uint8Array
  readonly audience: Audience
}

/** The facts of one audience. `isReleased` and `releasedAt` are of a person; of a group it is counted whom it was released to. */
export interface AudienceRow extends AudienceFacts {
  readonly audience: Audience
  /** When a group was told; both 0 for others. */
  readonly since: Epoch
  /** Given to them later, not when it was made. */
  readonly isShared: boolean
  readonly releasedAt: number | null
  readonly releases: number
  readonly withdrawnAt: number | null
  /** When the notice reached this person, once their own feed says so. */
  readonly arrivedAt: number | null
  /** A lost device may have released it to somebody of this audience who was not heard: keys and grants are kept until then. */
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
  /** Both null without a doubt. */
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

/** In the order of their keys, so that two looks at one object can be compared. */
export function loadAudiences(rows: Rows, objectId: Uint8Array): AudienceRow[] {
  return rows.all<StoredAudience>(AUDIENCES_OF_OBJECT, objectId).map(toRow)
}

/** @param key of the person, the group or the public */
export function findAudience(rows: Rows, objectId: Uint8Array, key: Uint8Array): AudienceRow | null {
  const stored = rows.get<StoredAudience>(ONE_AUDIENCE, objectId, key)
  return stored === undefined ? null : toRow(stored)
}

/** When it was taken back from this audience; null while it is theirs. */
export function endedAt({ recalledAt, withdrawnAt }: AudienceRow): number | null {
  return recalledAt ?? withdrawnAt
}

/** By which audiences this person can come to the object now: as themselves, and as a member of groups. */
export function listRoutes(
  rows: Rows,
  { objectId, person }: ObjectReader,
  memberships: Memberships,
): AudienceRow[] {
  return loadAudiences(rows, objectId).filter(({ audience, since }) =>
    memberships[audience.kind].mayRead(rows, audience.key, person, since),
  )
}

/** Null when there is no such object, or its key is destroyed. */
export function findContentKey(rows: Rows, objectId: Uint8Array): Uint8Array | null {
  const sql = 'SELECT content_key AS contentKey FROM access_keys WHERE object = ?'
  return rows.get<{ contentKey: Uint8Array | null }>(sql, objectId)?.contentKey ?? null
}

export function hasAnyRight(rows: Rows, objectId: Uint8Array): boolean {
  return loadAudiences(rows, objectId).some(
    (row) => row.releases > 0 || row.isUnsettled || hasRight(situationOf(row)),
  )
}

/**
 * A group's one grant stays for those of its members whom it was released to: they are answered the same again. So does a grant that a lost
 * device may have released.
 */
export function destroyGrant(
  tx: Transaction,
  objectId: Uint8Array,
  { audience, releases, isUnsettled }: AudienceRow,
): void {
  if (releases > 0 || isUnsettled) return
  tx.run('DELETE FROM access_grants WHERE object = ? AND audience = ?', objectId, audience.key)
}

/** Gone from the ledger's pages at once (secure_delete); from its log only after `ledger.checkpoint()`. */
export function destroyContentKey(tx: Transaction, objectId: Uint8Array): void {
  tx.run('UPDATE access_keys SET content_key = NULL, destroy_at = NULL WHERE object = ?', objectId)
}

/** The key, and everything it could be had back from here: what was sealed to persons nobody here can open. */
export function destroyObjectKeys(tx: Transaction, objectId: Uint8Array): void {
  tx.run('DELETE FROM access_grants WHERE object = ?', objectId)
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
    // What a lost device withdrew from a group cannot be read back: only its author's word opens the way again.
    isInDoubt: stored.isLetGo === 0 && (stored.isSettled === 0 || stored.kind === 'group'),
    isUnsettled: stored.isSettled === 0 && stored.releasedAt === null,
  }
}
