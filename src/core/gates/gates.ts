// The author's gates: what a notice says about each, and the shares of a person's grant, one per
// station. "Store" writes them in the same transaction as the grant. How the shares leave this home
// is in outgoing-shares.ts.
import { isPossibleRule } from '../station-records/index.ts'
import { EngineError } from '../contract/errors.ts'
import type { KeeperSet } from '../identity/index.ts'
import type { Rows, Transaction } from '../ledger/index.ts'
import { hashShare, SHARE_HASH_BYTES } from '../seal/index.ts'
import type { Epoch, ObjectReader } from '../store/index.ts'
import { listSetNumbers, numberSet } from './gate-sets.ts'

/** `person` is the key of the audience: a person, or a group. */
export interface NewGate extends ObjectReader {
  /** Higher than that of every earlier gate of the object and the person, from 1. */
  readonly number: number
  readonly set: KeeperSet
  readonly handle: Uint8Array
  /** The public slot key of the reader. Null for a group. */
  readonly slotKey: Uint8Array | null
  /** The era and epoch of the grant of a group. Null for a person. */
  readonly since?: Epoch | null
  /** One share for each station of the set, in its order. */
  readonly shares: readonly Uint8Array[]
  /** The end of the lease. ms since the epoch. */
  readonly until: number
  readonly at: number
  /** `new` if a notice must still name it; by default it is `live`. */
  readonly stage?: 'new' | 'live' | undefined
}

/** See schema.ts. */
export type GateStage = 'new' | 'live' | 'old' | 'ended'

export interface GateRow extends ObjectReader {
  /** Of this ledger. */
  readonly id: number
  readonly handle: Uint8Array
  readonly number: number
  readonly setHash: Uint8Array
  readonly need: number
  readonly distrust: number
  /** Null for the gate of a person. */
  readonly since: Epoch | null
  /** The share hash of each place. */
  readonly hashes: Uint8Array[]
  readonly until: number
  readonly readerHasAt: number | null
  readonly madeAt: number
  readonly stage: GateStage
}

/**
 * A letter to many has many gates, so each statement here is a part of what a reader costs.
 * @throws EngineError INTERNAL if the shares do not fit the set, or the number is not higher
 */
export function insertGate(tx: Transaction, gate: NewGate): void {
  const { set, slotKey, shares } = gate
  const { devices } = set
  if (shares.length !== devices.length || !isPossibleRule(set, devices.length))
    throw new EngineError('INTERNAL', `${shares.length} shares for ${devices.length} stations`)
  const { id: setId, stations } = numberSet(tx, set)
  const id = insertRow(tx, gate, setId)
  const rows = shares.map((share, i) => [id, i + 1, stations[i]!, share, slotKey])
  tx.run(`${INSERT_SHARES} ${rows.map(() => '(?, ?, ?, ?, ?)').join(', ')}`, ...rows.flat())
}

const INSERT_SHARES = 'INSERT INTO gate_shares (gate, place, station, share, slot_key) VALUES'

/** Without an effect if the number is not higher than that of every gate of the letter and audience. */
const INSERT_GATE = `
  INSERT INTO gate_rows (letter, audience, number, handle, set_id, need, distrust, hashes, until, made_at,
    stage, era, epoch)
  SELECT ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?
  WHERE NOT EXISTS (SELECT 1 FROM gate_rows WHERE letter = ? AND audience = ? AND number >= ?)`

function insertRow(tx: Transaction, gate: NewGate, setId: number): number {
  const { number, set, handle, shares, until, at, stage = 'live', since = null } = gate
  const { need, distrust } = set
  const hashes = Buffer.concat(shares.map((share, i) => hashShare(i + 1, share)))
  const name = [...numberReader(tx, gate), number]
  const { changes, lastInsertRowid } = tx.run(
    INSERT_GATE,
    ...[...name, handle, setId, need, distrust, hashes, until, at],
    ...[stage, since?.era ?? null, since?.epoch ?? null, ...name],
  )
  if (changes === 0) throw new EngineError('INTERNAL', 'a gate number is used twice')
  return lastInsertRowid
}

/** Returns the numbers of the letter and of the audience of a gate, new ones if they have none. */
export function numberReader(tx: Transaction, { objectId, person }: ObjectReader): [number, number] {
  return [numberLetter(tx, objectId), numberAudience(tx, person)]
}

