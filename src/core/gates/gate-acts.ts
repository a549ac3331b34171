// The author's acts on gates, and what the stations answer. An act is signed in the transaction of
// the author's own decision, and waits for each station that may have a share.
import {
  ANSWERED_HEAD,
  decodeAct,
  gateReceiptForm,
  gateActForm,
  followLog,
  hashActAnswer,
  signAct,
  type ActKind,
  type AnsweredAct,
  type BurnReason,
  type Decision,
  type GateNews,
  type LogEntry,
  type LogHead,
} from '../station-records/index.ts'
import { equalBytes, MalformedRecord } from '../base/index.ts'
import type { Rows, Transaction } from '../ledger/index.ts'
import { SHARE_HASH_BYTES, type KeyPair } from '../seal/index.ts'
import { findPlace } from './gate-sets.ts'
import { findGateByHandle, NUMBERS_OF_A_DEVICE, type GateRow } from './gates.ts'
import { endGate } from './outgoing-shares.ts'
import { findRosterName, isOnRoster, restoreRosters } from './author-rosters.ts'
import { isReceiptFor, type StationCustomer } from './station-receipt.ts'

export interface NewAct {
  readonly handle: Uint8Array
  readonly kind: ActKind
  /** Exactly for a burn. */
  readonly why?: BurnReason
  /** Exactly for `from` and `until`. */
  readonly value?: number
  /** How often this home was recovered since the letter was given. */
  readonly restored: number
}

/** Acts that an act makes needless, because the later one decides. */
const REPLACES: Readonly<Record<ActKind, readonly ActKind[]>> = {
  burn: ['hold', 'let-go', 'from', 'until'],
  hold: ['hold', 'let-go'],
  'let-go': ['hold', 'let-go'],
  from: ['from'],
  until: ['until'],
}

/**
 * Signs an act and makes it wait for the stations of the gate. A burn also destroys the shares that
 * have not left this home. Call it in the transaction of the author's own decision.
 */
export function insertAct(
  tx: Transaction,
  { handle, kind, why, value, restored }: NewAct,
  device: KeyPair,
  at: number,
): void {
  const seq = nextSeq(tx, handle, restored)
  const facts = { handle, kind, seq, why: why ?? null, value: value ?? null, key: null }
  const record = gateActForm.encode(signAct(facts, device))
  tx.run(
    'INSERT INTO gate_acts (handle, seq, kind, record, at) VALUES (?, ?, ?, ?, ?)',
    ...[handle, seq, kind, record, at],
  )
  if (kind === 'burn') endGate(tx, handle)
  if (kind === 'until') renewGate(tx, handle, seq, value!)
  for (const replaced of REPLACES[kind]) tx.run(DROP_REPLACED, handle, handle, replaced)
  tx.run(AWAIT_STATIONS, kind === 'until' ? 1 : 0, seq, handle)
}

/** The latest renewal is all that a station needs. */
function renewGate(tx: Transaction, handle: Uint8Array, seq: number, until: number): void {
  tx.run('UPDATE gate_rows SET until = max(until, ?) WHERE handle = ?', until, handle)
  tx.run(DROP_REPLACED, handle, handle, 'until')
  tx.run("DELETE FROM gate_acts WHERE handle = ? AND kind = 'until' AND seq < ?", handle, seq)
}

/** Returns the author's latest hold or let-go of this gate; null if there is none. */
export function findSetting(rows: Rows, handle: Uint8Array): 'hold' | 'let-go' | null {
  const sql = `SELECT kind FROM gate_acts WHERE handle = ? AND kind IN ('hold', 'let-go') ORDER BY seq DESC LIMIT 1`
  return rows.get<{ kind: 'hold' | 'let-go' }>(sql, handle)?.kind ?? null
}

/** Returns why the author has burned this gate; null if they have not. */
export function findBurnReason(rows: Rows, handle: Uint8Array): BurnReason | null {
  const sql = `SELECT record FROM gate_acts WHERE handle = ? AND kind = 'burn' ORDER BY seq DESC LIMIT 1`
  const burn = rows.get<{ record: Uint8Array }>(sql, handle)
  return burn === undefined ? null : decodeAct(burn.record).why
}

const DROP_REPLACED = `
  DELETE FROM gate_pending_acts
  WHERE handle = ? AND seq IN (SELECT a.seq FROM gate_acts a WHERE a.handle = ? AND a.kind = ?)`

/** A release to one member of a group leaves the gate open for the others. */
const IS_UNDECIDED = `NOT EXISTS (SELECT 1 FROM gate_votes v
  WHERE v.handle = g.handle AND v.place = s.place
    AND (v.vote = 'burned' OR (v.vote = 'released' AND g.era IS NULL)))`

/** Stations that may have a share and have not decided, as far as is known. */
const AWAIT_STATIONS = `
  INSERT INTO gate_pending_acts (station, is_renewal, handle, seq)
  SELECT s.device, ?, g.handle, ? FROM gate_rows g JOIN gate_places s ON s.gate = g.id
  WHERE g.handle = ? AND s.device IS NOT NULL AND s.is_sent AND NOT s.is_lost AND ${IS_UNDECIDED}`

