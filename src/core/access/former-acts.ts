// What a lost device had still done to objects after the backup of which this ledger was made: read back from the feeds it wrote.
// Until an audience's feed was read to its end, nothing that went to it is released (see `isInDoubt`).
import { equalBytes } from '../base/index.ts'
import type { Transaction } from '../ledger/index.ts'
import type { Audience } from './audience.ts'
import { destroyContentKey, destroyGrant, findAudience, findContentKey, hasAnyRight } from './facts.ts'
import { decodeRelease, isReleaseGenuine } from './release-record.ts'
import type { WithdrawalRecord } from './withdrawal-record.ts'

/** From now on the ledger is believed about this object and audience. */
export function settleDoubt(tx: Transaction, object: Uint8Array, audience: Uint8Array): void {
  tx.run('DELETE FROM access_doubts WHERE object = ? AND audience = ?', object, audience)
}

/** Everything that went to this audience, once all that was said to it was read. Gives the objects. */
export function settleDoubtsOf(tx: Transaction, audience: Uint8Array): Uint8Array[] {
  const objects = tx.all<{ object: Uint8Array }>(
    'SELECT object FROM access_doubts WHERE audience = ?',
    audience,
  )
  tx.run('DELETE FROM access_doubts WHERE audience = ?', audience)
  return objects.map(({ object }) => object)
}

/** The notice went out, though it had not when the backup was made. */
export function adoptNotice(tx: Transaction, object: Uint8Array, audience: Uint8Array, at: number): void {
  tx.run(
    'UPDATE access_audiences SET noticed_at = ?, held_at = NULL WHERE object = ? AND audience = ? AND noticed_at IS NULL',
    ...[at, object, audience],
  )
}

/**
 * A hold, let-go, recall or expiry of the lost device. Whether the content key was destroyed by it.
 * @param keepsKey its author reads it without any audience
 */
export function adoptWithdrawal(
  tx: Transaction,
  { objectId, kind, at }: WithdrawalRecord,
  { key }: Audience,
  keepsKey: boolean,
): boolean {
  const row = findAudience(tx, objectId, key)
  if (row === null || row.isReleased) return false
  const where = 'WHERE object = ? AND audience = ?'
  if (kind === 'held') tx.run(`UPDATE access_audiences SET held_at = ? ${where}`, at, objectId, key)
  else if (kind === 'let-go') tx.run(`UPDATE access_audiences SET held_at = NULL ${where}`, objectId, key)
  else {
    const column = kind === 'recalled' ? 'recalled_at' : 'expired_at'
    const isOpen = 'recalled_at IS NULL AND expired_at IS NULL'
    tx.run(`UPDATE access_audiences SET ${column} = ? ${where} AND ${isOpen}`, at, objectId, key)
    destroyGrant(tx, objectId, row)
    const isLast = !keepsKey && findContentKey(tx, objectId) !== null && !hasAnyRight(tx, objectId)
    if (isLast) destroyContentKey(tx, objectId)
    return isLast
  }
  return false
}

/** A release of the lost device to this person: from then on it is theirs. @returns its object, or null when it is none of ours */
export function adoptRelease(
  tx: Transaction,
  bytes: Uint8Array,
  person: Uint8Array,
  device: Uint8Array,
): Uint8Array | null {
  const record = decodeRelease(bytes)
  if (!equalBytes(record.person, person) || !isReleaseGenuine(record, device)) return null
  const { objectId, at } = record
  const { changes } = tx.run(
    `INSERT OR IGNORE INTO access_releases (object, person, audience, asked_by, released_at, box_number, sealed_key, record)
     SELECT object, audience, audience, ?, ?, box_number, sealed_key, ? FROM access_grants WHERE object = ? AND audience = ?`,
    ...[person, at, bytes, objectId, person],
  )
  if (changes > 0) tx.run('DELETE FROM access_grants WHERE object = ? AND audience = ?', objectId, person)
  return changes > 0 ? objectId : null
}

/** They have lost what they had safely: grants follow their box key again. */
export function forgetKept(tx: Transaction, person: Uint8Array): void {
  tx.run('UPDATE access_releases SET kept_at = NULL WHERE person = ?', person)
}
