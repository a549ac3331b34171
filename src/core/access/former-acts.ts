// Restores what a lost device did after the backup of this ledger: read back from the feeds that it
// wrote.
// Its release overrides every later decision of this home. So does the word of a reader that they
// have the object, if that was in doubt.
import { equalBytes } from '../base/index.ts'
import type { Transaction } from '../ledger/index.ts'
import type { Memberships } from './memberships.ts'
import { findDoubtedAudience } from './doubts.ts'
import { destroyGrant, destroyShares, findAudience, findContentKey } from './facts.ts'
import { hasAnyRight } from './rights.ts'
import { releaseForm, isReleaseGenuine } from './release-record.ts'
import type { WithdrawalRecord } from './withdrawal-record.ts'
import { AUDIENCE_FACTS, isOnePerson, type ObjectReader, type Audience } from '../store/index.ts'

/** Records that the notice was sent after the backup. */
export function restoreNotice(tx: Transaction, object: Uint8Array, audience: Uint8Array, at: number): void {
  tx.run(
    'UPDATE access_audiences SET noticed_at = ?, held_at = NULL WHERE object = ? AND audience = ? AND noticed_at IS NULL',
    ...[at, object, audience],
  )
}

/**
 * Restores a hold, let-go, recall or expiry of the lost device. If no reader has a right left, the
 * key is destroyed in the next run of processDue(), after its words were saved.
 * @param keepsKey true if its author reads the object without an audience
 */
export function restoreWithdrawal(
  tx: Transaction,
  { objectId, kind, at }: Pick<WithdrawalRecord, 'objectId' | 'kind' | 'at'>,
  { key, kind: audienceKind }: Audience,
  { keepsKey, now }: { keepsKey: boolean; now: number },
): void {
  const row = findAudience(tx, objectId, key)
  if (row === null || row.isReleased) return
  const where = 'WHERE object = ? AND audience = ?'
  if (kind === 'held') tx.run(`UPDATE access_audiences SET held_at = ? ${where}`, at, objectId, key)
  else if (kind === 'let-go') tx.run(`UPDATE access_audiences SET held_at = NULL ${where}`, objectId, key)
  else {
    const column = kind === 'recalled' ? 'recalled_at' : 'expired_at'
    const isOpen = 'recalled_at IS NULL AND expired_at IS NULL'
    tx.run(`UPDATE access_audiences SET ${column} = ? ${where} AND ${isOpen}`, at, objectId, key)
    // The lost device withdrew it because it had not released it. For a single person this settles
    // the doubt.
    if (AUDIENCE_FACTS[audienceKind].isOnePerson)
      tx.run(`UPDATE access_doubts SET is_settled = 1 ${where}`, objectId, key)
    const ended = findAudience(tx, objectId, key)
    if (ended !== null) destroyGrant(tx, objectId, ended)
    if (keepsKey || findContentKey(tx, objectId) === null || hasAnyRight(tx, objectId)) return
    tx.run('UPDATE access_keys SET destroy_at = ? WHERE object = ?', now, objectId)
  }
}

/** `audience`: the audience that reads the feed of the record. */
export interface ReadBack {
  readonly audience: Audience
  /** The lost device, which must have signed the record. */
  readonly device: Uint8Array
}

/**
 * Restores a release of the lost device. The reader has the object from then on. Later acts of this
 * home do not change that. The feed of a person can only hold releases to that person.
 * @returns the object, or null if it is not an own object or the release is known already
 */
export function restoreRelease(
  tx: Transaction,
  bytes: Uint8Array,
  { audience, device }: ReadBack,
): Uint8Array | null {
  const record = releaseForm.decode(bytes)
  const { objectId, person, at } = record
  if (isOnePerson(audience) && !equalBytes(person, audience.key)) return null
  if (!isReleaseGenuine(record, device)) return null
  return keepRelease(tx, { objectId, person }, { audience: audience.key, at, record: bytes, keptAt: null })
}

/**
 * Records that a reader reports having the object, if a lost device may have released it to
 * them. Returns true if this is new.
 */
export function restoreReport(
  tx: Transaction,
  reader: ObjectReader,
  at: number,
  memberships: Memberships,
): boolean {
  const audience = findDoubtedAudience(tx, reader, memberships)
  if (audience === null) return false
  return keepRelease(tx, reader, { audience, at, record: null, keptAt: at }) !== null
}

interface FormerRelease {
  audience: Uint8Array
  at: number
  /** Null if the only evidence is the word of the reader. */
  record: Uint8Array | null
  keptAt: number | null
}

/**
 * Stores a release that this home did not make, with the grant of this home. Without a grant, a
 * repeated request is refused. Returns null if the release is known, or there is no such object.
 */
export function keepRelease(
  tx: Transaction,
  { objectId, person }: ObjectReader,
  { audience, at, record, keptAt }: FormerRelease,
): Uint8Array | null {
  if (tx.get('SELECT 1 FROM access_keys WHERE object = ?', objectId) === undefined) return null
  const grant = tx.get<{ boxNumber: number; sealedKey: Uint8Array }>(
    'SELECT box_number AS boxNumber, sealed_key AS sealedKey FROM access_grants WHERE object = ? AND audience = ?',
    ...[objectId, person],
  )
  const { changes } = tx.run(
    `INSERT OR IGNORE INTO access_releases (object, person, audience, asked_by, released_at, box_number, sealed_key, record, kept_at)
     VALUES (?, ?, ?, ?, ?, ?, coalesce(?, x''), coalesce(?, x''), ?)`,
    ...[objectId, person, audience, person, at, grant?.boxNumber ?? 0, grant?.sealedKey ?? null],
    ...[record, keptAt],
  )
  if (changes === 0) return null
  tx.run('DELETE FROM access_grants WHERE object = ? AND audience = ?', objectId, person)
  destroyShares(tx, { objectId, person })
  // A person who has the object had its notice. Without a grant the notice could never be sent and
  // would be due in every run.
  restoreNotice(tx, objectId, person, at)
  return objectId
}

/** Called when a person lost their device, because their grants must follow their box key again. */
export function forgetKept(tx: Transaction, person: Uint8Array): void {
  tx.run('UPDATE access_releases SET kept_at = NULL WHERE person = ?', person)
}
