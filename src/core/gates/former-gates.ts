// A gate that a lost device dealt after the backup of this ledger, as one of which every station may
// have its share.
import { equalBytes } from '../base/index.ts'
import { gateHandle, keeperSetHash } from '../station-records/index.ts'
import type { KeeperSet } from '../identity/index.ts'
import type { Transaction } from '../ledger/index.ts'
import { numberSet } from './gate-sets.ts'
import { findGateByHandle, listGatesFor, numberReader, setStage, type NewGate } from './gates.ts'

export interface FormerGate extends Pick<NewGate, 'objectId' | 'person' | 'number' | 'until' | 'at'> {
  /** Of the pair, from which the handle follows. */
  readonly secret: Uint8Array
  /** The hash of the set. */
  readonly set: Uint8Array
  readonly need: number
  /** The share hash of each place. */
  readonly hashes: readonly Uint8Array[]
}

interface FoundSet {
  readonly id: number
  readonly distrust: number
}

/** @returns false if the gate is known, or nobody here knows its stations */
export function insertFormerGate(tx: Transaction, gate: FormerGate, sets: readonly KeeperSet[]): boolean {
  const handle = gateHandle(gate.secret, gate.objectId, gate.number)
  const set = findGateByHandle(tx, handle) === null ? findSet(tx, gate, sets) : null
  if (set !== null) insert(tx, gate, handle, set)
  return set !== null
}

/** The lost device may have named a set that this home has not seen. Then it trusts no station of it. */
function findSet(
  tx: Transaction,
  { set: hash, need, hashes }: FormerGate,
  sets: readonly KeeperSet[],
): FoundSet | null {
  const named = sets.find((one) => equalBytes(keeperSetHash(one), hash))
  if (named !== undefined) return { id: numberSet(tx, named).id, distrust: named.distrust }
  const sql = `SELECT id FROM gate_sets s WHERE hash = ?
    AND (SELECT count(*) FROM gate_set_places p WHERE p.set_id = s.id) = ? ORDER BY id DESC LIMIT 1`
  const known = tx.get<{ id: number }>(sql, hash, hashes.length)
  return known === undefined ? null : { id: known.id, distrust: need - 1 }
}

/** The newest gate opens the letter, and replaces the earlier ones. */
function insert(tx: Transaction, gate: FormerGate, handle: Uint8Array, { id, distrust }: FoundSet): void {
  const { number, need, hashes, until, at } = gate
  const others = listGatesFor(tx, gate).filter(({ stage }) => stage === 'live')
  const stage = others.some((one) => one.number > number) ? 'old' : 'live'
  if (stage === 'live') for (const one of others) setStage(tx, one.handle, 'old')
  const name = [...numberReader(tx, gate), number]
  tx.run(
    `INSERT INTO gate_rows (handle, letter, audience, number, set_id, need, distrust, hashes, until, made_at, stage)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    ...[handle, ...name, id, need, distrust, Buffer.concat(hashes), until, at, stage],
  )
}