/** A station takes no hold or let-go whose number is below one that a lost device has used. */
function nextSeq(rows: Rows, handle: Uint8Array, restored: number): number {
  const sql = 'SELECT max(seq) AS last FROM gate_acts WHERE handle = ?'
  const last = rows.get<{ last: number | null }>(sql, handle)?.last ?? 0
  return Math.max(last, NUMBERS_OF_A_DEVICE * restored) + 1
}

export interface PendingAct {
  readonly handle: Uint8Array
  readonly seq: number
  readonly kind: ActKind
  /** The encoded act. */
  readonly record: Uint8Array
}

/**
 * Returns acts that this station has not answered, in the order of their numbers for each gate.
 * Renewals of leases are last.
 */
export function listPendingActs(rows: Rows, station: Uint8Array, limit: number): PendingAct[] {
  const sql = `SELECT p.handle, p.seq, a.kind, a.record FROM gate_pending_acts p
    JOIN gate_acts a ON a.handle = p.handle AND a.seq = p.seq
    WHERE p.station = ? ORDER BY p.is_renewal, p.handle, p.seq LIMIT ?`
  return rows.all<PendingAct & Record<string, never>>(sql, station, limit)
}

/** True if a station has not answered an act. */
export function hasPendingActs(rows: Rows): boolean {
  return rows.get('SELECT 1 FROM gate_pending_acts LIMIT 1') !== undefined
}

type Vote = 'released' | 'burned' | 'held' | 'let-go'

/**
 * Records a station's answer to an act. Returns false, and records nothing, if it has no genuine
 * receipt for this act and this answer, or does not answer a burn by a decision.
 */
export function recordVote(
  tx: Transaction,
  by: StationCustomer,
  { handle, seq }: Pick<PendingAct, 'handle' | 'seq'>,
  { answer, receipt }: AnsweredAct,
  at: number,
): boolean {
  const sql = 'SELECT kind, record FROM gate_acts WHERE handle = ? AND seq = ?'
  const act = tx.get<{ kind: ActKind; record: Uint8Array }>(sql, handle, seq)
  const place = findPlace(tx, handle, by.station)
  if (act === undefined || place === null || receipt === null) return false
  if (act.kind === 'burn' && answer !== 'burned' && answer !== 'released') return false
  if (!isReceiptFor(by, receipt, hashActAnswer(act.record, answer))) return false
  const vote = answer === 'free' ? 'let-go' : (answer as Vote)
  const isForMany = findGateByHandle(tx, handle)?.since !== null
  // A renewal changes no setting, and is repeated for as long as nobody opens the letter.
  const isNews = act.kind !== 'until' || answer === 'burned' || answer === 'released'
  // A station that released to members burns the gate for the others. Its log says to which ones,
  // and only after them that it burned.
  if (isNews) insertVote(tx, by.station, { handle, place, seq, vote, at, receipt, reader: null, isForMany })
  tx.run(
    'DELETE FROM gate_pending_acts WHERE station = ? AND handle = ? AND seq = ?',
    by.station,
    handle,
    seq,
  )
  return true
}

interface StoredVote {
  handle: Uint8Array
  place: number
  seq: number
  vote: Vote
  at: number
  receipt: Uint8Array
  /** The key of a member of a group; null for any other vote. */
  reader: Uint8Array | null
  isForMany: boolean
}

function insertVote(tx: Transaction, station: Uint8Array, stored: StoredVote): void {
  const { handle, place, seq, vote, at, receipt, reader, isForMany } = stored
  if (isSetting(vote)) {
    if (tx.get(NEWER_SETTING, handle, place, seq) !== undefined) return
    tx.run(DROP_OLDER_SETTING, handle, place, seq)
  }
  tx.run(
    `INSERT INTO gate_votes (handle, place, seq, vote, at, receipt, reader) VALUES (?, ?, ?, ?, ?, ?, coalesce(?, x''))
     ON CONFLICT DO NOTHING`,
    ...[handle, place, seq, vote, at, receipt, reader],
  )
  const isLast = vote === 'burned' || (vote === 'released' && !isForMany)
  if (!isLast) return
  tx.run('DELETE FROM gate_pending_acts WHERE station = ? AND handle = ?', station, handle)
}

/** Only the latest setting counts, so a station cannot make its customer keep more than one. */
const isSetting = (vote: Vote): boolean => vote === 'held' || vote === 'let-go'
const NEWER_SETTING = `
  SELECT 1 FROM gate_votes WHERE handle = ? AND place = ? AND vote IN ('held', 'let-go') AND seq > ?`
const DROP_OLDER_SETTING = `
  DELETE FROM gate_votes WHERE handle = ? AND place = ? AND vote IN ('held', 'let-go') AND seq < ?`

const VOTE_OF: Readonly<Record<Decision, Vote>> = {
  released: 'released',
  burned: 'burned',
  lapsed: 'burned',
  held: 'held',
  'let-go': 'let-go',
}

/**
 * Records the decisions in a station's news. Returns the head after them; null if the station's log
 * is not the one that was known, so that it has lost decisions.
 * @param before the head that is known of this station
 * @throws MalformedRecord if the entries and the receipt do not fit each other
 */
