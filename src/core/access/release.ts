// The release: the decision and its durable record in one transaction. THE point of no return of a message.
// A reader's request to reference ends here; hold, expiry and recall succeed if and only if this was not written before.
import { EngineError } from '../contract/errors.ts'
import type { Transaction } from '../ledger/index.ts'
import type { KeyPair } from '../seal/index.ts'
import { acknowledgeTime } from './clock-mark.ts'
import { noMemberships, type Memberships } from './audience.ts'
import { decideAmong } from './decide.ts'
import type { ReleaseRefusal } from './decide.ts'
import { expireObject } from './expiry.ts'
import { listRoutes, type AudienceRow, type ObjectReader } from './facts.ts'
import { countRelease, isOverQuota } from './quota.ts'
import { encodeRelease, signRelease } from './release-record.ts'

export interface ReleaseOrder {
  readonly objectId: Uint8Array
  readonly person: Uint8Array
  /** The asking device, already proven to be the person's. */
  readonly device: Uint8Array
  /** The releasing device: it signs the record. */
  readonly signer: KeyPair
  readonly now: number
  /** The latest it can be while the clock is in doubt, else the same as `now`. */
  readonly latest?: number
  /** How many objects one person may have released to them in a day. */
  readonly releasesPerDay?: number
  /** Who is in which group; nobody unless told. */
  readonly memberships?: Memberships
}

/** To be sent only after the transaction is committed. */
export type ReleaseAnswer = Released | { readonly answer: ReleaseRefusal }

export interface Released {
  readonly answer: 'released'
  readonly releasedAt: number
  /** The content key sealed to the person's box key of that number; number 0: sealed under a secret of the group. */
  readonly grant: Uint8Array
  readonly boxNumber: number
  /** The encoded release record, the same bytes every time. */
  readonly record: Uint8Array
  readonly isFirst: boolean
}

/** @throws EngineError DAMAGED when the ledger has lost a grant that it should have */
export function releaseTo(tx: Transaction, order: ReleaseOrder): ReleaseAnswer {
  const { objectId, person, now, latest, releasesPerDay, memberships = noMemberships } = order
  const released = findRelease(tx, order)
  if (released !== null) return { ...released, isFirst: false }
  // Only a lost device gave it to them, and what it gave cannot be given again.
  if (isReleasedTo(tx, order)) return { answer: 'RECALLED' }
  const routes = listRoutes(tx, order, memberships)
  const reader = { isReleased: false, isOverQuota: isOverQuota(tx, person, now, releasesPerDay) }
  const { decision, route: route } = decideAmong(routes, reader, now, latest)
  if (decision === 'release') {
    writeRelease(tx, order, routes[route]!)
    return { ...getRelease(tx, order), isFirst: true }
  }
  // Whoever is told EXPIRED must not be given the key when the clock goes back.
  if (decision === 'EXPIRED') expireObject(tx, objectId, now)
  return { answer: decision === 'again' ? 'RECALLED' : decision }
}

function isReleasedTo(tx: Transaction, { objectId, person }: ObjectReader): boolean {
  const sql = 'SELECT 1 FROM access_releases WHERE object = ? AND person = ?'
  return tx.get(sql, objectId, person) !== undefined
}

/** The reader's feed says that the key is safely kept: from now on the grant need not follow their box key any more. */
export function markKept(tx: Transaction, objectId: Uint8Array, person: Uint8Array, at: number): boolean {
  const sql = 'UPDATE access_releases SET kept_at = ? WHERE object = ? AND person = ? AND kept_at IS NULL'
  return tx.run(sql, at, objectId, person).changes > 0
}

interface StoredRelease {
  releasedAt: number
  boxNumber: number
  sealedKey: Uint8Array | null
  record: Uint8Array
}

/** What a member of a group was given is the group's one grant. */
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

/** A signature by one key over the same bytes is the same: of a member's release the facts are kept, and the record is signed again. */
function recordOf({ objectId, person, signer }: ReleaseOrder, at: number): Uint8Array {
  return encodeRelease(signRelease({ objectId, person, at }, signer))
}

function getRelease(tx: Transaction, order: ReleaseOrder): Omit<Released, 'isFirst'> {
  const release = findRelease(tx, order)
  if (release === null) throw new EngineError('DAMAGED', 'the grant for this reader is not in the ledger')
  return release
}

/**
 * A person's grant moves from those that can be destroyed to those that were given; a group's stays for its other members. There are many
 * of those: nothing is written for one of them that can be made again, and their grant never waits for a newer box.
 */
function writeRelease(tx: Transaction, order: ReleaseOrder, { audience }: AudienceRow): void {
  const { objectId, person, device, now } = order
  const isOwnGrant = audience.kind === 'person'
  const kept = isOwnGrant ? 'sealed_key, ?, NULL' : "x'', x'', ?"
  tx.run(
    `INSERT INTO access_releases (object, person, audience, asked_by, released_at, box_number, sealed_key, record, kept_at)
     SELECT object, ?, audience, ?, ?, box_number, ${kept}
     FROM access_grants WHERE object = ? AND audience = ?`,
    ...[person, device, now, isOwnGrant ? recordOf(order, now) : now, objectId, audience.key],
  )
  if (isOwnGrant) tx.run('DELETE FROM access_grants WHERE object = ? AND audience = ?', objectId, person)
  countRelease(tx, person, now)
  acknowledgeTime(tx, now)
}
