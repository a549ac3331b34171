// The release: the decision and its durable record in one transaction. THE point of no return of a message.
// A reader's request to reference ends here; hold, expiry and recall succeed if and only if this was not written before.
import { EngineError } from '../contract/errors.ts'
import type { Transaction } from '../ledger/index.ts'
import type { KeyPair } from '../seal/index.ts'
import { acknowledgeTime } from './clock-mark.ts'
import { decideRelease } from './decide.ts'
import type { ReleaseRefusal } from './decide.ts'
import { expireObject } from './expiry.ts'
import { findAudience } from './facts.ts'
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
}

/** To be sent only after the transaction is committed. */
export type ReleaseAnswer = Released | { readonly answer: ReleaseRefusal }

export interface Released {
  readonly answer: 'released'
  readonly releasedAt: number
  /** The content key sealed to the person's box key of that number. */
  readonly grant: Uint8Array
  readonly boxNumber: number
  /** The encoded release record, the same bytes every time. */
  readonly record: Uint8Array
  readonly isFirst: boolean
}

/** @throws EngineError DAMAGED when the ledger has lost a grant that it should have */
export function releaseTo(tx: Transaction, order: ReleaseOrder): ReleaseAnswer {
  const { objectId, person, now, latest, releasesPerDay } = order
  const facts = {
    isReleased: findRelease(tx, order) !== null,
    audience: findAudience(tx, objectId, person),
    isOverQuota: isOverQuota(tx, person, now, releasesPerDay),
  }
  const decision = decideRelease(facts, now, latest)
  if (decision === 'again') return { ...getRelease(tx, order), isFirst: false }
  if (decision === 'release') {
    writeRelease(tx, order)
    return { ...getRelease(tx, order), isFirst: true }
  }
  // Whoever is told EXPIRED must not be given the key when the clock goes back.
  if (decision === 'EXPIRED') expireObject(tx, objectId, now)
  return { answer: decision }
}

/** The reader's feed says that the key is safely kept: from now on the grant need not follow their box key any more. */
export function markKept(tx: Transaction, objectId: Uint8Array, person: Uint8Array, at: number): boolean {
  const sql = 'UPDATE access_releases SET kept_at = ? WHERE object = ? AND person = ? AND kept_at IS NULL'
  return tx.run(sql, at, objectId, person).changes > 0
}

interface StoredRelease {
  released_at: number
  box_number: number
  sealed_key: Uint8Array
  record: Uint8Array
}

function findRelease(tx: Transaction, { objectId, person }: ReleaseOrder): Omit<Released, 'isFirst'> | null {
  const stored = tx.get<StoredRelease>(
    'SELECT released_at, box_number, sealed_key, record FROM access_releases WHERE object = ? AND person = ?',
    ...[objectId, person],
  )
  if (stored === undefined) return null
  return {
    answer: 'released',
    releasedAt: stored.released_at,
    grant: stored.sealed_key,
    boxNumber: stored.box_number,
    record: stored.record,
  }
}

function getRelease(tx: Transaction, order: ReleaseOrder): Omit<Released, 'isFirst'> {
  const release = findRelease(tx, order)
  if (release === null) throw new EngineError('DAMAGED', 'the grant for this reader is not in the ledger')
  return release
}

/** The grant moves from those that can be destroyed to those that were given. */
function writeRelease(tx: Transaction, { objectId, person, device, signer, now }: ReleaseOrder): void {
  const record = encodeRelease(signRelease({ objectId, person, at: now }, signer))
  tx.run(
    `INSERT INTO access_releases (object, person, audience, asked_by, released_at, box_number, sealed_key, record)
     SELECT object, ?, audience, ?, ?, box_number, sealed_key, ? FROM access_grants WHERE object = ? AND audience = ?`,
    ...[person, device, now, record, objectId, person],
  )
  tx.run('DELETE FROM access_grants WHERE object = ? AND audience = ?', objectId, person)
  countRelease(tx, person, now)
  acknowledgeTime(tx, now)
}
