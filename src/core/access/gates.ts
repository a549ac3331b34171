// The author's gates: the shares of a person's grant, one per station. "Store" writes them in the
// same transaction as the grant; after the commit each share goes to its station.
import {
  decodeReceipt,
  accountOf,
  hashKeptShare,
  isPossibleRule,
  isReceiptGenuine,
  keeperSetHash,
  type AnsweredPut,
  type PutGate,
} from '../custody/index.ts'
import { equalBytes, MalformedRecord } from '../base/index.ts'
import { EngineError } from '../contract/errors.ts'
import type { KeeperSet } from '../identity/index.ts'
import type { Rows, Transaction } from '../ledger/index.ts'
import { hashShare, SHARE_HASH_BYTES } from '../seal/index.ts'
import type { Epoch } from './audience.ts'
import { findAudience, type AudienceRow, type ObjectReader } from './facts.ts'
import { findRosterName } from './rosters.ts'

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

/** See gates-schema.ts. */
export type GateStage = 'new' | 'live' | 'old' | 'ended'

export interface GateRow extends ObjectReader {
  /** Of this ledger. */
  readonly id: number
  readonly handle: Uint8Array
  readonly number: number
  readonly setHash: Uint8Array
  readonly need: number
  readonly distrust: number
  readonly slotKey: Uint8Array | null
  /** Null for the gate of a person. */
  readonly since: Epoch | null
  /** The share hash of each place. */
  readonly hashes: Uint8Array[]
  readonly until: number
  readonly readerHasAt: number | null
  readonly madeAt: number
  readonly stage: GateStage
}

/** A station as its customer knows it: its device key, and the customer. */
export interface StationCustomer {
  readonly station: Uint8Array
  readonly person: Uint8Array
}