/** Most letters are new. */
function numberLetter(tx: Transaction, object: Uint8Array): number {
  const added = tx.run('INSERT OR IGNORE INTO gate_letters (object) VALUES (?)', object)
  if (added.changes > 0) return added.lastInsertRowid
  return tx.get<{ id: number }>('SELECT id FROM gate_letters WHERE object = ?', object)!.id
}

/** Most audiences had a letter before. */
function numberAudience(tx: Transaction, audience: Uint8Array): number {
  const known = tx.get<{ id: number }>('SELECT id FROM gate_audiences WHERE audience = ?', audience)
  return known?.id ?? tx.run('INSERT INTO gate_audiences (audience) VALUES (?)', audience).lastInsertRowid
}

/** A lost device has dealt fewer gates of one letter after the backup, and acted less often on each. */
export const NUMBERS_OF_A_DEVICE = 1_000

/**
 * Returns the number for the next gate of this object and person. A number that a lost device may
 * have used since the backup names the same handle, under which stations keep another share.
 * @param restored how often this home was recovered since the letter was given
 */
export function nextGateNumber(rows: Rows, { objectId, person }: ObjectReader, restored: number): number {
  const sql = 'SELECT max(number) AS last FROM gates WHERE object = ? AND audience = ?'
  const last = rows.get<{ last: number | null }>(sql, objectId, person)?.last ?? 0
  return Math.max(last, NUMBERS_OF_A_DEVICE * restored) + 1
}

const GATES = `
  SELECT id, handle, object AS objectId, audience AS person, number,
    set_hash AS setHash, need, distrust, hashes, until,
    reader_has_at AS readerHasAt, made_at AS madeAt, stage, era, epoch
  FROM gates`

interface StoredGate extends Omit<GateRow, 'hashes' | 'since'> {
  hashes: Uint8Array
  era: number | null
  epoch: number | null
}

/** Returns the gates of an object, by person and number. */
export function listGates(rows: Rows, objectId: Uint8Array): GateRow[] {
  return rows.all<StoredGate>(`${GATES} WHERE object = ? ORDER BY audience, number`, objectId).map(toGate)
}

/** Returns the gates of an object for a person, the newest first. */
export function listGatesFor(rows: Rows, { objectId, person }: ObjectReader): GateRow[] {
  const sql = `${GATES} WHERE object = ? AND audience = ? ORDER BY number DESC`
  return rows.all<StoredGate>(sql, objectId, person).map(toGate)
}

export function findGateByHandle(rows: Rows, handle: Uint8Array): GateRow | null {
  const stored = rows.get<StoredGate>(`${GATES} WHERE handle = ?`, handle)
  return stored === undefined ? null : toGate(stored)
}

function toGate({ era, epoch, ...stored }: StoredGate): GateRow {
  const count = stored.hashes.byteLength / SHARE_HASH_BYTES
  const hashes = Array.from({ length: count }, (_, i) =>
    stored.hashes.subarray(i * SHARE_HASH_BYTES, (i + 1) * SHARE_HASH_BYTES),
  )
  return { ...stored, hashes, since: era === null || epoch === null ? null : { era, epoch } }
}

/** True if a letter can still be opened by a gate at this set of stations. */
export function isSetInUse(rows: Rows, set: KeeperSet, now: number): boolean {
  const sql = "SELECT 1 FROM gates WHERE stage <> 'ended' AND until > ? AND set_id = ? LIMIT 1"
  return listSetNumbers(rows, set).some((id) => rows.get(sql, now, id) !== undefined)
}

export function setStage(tx: Transaction, handle: Uint8Array, stage: GateStage): void {
  tx.run('UPDATE gate_rows SET stage = ? WHERE handle = ?', stage, handle)
}

/** Records that the reader reports to have the letter. */
export function markReaderHas(tx: Transaction, { objectId, person }: ObjectReader, at: number): void {
  const sql = `UPDATE gate_rows SET reader_has_at = ? WHERE reader_has_at IS NULL
    AND id IN (SELECT id FROM gates WHERE object = ? AND audience = ?)`
  tx.run(sql, at, objectId, person)
}
