// What a lost device had still done to objects after the backup of which this ledger was made: read back from the feeds it wrote.
// A release of its outweighs whatever was decided here since; a reader's own word that they have it does too, where it was in doubt.
import { equalBytes } from '../base/index.ts'
import type { Transaction } from '../ledger/index.ts'
import type { Audience, Memberships } from './audience.ts'
import { wasDoubted } from './doubts.ts'
import { destroyGrant, findAudience, findContentKey, hasAnyRight, type ObjectReader } from './facts.ts'
import { decodeRelease, isReleaseGenuine } from './release-record.ts'
import type { WithdrawalRecord } from './withdrawal-record.ts'

/** The notice went out, though it had not when the backup was made. */
export function adoptNotice(tx: Transaction, object: Uint8Array, audience: Uint8Array, at: number): void {
  tx.run(
    'UPDATE access_audiences SET noticed_at = ?, held_at = NULL WHERE object = ? AND audience = ? AND noticed_at IS NULL',
    ...[at, object, audience],
  )
}

/**
 * A hold, let-go, recall or expiry of the lost device. When nobody can read it any more its key is destroyed at the next turn, once its words
 * are saved.
 * @param keepsKey its author reads it without any audience
 */
export function adoptWithdrawal(
  tx: Transaction,
  { objectId, kind, at }: WithdrawalRecord,
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
    // It was told because the lost device had not released it: of one person that says all.
    if (audienceKind === 'person') tx.run(`UPDATE access_doubts SET is_settled = 1 ${where}`, objectId, key)
    const ended = findAudience(tx, objectId, key)
    if (ended !== null) destroyGrant(tx, objectId, ended)
    if (keepsKey || findContentKey(tx, objectId) === null || hasAnyRight(tx, objectId)) return
    tx.run('UPDATE access_keys SET destroy_at = ? WHERE object = ?', now, objectId)
  }
}

/** `audience`: whose feed it stood in. */
export interface ReadBack {
  readonly audience: Audience
  /** The lost device, which must have signed it. */
  readonly device: Uint8Array
}

/**
 * A release of the lost device: from then on it is theirs, whatever was done here since. In a person's feed only releases to that person
 * count. @returns its object, or null when it is none of ours or known already
 */
export function adoptRelease(
  tx: Transaction,
  bytes: Uint8Array,
  { audience, device }: ReadBack,
): Uint8Array | null {
  const record = decodeRelease(bytes)
  const { objectId, person, at } = record
  if (audience.kind === 'person' && !equalBytes(person, audience.key)) return null
  if (!isReleaseGenuine(record, device)) return null
  return keepRelease(tx, { objectId, person }, { audience: audience.key, at, record: bytes, keptAt: null })
}

/** A reader says that they have it, and a lost device may have released it to them. Whether that was news. */
export function adoptReadersWord(
  tx: Transaction,
  reader: ObjectReader,
  at: number,
  memberships: Memberships,
): boolean {
  const audience = wasDoubted(tx, reader, memberships)
  if (audience === null) return false
  return keepRelease(tx, reader, { audience, at, record: null, keptAt: at }) !== null
}

interface FormerRelease {
  audience: Uint8Array
  at: number
  /** Null where there is only the reader's word. */
  record: Uint8Array | null
  keptAt: number | null
}

/** The grant that is here is the one they were given; where there is none any more they are told so when they ask again. */
function keepRelease(
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
  // Who has it had its notice: without a grant it could never go out again, and would be due at every turn.
  adoptNotice(tx, objectId, person, at)
  return objectId
}

/** They have lost what they had safely: grants follow their box key again. */
export function forgetKept(tx: Transaction, person: Uint8Array): void {
  tx.run('UPDATE access_releases SET kept_at = NULL WHERE person = ?', person)
}