/** @throws EngineError INTERNAL if the shares do not fit the set, or the number is not higher */
export function insertGate(tx: Transaction, gate: NewGate): void {
  const { objectId, person, number, set, handle, slotKey, shares, until, at, stage = 'live' } = gate
  const { since = null } = gate
  const { devices, need, distrust } = set
  if (shares.length !== devices.length || !isPossibleRule(set, devices.length))
    throw new EngineError('INTERNAL', `${shares.length} shares for ${devices.length} stations`)
  if (number < nextGateNumber(tx, gate)) throw new EngineError('INTERNAL', 'a gate number is used twice')
  const hashes = Buffer.concat(shares.map((share, i) => hashShare(i + 1, share)))
  const { lastInsertRowid: id } = tx.run(
    `INSERT INTO gates (handle, object, audience, number, set_hash, need, distrust, slot_key, hashes, until, made_at, stage,
       era, epoch)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    ...[handle, objectId, person, number, keeperSetHash(set), need, distrust, slotKey, hashes, until, at],
    ...[stage, since?.era ?? null, since?.epoch ?? null],
  )
  const sql = 'INSERT INTO gate_shares (gate, place, station, share) VALUES (?, ?, ?, ?)'
  for (const [i, share] of shares.entries()) tx.run(sql, id, i + 1, numberStation(tx, devices[i]!), share)
}

function numberStation(tx: Transaction, device: Uint8Array): number {
  return (
    findStation(tx, device) ?? tx.run('INSERT INTO gate_stations (device) VALUES (?)', device).lastInsertRowid
  )
}

/** Null if no gate has a share for this station. */
function findStation(rows: Rows, device: Uint8Array): number | null {
  return rows.get<{ id: number }>('SELECT id FROM gate_stations WHERE device = ?', device)?.id ?? null
}

/** Returns the number for the next gate of this object and person. */
export function nextGateNumber(rows: Rows, { objectId, person }: ObjectReader): number {
  const sql = 'SELECT max(number) AS last FROM gates WHERE object = ? AND audience = ?'
  return (rows.get<{ last: number | null }>(sql, objectId, person)?.last ?? 0) + 1
}

const GATES = `
  SELECT id, handle, object AS objectId, audience AS person, number, set_hash AS setHash, need, distrust,
    slot_key AS slotKey, hashes, until, reader_has_at AS readerHasAt, made_at AS madeAt, stage, era, epoch
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

/** Returns the newest gate of an object for a person. */
export function findGate(rows: Rows, { objectId, person }: ObjectReader): GateRow | null {
  const sql = `${GATES} WHERE object = ? AND audience = ? ORDER BY number DESC LIMIT 1`
  const stored = rows.get<StoredGate>(sql, objectId, person)
  return stored === undefined ? null : toGate(stored)
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

/** Returns the place of a station in a gate; null if it has none. */
export function findPlace(rows: Rows, handle: Uint8Array, station: Uint8Array): number | null {
  const sql = `SELECT s.place FROM gates g JOIN gate_shares s ON s.gate = g.id
    JOIN gate_stations t ON t.id = s.station WHERE g.handle = ? AND t.device = ?`
  return rows.get<{ place: number }>(sql, handle, station)?.place ?? null
}

/** Shares of letters that their readers know of, and that are neither opened nor taken back. */
const UNSENT = `
  FROM gate_shares s JOIN gates g ON g.id = s.gate
  JOIN access_audiences a ON a.object = g.object AND a.audience = g.audience
  WHERE s.share IS NOT NULL AND a.noticed_at IS NOT NULL AND a.recalled_at IS NULL AND a.expired_at IS NULL
    AND NOT EXISTS (SELECT 1 FROM access_releases r WHERE r.object = g.object AND r.person = g.audience)`

/**
 * Returns gates whose share this station should have and has not confirmed. Mark them as sent
 * before sending. A letter without a notice waits, because a recall of it is then certain at once.
 */
export function listUnsent(rows: Rows, station: Uint8Array, limit: number): Uint8Array[] {
  const sql = `SELECT g.handle ${UNSENT} AND s.station = ? ORDER BY s.gate DESC LIMIT ?`
  const id = findStation(rows, station)
  return id === null ? [] : rows.all<{ handle: Uint8Array }>(sql, id, limit).map(({ handle }) => handle)
}

/** True if a station should get a share or an act. */
export function hasGateErrands(rows: Rows): boolean {
  return (
    rows.get('SELECT 1 FROM gate_pending_acts LIMIT 1') !== undefined ||
    rows.get(`SELECT 1 ${UNSENT} LIMIT 1`) !== undefined
  )
}

/** True if a letter can still be opened by a gate at this set of stations. */
export function isSetInUse(rows: Rows, set: KeeperSet, now: number): boolean {
  const sql = `SELECT 1 FROM gates WHERE stage <> 'ended' AND until > ? AND set_hash = ? LIMIT 1`
  return rows.get(sql, now, keeperSetHash(set)) !== undefined
}

export function setStage(tx: Transaction, handle: Uint8Array, stage: GateStage): void {
  tx.run('UPDATE gates SET stage = ? WHERE handle = ?', stage, handle)
}

/**
 * Marks the shares of these gates as sent to a station, and returns what to send. A share that may
 * no longer leave is not among them. Send only after the commit: a share that is not marked
 * cannot be handed out, and a recall counts on that. Earlier acts then wait for the station too.
 */
export function markSent(
  tx: Transaction,
  station: Uint8Array,
  handles: readonly Uint8Array[],
  now: number,
): PutGate[] {
  const sql = `UPDATE gate_shares SET sent_at = coalesce(sent_at, ?)
    WHERE gate = ? AND place = ? AND share IS NOT NULL`
  return handles.flatMap((handle) => {
    const gate = findGateByHandle(tx, handle)
    const audience = gate && findAudience(tx, gate.objectId, gate.person)
    const place = findPlace(tx, handle, station)
    if (gate === null || place === null || audience === null || audience.noticedAt === null) return []
    if (tx.run(sql, now, gate.id, place).changes === 0) return []
    tx.run(AWAIT_STATION, station, handle, place)
    return [toPut(tx, { gate, audience, place, station, now })]
  })
}

/** A station answers each act, so that the author knows which one it has applied. */
const AWAIT_STATION = `
  INSERT INTO gate_pending_acts (station, handle, seq)
  SELECT ?, a.handle, a.seq FROM gate_acts a
  WHERE a.handle = ? AND NOT EXISTS (SELECT 1 FROM gate_votes v
    WHERE v.handle = a.handle AND v.seq = a.seq AND v.place = ?)
  ON CONFLICT DO NOTHING`

interface Sent {
  readonly gate: GateRow
  readonly audience: AudienceRow
  readonly place: number
  readonly station: Uint8Array
  readonly now: number
}

/** The conditions are those of the author's own device now; acts that come later change them. */
function toPut(rows: Rows, { gate, audience, place, station, now }: Sent): PutGate {
  const { handle, number, slotKey: key, until } = gate
  const { notBefore, expiresAt: expires, heldAt } = audience
  const sql = 'SELECT share FROM gate_shares WHERE gate = ? AND place = ?'
  const { share } = rows.get<{ share: Uint8Array }>(sql, gate.id, place)!
  const from = notBefore > now ? notBefore : null
  const when = { from, expires, until }
  const roster = rosterOf(rows, gate, station)
  return { handle, number, place, share, key, roster, ...when, isHeld: heldAt !== null }
}

function rosterOf(rows: Rows, { person: group, since }: GateRow, station: Uint8Array): PutGate['roster'] {
  if (since === null) return null
  return { name: findRosterName(rows, { group, era: since.era, station })!, epoch: since.epoch }
}

/**
 * Records a station's answer to a put. Returns false, and records nothing, if its receipt is not
 * genuine or is for another share.
 */
export function recordReceipt(
  tx: Transaction,
  by: StationCustomer,
  handle: Uint8Array,
  { answer, receipt }: AnsweredPut,
): boolean {
  const [gate, place] = [findGateByHandle(tx, handle), findPlace(tx, handle, by.station)]
  if (gate === null || place === null) return false
  if (receipt === null) {
    // The station has a burn, or another share, and so will never take this one.
    if (answer === 'recalled' || answer === 'other') dropShare(tx, gate, place, false)
    return true
  }
  if (!isReceiptFor(by, receipt, hashKeptShare(handle, gate.hashes[place - 1]!))) return false
  dropShare(tx, gate, place, true)
  return true
}

function dropShare(tx: Transaction, gate: GateRow, place: number, isKept: boolean): void {
  const sql = 'UPDATE gate_shares SET share = NULL, is_kept = ? WHERE gate = ? AND place = ?'
  tx.run(sql, isKept ? 1 : 0, gate.id, place)
}

/** True if the station signed it for this customer and this answer. */
export function isReceiptFor(
  { station, person }: StationCustomer,
  bytes: Uint8Array,
  answered: Uint8Array,
): boolean {
  try {
    const receipt = decodeReceipt(bytes)
    const isMeant =
      equalBytes(receipt.account, accountOf(station, person)) && equalBytes(receipt.answered, answered)
    return isMeant && isReceiptGenuine(receipt, station)
  } catch (error) {
    if (error instanceof MalformedRecord) return false
    throw error
  }
}

/** Returns the stations of a gate, in the order of their places. */
export function listStationsOf(rows: Rows, { id }: Pick<GateRow, 'id'>): Uint8Array[] {
  const sql = `SELECT d.device FROM gate_shares s JOIN gate_stations d ON d.id = s.station
    WHERE s.gate = ? ORDER BY s.place`
  return rows.all<{ device: Uint8Array }>(sql, id).map(({ device }) => device)
}

/** Returns how many stations a gate has, and how many of them have confirmed their share. */
export function countHandedOver(rows: Rows, { id }: GateRow): { of: number; handedOver: number } {
  const sql = 'SELECT count(*) AS "of", total(is_kept) AS handedOver FROM gate_shares WHERE gate = ?'
  return rows.get<{ of: number; handedOver: number }>(sql, id) ?? { of: 0, handedOver: 0 }
}

/**
 * Takes the author's word that a station is destroyed: its shares count as burned, and it gets
 * nothing any longer. Returns the handles of gates about which it had not answered all acts.
 */
export function loseStation(tx: Transaction, station: Uint8Array, at: number): Uint8Array[] {
  const asked = tx.all<{ handle: Uint8Array }>(
    'SELECT DISTINCT handle FROM gate_pending_acts WHERE station = ?',
    station,
  )
  dropPendingActs(tx, station)
  const id = findStation(tx, station)
  if (id !== null) {
    tx.run('UPDATE gate_shares SET lost_at = ? WHERE station = ? AND sent_at IS NOT NULL', at, id)
    tx.run('UPDATE gate_shares SET share = NULL WHERE station = ?', id)
  }
  return asked.map(({ handle }) => handle)
}

/** A station that was left, or is destroyed, answers no act any longer. */
export function dropPendingActs(tx: Transaction, station: Uint8Array): void {
  tx.run('DELETE FROM gate_pending_acts WHERE station = ?', station)
  const id = findStation(tx, station)
  if (id !== null) tx.run('DELETE FROM gate_pending_forgets WHERE station = ?', id)
}

/** Records that the reader reports to have the letter. */
export function markReaderHas(tx: Transaction, { objectId, person }: ObjectReader, at: number): void {
  const sql = 'UPDATE gates SET reader_has_at = ? WHERE object = ? AND audience = ? AND reader_has_at IS NULL'
  tx.run(sql, at, objectId, person)
}