export function recordNews(
  tx: Transaction,
  by: StationCustomer,
  before: LogHead,
  news: GateNews,
): LogHead | null {
  if (!isReceiptFor(by, news.receipt, ANSWERED_HEAD))
    throw new MalformedRecord('news without a receipt of the station')
  const told = gateReceiptForm.decode(news.receipt)
  if (told.n < before.n) return null
  const { entries, after } = followLog(before, news.entries)
  if (told.n !== after.n) throw new MalformedRecord('a receipt for another part of the log')
  if (!equalBytes(told.head, after.head)) return null
  for (const entry of entries) recordEntry(tx, by.station, entry, news.receipt)
  return after
}

function recordEntry(tx: Transaction, station: Uint8Array, entry: LogEntry, receipt: Uint8Array): void {
  const { handle, key, decision, seq, at } = entry
  const gate = findGateByHandle(tx, handle)
  const place = findPlace(tx, handle, station)
  if (gate === null || place === null) return
  const isForMany = gate.since !== null
  // A decision about one member other than a release says nothing about the others.
  if (isForMany && key !== null && decision !== 'released') return
  if (isForMany && key !== null && !mayKeepReader(tx, gate, { station, place, key })) return
  const of = { reader: isForMany ? key : null, isForMany }
  insertVote(tx, station, { handle, place, seq, vote: VOTE_OF[decision], at, receipt, ...of })
}

/**
 * Of each gate and station. A station can name keys that no member has. A restored home can lack a
 * member who was put on the roster after its backup.
 */
const MAX_UNKNOWN_READERS = 64

/** True for a member whom this home has told to the station, and for some other keys. */
function mayKeepReader(
  tx: Transaction,
  gate: GateRow,
  { station, place, key }: { station: Uint8Array; place: number; key: Uint8Array },
): boolean {
  const roster = findRosterName(tx, { group: gate.person, era: gate.since!.era, station })
  return (
    isOnRoster(tx, roster, key) || countUnknownReaders(tx, gate.handle, place, roster) < MAX_UNKNOWN_READERS
  )
}

function countUnknownReaders(
  tx: Transaction,
  handle: Uint8Array,
  place: number,
  roster: Uint8Array | null,
): number {
  const sql = `SELECT count(*) AS count FROM gate_votes WHERE handle = ? AND place = ? AND vote = 'released'
    AND reader NOT IN (SELECT key FROM roster_members WHERE roster = ?)`
  return tx.get<{ count: number }>(sql, handle, place, roster)!.count
}

/**
 * After a recovery: what this home wrote after its backup is lost. So every share may have left it,
 * none may leave it again, and every act is sent again. The new device signs it, because stations
 * take no act of an ended device.
 */
export function restoreGates(tx: Transaction, device: KeyPair, at: number): void {
  tx.run('UPDATE gate_shares SET share = NULL, sent_at = coalesce(sent_at, ?)', at)
  for (const sql of REPAIR_NUMBERS) tx.run(sql)
  restoreRosters(tx)
  tx.run(AWAIT_ALL)
  const sql = `SELECT DISTINCT a.handle, a.seq, a.record FROM gate_pending_acts p
    JOIN gate_acts a ON a.handle = p.handle AND a.seq = p.seq`
  for (const { handle, seq, record } of tx.all<PendingAct & Record<string, never>>(sql)) {
    const signed = gateActForm.encode(signAct(decodeAct(record), device))
    tx.run('UPDATE gate_acts SET record = ? WHERE handle = ? AND seq = ?', signed, handle, seq)
  }
}

/**
 * A damaged backup may have lost the rows that these numbers name, and new rows would get the same
 * numbers. A gate without its letter or audience goes. Station 0 never exists, so that no other station can answer for the place. A gate keeps
 * all its places, because a recall counts them.
 */
const REPAIR_NUMBERS = [
  'DELETE FROM gate_rows WHERE id NOT IN (SELECT id FROM gates)',
  'DELETE FROM gate_shares WHERE gate NOT IN (SELECT id FROM gates)',
  'INSERT OR IGNORE INTO gate_sets (id, hash) SELECT set_id, zeroblob(32) FROM gates',
  `INSERT OR IGNORE INTO gate_set_places (set_id, place, station)
   SELECT g.set_id, n.column1, 0 FROM gates g
   JOIN (VALUES (1), (2), (3), (4), (5), (6), (7)) n ON n.column1 * ${SHARE_HASH_BYTES} <= length(g.hashes)`,
  'UPDATE gate_set_places SET station = 0 WHERE station NOT IN (SELECT id FROM gate_stations)',
]

const AWAIT_ALL = `
  INSERT INTO gate_pending_acts (station, is_renewal, handle, seq)
  SELECT s.device, a.kind = 'until', g.handle, a.seq FROM gates g
  JOIN gate_places s ON s.gate = g.id JOIN gate_acts a ON a.handle = g.handle
  WHERE s.device IS NOT NULL AND ${IS_UNDECIDED}
  ON CONFLICT DO NOTHING`
