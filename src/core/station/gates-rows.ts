// The rows of gates at a station: reading them, and the three ways in which a share ends.
import type { BurnReason } from '../station-records/index.ts'
import type { Rows, Transaction } from '../ledger/index.ts'
import { logDecision } from './gates-log.ts'

/** A gate of one account. */
export interface GateName {
  readonly account: Uint8Array
  readonly handle: Uint8Array
}

/**
 * The key of the row for all members of a group who have no row of their own. Their share is burned
 * for all of them at once. No real key is so short, and an empty one would be NULL in the ledger.
 */
export const ALL_MEMBERS = Uint8Array.of(0)

/** Returns the key as the log has it: null for all members. */
export function loggedKey(key: Uint8Array): Uint8Array | null {
  return key.byteLength === ALL_MEMBERS.byteLength ? null : key
}

export type ReaderDecision = 'free' | 'released' | 'burned' | 'lapsed'

export interface GateRow {
  number: number
  place: number
  /** Null once it is burned or forgotten. */
  share: Uint8Array | null
  shareHash: Uint8Array
  from: number | null
  expires: number | null
  until: number
  isHeld: number
  holdSeq: number
  fromSeq: number
  putN: number
  putAt: number
  /** Null for the gate of a person. */
  roster: Uint8Array | null
  epoch: number
}

export interface ReaderRow {
  key: Uint8Array
  state: ReaderDecision
  why: BurnReason | null
  /** When it was decided, or put. */
  at: number
}

const GATE = `
  SELECT number, place, share, share_hash AS shareHash, from_at AS "from", expires_at AS expires, until,
    is_held AS isHeld, hold_seq AS holdSeq, from_seq AS fromSeq, put_n AS putN, put_at AS putAt, roster, epoch
  FROM kept_gates WHERE account = ? AND handle = ?`

export function findGate(rows: Rows, { account, handle }: GateName): GateRow | null {
  return rows.get<GateRow>(GATE, account, handle) ?? null
}

export function listReaders(rows: Rows, { account, handle }: GateName): ReaderRow[] {
  const sql = 'SELECT key, state, why, at FROM gate_readers WHERE account = ? AND handle = ?'
  return rows.all<ReaderRow>(sql, account, handle)
}

export function findReader(rows: Rows, { account, handle }: GateName, key: Uint8Array): ReaderRow | null {
  const sql = 'SELECT key, state, why, at FROM gate_readers WHERE account = ? AND handle = ? AND key = ?'
  return rows.get<ReaderRow>(sql, account, handle, key) ?? null
}

/** The time from which on the share is no longer handed out. */
export function endOf({ expires, until }: Pick<GateRow, 'expires' | 'until'>): number {
  return expires === null ? until : Math.min(expires, until)
}

export function release(tx: Transaction, gate: GateName, key: Uint8Array, at: number): void {
  decide(tx, gate, key, { state: 'released', why: null, at })
}

/** The share leaves the pages of the ledger at once, and its log after `ledger.checkpoint()`. */
export function burn(tx: Transaction, gate: GateName, key: Uint8Array, why: BurnReason, at: number): void {
  decide(tx, gate, key, { state: 'burned', why, at })
  dropShare(tx, gate)
}

export function lapse(tx: Transaction, gate: GateName, key: Uint8Array, at: number): void {
  decide(tx, gate, key, { state: 'lapsed', why: null, at })
  dropShare(tx, gate)
}

interface Decided {
  state: Exclude<ReaderDecision, 'free'>
  why: BurnReason | null
  at: number
}

/** A member of a group gets a row of their own with the decision. */
const DECIDE = `
  INSERT INTO gate_readers (account, handle, key, state, why, at) VALUES (?, ?, ?, ?, ?, ?)
  ON CONFLICT DO UPDATE SET state = excluded.state, why = excluded.why, at = excluded.at WHERE state = 'free'`

/** @param key the key of a reader of the gate, or `ALL_MEMBERS` */
function decide(tx: Transaction, gate: GateName, key: Uint8Array, { state, why, at }: Decided): void {
  const { account, handle } = gate
  if (tx.run(DECIDE, account, handle, key, state, why, at).changes === 0) return
  logDecision(tx, account, { handle, key: loggedKey(key), decision: state, why, seq: 0, at })
}

/** Removes the share, unless a reader may still get it, or get it again. */
const DROP_DECIDED = `
  UPDATE kept_gates SET share = NULL WHERE account = ? AND handle = ? AND share IS NOT NULL
    AND NOT EXISTS (SELECT 1 FROM gate_readers r WHERE r.account = kept_gates.account
      AND r.handle = kept_gates.handle AND r.state IN ('free', 'released'))`

/** Removes a share that was handed out, and that its reader keeps. */
const DROP_RELEASED = `
  UPDATE kept_gates SET share = NULL WHERE account = ? AND handle = ? AND share IS NOT NULL
    AND NOT EXISTS (SELECT 1 FROM gate_readers r WHERE r.account = kept_gates.account
      AND r.handle = kept_gates.handle AND r.state = 'free')`

function dropShare(tx: Transaction, gate: GateName): void {
  drop(tx, gate, DROP_DECIDED)
}

export function forgetShare(tx: Transaction, gate: GateName): void {
  drop(tx, gate, DROP_RELEASED)
}

/**
 * Removes a gate whose reader keeps the letter. The decisions about its readers stay, so that an
 * act gets a true answer and the gate cannot come back. That a share goes unused is not logged,
 * because the customer asked for it. Returns false if it is not here.
 */
export function forgetGate(tx: Transaction, gate: GateName, at: number): boolean {
  const { account, handle } = gate
  const unused =
    "UPDATE gate_readers SET state = 'lapsed', at = ? WHERE account = ? AND handle = ? AND state = 'free'"
  tx.run(unused, at, account, handle)
  forgetShare(tx, gate)
  return tx.run('DELETE FROM kept_gates WHERE account = ? AND handle = ?', account, handle).changes > 0
}

function drop(tx: Transaction, { account, handle }: GateName, sql: string): void {
  if (tx.run(sql, account, handle).changes === 0) return
  tx.run('UPDATE gate_accounts SET gates = gates - 1 WHERE account = ?', account)
}

/** Removes every share of an account. */
export function dropShares(tx: Transaction, account: Uint8Array): void {
  tx.run('UPDATE kept_gates SET share = NULL WHERE account = ? AND share IS NOT NULL', account)
  tx.run('UPDATE gate_accounts SET gates = 0 WHERE account = ?', account)
}

/** Ends what is past its expiry or its lease, whatever is asked. */
export function lapseIfDue(tx: Transaction, gate: GateName, row: GateRow, now: number): void {
  if (now < endOf(row)) return
  for (const { key, state } of listReaders(tx, gate)) if (state === 'free') lapse(tx, gate, key, now)
}

export function isFenced(rows: Rows, account: Uint8Array): boolean {
  const sql = 'SELECT 1 FROM gate_accounts WHERE account = ? AND is_fenced = 1'
  return rows.get(sql, account) !== undefined
}

/** True if a burn for this reader came before the gate. */
export function hasTombstone(rows: Rows, { account, handle }: GateName, key: Uint8Array | null): boolean {
  const sql = "SELECT 1 FROM gate_tombstones WHERE account = ? AND handle = ? AND (key = x'' OR key = ?)"
  return rows.get(sql, account, handle, key) !== undefined
}
