// Adopts what a lost device gave after the backup of this ledger: letters that this home has never
// seen, and gates at stations. The lost device had the keys, so this home can take such a letter back,
// and cannot read or release it.
import { equalBytes } from '../base/index.ts'
import type { KeeperSet } from '../identity/index.ts'
import type { Transaction } from '../ledger/index.ts'
import type { KeyPair } from '../seal/index.ts'
import type { AccessMode } from './decide.ts'
import { addDoubt } from './doubts.ts'
import { findAudience, type AudienceRow, type ObjectReader } from './facts.ts'
import { numberSet } from './gate-sets.ts'
import { actOnGate } from './gate-standing.ts'
import { findGateByHandle, listGatesFor, numberReader, setStage, type NewGate } from './gates.ts'

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
export function adoptLetter(tx: Transaction, letter: FormerLetter): boolean {
  const { objectId, person, mode, expiresAt, isShared, at } = letter
  tx.run('INSERT OR IGNORE INTO access_keys (object, content_key) VALUES (?, NULL)', objectId)
  const sql = `INSERT OR IGNORE INTO access_audiences
      (object, audience, is_shared, mode, not_before, expires_at, noticed_at) VALUES (?, ?, ?, ?, ?, ?, ?)`
  const isNew = tx.run(sql, objectId, person, isShared ? 1 : 0, mode, at, expiresAt, at).changes > 0
  if (isNew && mode === 'controlled') addDoubt(tx, { objectId, person })
  return isNew
}

interface FormerGate extends Pick<NewGate, 'objectId' | 'person' | 'number' | 'handle' | 'until' | 'at'> {
  /** The hash of the set. */
  readonly set: Uint8Array
  readonly need: number
  /** The share hash of each place. */
  readonly hashes: readonly Uint8Array[]
}

/** A set of stations that this person has named, and its hash. */
interface NamedSet {
  readonly hash: Uint8Array
  readonly set: KeeperSet
}

interface FoundSet {
  readonly id: number
  readonly distrust: number
}

/**
 * Adds the gate, as one of which every station may have its share. If the letter is taken back here
 * already, its stations burn it too.
 * @returns false if it is known, or nobody here knows its stations
 */
export function adoptGate(
  tx: Transaction,
  gate: FormerGate,
  sets: readonly NamedSet[],
  device: KeyPair,
): boolean {
  if (findGateByHandle(tx, gate.handle) !== null) return false
  const set = findSet(tx, gate, sets)
  if (set === null) return false
  insert(tx, gate, set)
  const row = findAudience(tx, gate.objectId, gate.person)
  const kind = row === null ? null : endOf(row)
  if (kind !== null) actOnGate(tx, { ...gate, kind }, device)
  return true
}

function endOf({ recalledAt, expiredAt }: AudienceRow): 'recalled' | 'expired' | null {
  if (recalledAt !== null) return 'recalled'
  return expiredAt === null ? null : 'expired'
}

/** The lost device may have named a set that this home has not seen. Then it trusts no station of it. */
function findSet(
  tx: Transaction,
  { set: hash, need, hashes }: FormerGate,
  sets: readonly NamedSet[],
): FoundSet | null {
  const named = sets.find((one) => equalBytes(one.hash, hash))?.set
  if (named !== undefined) return { id: numberSet(tx, named).id, distrust: named.distrust }
  const sql = `SELECT id FROM gate_sets s WHERE hash = ?
    AND (SELECT count(*) FROM gate_set_places p WHERE p.set_id = s.id) = ? ORDER BY id DESC LIMIT 1`
  const known = tx.get<{ id: number }>(sql, hash, hashes.length)
  return known === undefined ? null : { id: known.id, distrust: need - 1 }
}

/** The newest gate opens the letter, and replaces the earlier ones. */
function insert(tx: Transaction, gate: FormerGate, { id, distrust }: FoundSet): void {
  const { handle, number, need, hashes, until, at } = gate
  const others = listGatesFor(tx, gate).filter(({ stage }) => stage === 'live')
  const stage = others.some((one) => one.number > number) ? 'old' : 'live'
  if (stage === 'live') for (const one of others) setStage(tx, one.handle, 'old')
  tx.run(
    `INSERT INTO gate_rows (handle, letter, audience, number, set_id, need, distrust, hashes, until, made_at, stage)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    ...[
      handle,
      ...numberReader(tx, gate),
      number,
      id,
      need,
      distrust,
      Buffer.concat(hashes),
      until,
      at,
      stage,
    ],
  )
}
