// release: the decision and its durable record in one transaction. This is the point of no return
// of a message.
// It ends a reader's request to reference. A hold, expiry or recall succeeds if and only if no
// release was written before.
import { EngineError } from '../contract/errors.ts'
import { endGates } from '../gates/index.ts'
import type { Transaction } from '../ledger/index.ts'
import type { KeyPair } from '../seal/index.ts'
import { acknowledgeTime } from './clock-mark.ts'
import { noMemberships, type Memberships } from './memberships.ts'
import { decideAmong } from './decide.ts'
import type { ReleaseRefusal } from './decide.ts'
import { expireObject } from './expiry.ts'
import { destroyShares, findContentKey, isReleasedTo, listRoutes, type AudienceRow } from './facts.ts'
import { countRelease, isOverQuota } from './quota.ts'
import { releaseForm, signRelease } from './release-record.ts'
import { isOnePerson } from '../store/index.ts'

interface ReleaseOrder {
  readonly objectId: Uint8Array
  readonly person: Uint8Array
  /** The asking device, already proven to belong to the person. */
  readonly device: Uint8Array
  /** The releasing device, which signs the record. */
  readonly signer: KeyPair
  readonly now: number
  /** The latest possible time while the clock is in doubt, else equal to `now`. */
  readonly latest?: number
  /** The number of objects that can be released to one person in a day. */
  readonly releasesPerDay?: number
  /** The members of groups. Without it no group has members. */
  readonly memberships?: Memberships
}

/** Send the answer only after the transaction is committed. */
export type ReleaseAnswer = Released | { readonly answer: ReleaseRefusal }

interface Released {
  readonly answer: 'released'
  readonly releasedAt: number
  /**
   * The content key sealed to the box key with that number; with number 0, sealed under a secret of
   * the group.
   */
  readonly grant: Uint8Array
  readonly boxNumber: number
  /** The encoded release record; a repeated answer has the same bytes. */
  readonly record: Uint8Array
  readonly isFirst: boolean
}

/** @throws EngineError DAMAGED if the ledger has lost a grant that it must have */
export function releaseTo(tx: Transaction, order: ReleaseOrder): ReleaseAnswer {
  const { objectId, person, now, latest, releasesPerDay, memberships = noMemberships } = order
  const released = findRelease(tx, order)
  if (released !== null) return { ...released, isFirst: false }
  // Only a lost device released it, and its grant is missing here, so it cannot be released again.
  if (isReleasedTo(tx, order)) return { answer: 'RECALLED' }
  const routes = listRoutes(tx, order, memberships)
  const reader = { isReleased: false, isOverQuota: isOverQuota(tx, person, now, releasesPerDay) }
  const { decision, route: route } = decideAmong(routes, reader, now, latest)
  // Only a lost device had the key, so this home cannot release the letter. Stations may.
  if ((decision === 'release' || decision === 'NOT_YET') && isKeyless(tx, objectId))
    return { answer: 'NOT_A_READER' }
  if (decision === 'release') {
    writeRelease(tx, order, routes[route]!)
    return { ...getRelease(tx, order), isFirst: true }
  }
  // A reader who got EXPIRED must not get the key later if the clock is set back.
  if (decision === 'EXPIRED') expireObject(tx, objectId, now)
  return { answer: decision === 'again' ? 'RECALLED' : decision }
}

/**
 * Records that the reader has stored the key safely, so the grant need no longer follow their box
 * key. Returns false if this is known, or there is no release.
 */
export function markKept(tx: Transaction, objectId: Uint8Array, person: Uint8Array, at: number): boolean {
  const sql = 'UPDATE access_releases SET kept_at = ? WHERE object = ? AND person = ? AND kept_at IS NULL'
  const isNew = tx.run(sql, at, objectId, person).changes > 0
  if (isNew) endGates(tx, { objectId, person })
  return isNew
}

/** True if this home has never had the key of the object. One that it destroyed had an end. */
function isKeyless(tx: Transaction, objectId: Uint8Array): boolean {
  return findContentKey(tx, objectId) === null
}

interface StoredRelease {
  releasedAt: number
  boxNumber: number
  sealedKey: Uint8Array | null
  record: Uint8Array
}

/** A release to a member of a group uses the single grant of the group. */
const RELEASE = `
  SELECT r.released_at AS releasedAt, r.box_number AS boxNumber,
    coalesce(nullif(r.sealed_key, x''), g.sealed_key) AS sealedKey, r.record
  FROM access_releases r LEFT JOIN access_grants g ON g.object = r.object AND g.audience = r.audience
  WHERE r.object = ? AND r.person = ?`

function findRelease(tx: Transaction, order: ReleaseOrder): Omit<Released, 'isFirst'> | null {
  const { objectId, person } = order
  const stored = tx.get<StoredRelease>(RELEASE, objectId, person)
  if (stored === undefined || stored.sealedKey === null) return null
  return {
    answer: 'released',
    releasedAt: stored.releasedAt,
    grant: stored.sealedKey,
    boxNumber: stored.boxNumber,
    record: stored.record.byteLength > 0 ? stored.record : recordOf(order, stored.releasedAt),
  }
}

/**
 * Signs the record of a group member again. The signature is deterministic, so only the facts of
 * such a release are stored.
 */
function recordOf({ objectId, person, signer }: ReleaseOrder, at: number): Uint8Array {
  return releaseForm.encode(signRelease({ objectId, person, at }, signer))
}

function getRelease(tx: Transaction, order: ReleaseOrder): Omit<Released, 'isFirst'> {
  const release = findRelease(tx, order)
  if (release === null) throw new EngineError('DAMAGED', 'the grant for this reader is not in the ledger')
  return release
}

/**
 * Moves the grant of a person from the grants, which can be destroyed, to the releases. The grant
 * of a group is kept for its other members.
 * A group can have many members, so a release to one stores no key and no record, and its grant
 * need not follow a box key.
 */
function writeRelease(tx: Transaction, order: ReleaseOrder, { audience }: AudienceRow): void {
  const { objectId, person, device, now } = order
  const isOwnGrant = isOnePerson(audience)
  const kept = isOwnGrant ? 'sealed_key, ?, NULL' : "x'', x'', ?"
  tx.run(
    `INSERT INTO access_releases (object, person, audience, asked_by, released_at, box_number, sealed_key, record, kept_at)
     SELECT object, ?, audience, ?, ?, box_number, ${kept}
     FROM access_grants WHERE object = ? AND audience = ?`,
    ...[person, device, now, isOwnGrant ? recordOf(order, now) : now, objectId, audience.key],
  )
  if (isOwnGrant) {
    tx.run('DELETE FROM access_grants WHERE object = ? AND audience = ?', objectId, person)
    destroyShares(tx, order)
  }
  countRelease(tx, person, now)
  acknowledgeTime(tx, now)
}
