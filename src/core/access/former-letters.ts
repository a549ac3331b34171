// Restores what a lost device gave after the backup of this ledger: letters that this home has
// never seen, and gates at stations. The lost device had the keys, so this home can take such a
// letter back, and cannot read or release it.
import { insertFormerGate, type FormerGate } from '../gates/index.ts'
import type { KeeperSet } from '../identity/index.ts'
import type { Transaction } from '../ledger/index.ts'
import type { KeyPair } from '../seal/index.ts'
import type { ObjectReader } from '../store/index.ts'
import type { AccessMode } from './decide.ts'
import { addDoubt } from './doubts.ts'
import { findAudience, type AudienceRow } from './facts.ts'
import { actOnGate } from './gate-standing.ts'

interface FormerLetter extends ObjectReader {
  readonly mode: AccessMode
  readonly expiresAt: number | null
  readonly isShared: boolean
  readonly at: number
}

/**
 * Returns true if the letter or its reader is new. The reader is in doubt, because the lost device may
 * have released the letter to them.
 */
export function restoreLetter(tx: Transaction, letter: FormerLetter): boolean {
  const { objectId, person, mode, expiresAt, isShared, at } = letter
  tx.run('INSERT OR IGNORE INTO access_keys (object, content_key) VALUES (?, NULL)', objectId)
  const sql = `INSERT OR IGNORE INTO access_audiences
      (object, audience, is_shared, mode, not_before, expires_at, noticed_at) VALUES (?, ?, ?, ?, ?, ?, ?)`
  const isNew = tx.run(sql, objectId, person, isShared ? 1 : 0, mode, at, expiresAt, at).changes > 0
  if (isNew && mode === 'controlled') addDoubt(tx, { objectId, person })
  return isNew
}

/**
 * Adds the gate, as one of which every station may have its share. If the letter is taken back here
 * already, its stations burn it too.
 * @returns false if it is known, or nobody here knows its stations
 */
export function restoreGate(
  tx: Transaction,
  gate: FormerGate,
  sets: readonly KeeperSet[],
  device: KeyPair,
): boolean {
  if (!insertFormerGate(tx, gate, sets)) return false
  const row = findAudience(tx, gate.objectId, gate.person)
  const kind = row === null ? null : endOf(row)
  if (kind !== null) actOnGate(tx, { ...gate, kind }, device)
  return true
}

function endOf({ recalledAt, expiredAt }: AudienceRow): 'recalled' | 'expired' | null {
  if (recalledAt !== null) return 'recalled'
  return expiredAt === null ? null : 'expired'
}
