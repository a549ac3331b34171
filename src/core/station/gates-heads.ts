// What this station knows of the logs of an account's other stations, and they of its own. A station
// that was put back to an earlier state finds out by this, and fences the account.
import { equalBytes, MalformedRecord, toHex } from '../base/index.ts'
import {
  accountOf,
  gateReceiptForm,
  isReceiptGenuine,
  MAX_HEADS,
  type CoKeeperHead,
  type GateReceipt,
  type SeenHead,
} from '../station-records/index.ts'
import type { KeeperSet } from '../identity/index.ts'
import type { Rows, Transaction } from '../ledger/index.ts'
import type { KeyPair } from '../seal/index.ts'
import { isInLog, receiptNow } from './gates-log.ts'

/**
 * Former stations of an account that are remembered: each of them may have been put back, and asks. A
 * customer who had more forgets any of them.
 */
const MAX_FORMER = 64

/** A station waits at most so long for the others after its start. */
export const LONGEST_START_MS = 60_000

/**
 * Names the other stations of a customer, and under which rule they decide together. What was seen of
 * one that is no longer among them stays: it may have been put back to an earlier state, and asks.
 * Returns true if they are others than before.
 */
export function setCoKeepers(
  tx: Transaction,
  { account, person, own }: { account: Uint8Array; person: Uint8Array; own: Uint8Array },
  { need, distrust, devices }: Pick<KeeperSet, 'need' | 'distrust' | 'devices'>,
): boolean {
  tx.run('UPDATE gate_accounts SET need = ?, distrust = ? WHERE account = ?', need, distrust, account)
  const others = devices.filter((device) => !equalBytes(device, own))
  const named = new Set(others.map(toHex))
  const before = listCoKeepers(tx, account)
  for (const { station } of before)
    if (!named.has(toHex(station)))
      tx.run('UPDATE gate_co_keepers SET is_former = 1 WHERE account = ? AND station = ?', account, station)
  const sql = `INSERT INTO gate_co_keepers (account, station, their_account) VALUES (?, ?, ?)
    ON CONFLICT (account, station) DO UPDATE SET is_former = 0`
  for (const station of others) tx.run(sql, account, station, accountOf(station, person))
  tx.run(FORGET_FORMER, account, account, MAX_FORMER)
  const known = new Set(before.map(({ station }) => toHex(station)))
  return known.size !== named.size || others.some((station) => !known.has(toHex(station)))
}

/** Those that never told a length are forgotten first. */
const FORGET_FORMER = `
  DELETE FROM gate_co_keepers WHERE account = ? AND is_former = 1 AND station NOT IN (
    SELECT station FROM gate_co_keepers WHERE account = ? AND is_former = 1 ORDER BY n DESC LIMIT ?)`

function listCoKeepers(rows: Rows, account: Uint8Array): { station: Uint8Array }[] {
  const sql = 'SELECT station FROM gate_co_keepers WHERE account = ? AND is_former = 0'
  return rows.all<{ station: Uint8Array }>(sql, account)
}

/** Returns every station that shares a customer with this one. */
export function listStations(rows: Rows): Uint8Array[] {
  const sql = 'SELECT DISTINCT station FROM gate_co_keepers WHERE is_former = 0'
  return rows.all<{ station: Uint8Array }>(sql).map(({ station }) => station)
}

/** Returns the stations that decide about an account together with this one. */
export function listStationsOf(rows: Rows, account: Uint8Array): Uint8Array[] {
  return listCoKeepers(rows, account).map(({ station }) => station)
}

/**
 * Returns own receipts for one station, in requests of at most `MAX_HEADS`: of these accounts, or of
 * all that both have.
 */
export function headsFor(
  rows: Rows,
  { station, accounts }: { station: Uint8Array; accounts: readonly Uint8Array[] | 'all' },
  own: KeyPair,
): Uint8Array[][] {
  const sql = 'SELECT account FROM gate_co_keepers WHERE station = ? AND is_former = 0'
  const told =
    accounts === 'all'
      ? rows.all<{ account: Uint8Array }>(sql, station).map(({ account }) => account)
      : accounts.filter((account) => isCoKeeperOf(rows, account, station))
  const heads = told.map((account) => receiptNow(rows, account, own))
  const count = Math.ceil(heads.length / MAX_HEADS)
  return Array.from({ length: count }, (_, i) => heads.slice(i * MAX_HEADS, (i + 1) * MAX_HEADS))
}

function isCoKeeperOf(rows: Rows, account: Uint8Array, station: Uint8Array): boolean {
  const sql = 'SELECT 1 FROM gate_co_keepers WHERE account = ? AND station = ? AND is_former = 0'
  return rows.get(sql, account, station) !== undefined
}

interface CoKeeperRow {
  account: Uint8Array
  n: number | null
  head: Uint8Array | null
  receipt: Uint8Array | null
}

/**
 * Keeps the longest head of another station, and returns what was kept before. A longer log can
 * still lack entries of that one. A receipt that is not that station's, or of an account that is
 * not here, gets no answer.
 */
export function recordHead(tx: Transaction, station: Uint8Array, bytes: Uint8Array): SeenHead | null {
  const receipt = readGenuine(bytes, station)
  if (receipt === null) return null
  const sql = 'SELECT account, n, head, receipt FROM gate_co_keepers WHERE station = ? AND their_account = ?'
  const known = tx.get<CoKeeperRow>(sql, station, receipt.account)
  if (known === undefined) return null
  const { account } = known
  if (known.n === null || receipt.n > known.n) {
    const keep = 'UPDATE gate_co_keepers SET n = ?, head = ?, receipt = ? WHERE account = ? AND station = ?'
    tx.run(keep, receipt.n, receipt.head, bytes, account, station)
    return { account: receipt.account, receipt: known.receipt ?? bytes }
  }
  // Two receipts of one length with other heads prove that the station lost decisions.
  if (receipt.n === known.n && !equalBytes(receipt.head, known.head!)) {
    const prove = 'UPDATE gate_co_keepers SET other_receipt = ? WHERE account = ? AND station = ?'
    tx.run(prove, bytes, account, station)
  }
  return { account: receipt.account, receipt: known.receipt }
}

/** Returns the latest receipts of the other stations, for the customer to compare. */
export function listHeads(rows: Rows, account: Uint8Array): CoKeeperHead[] {
  const sql = `SELECT station, coalesce(other_receipt, receipt) AS receipt FROM gate_co_keepers
    WHERE account = ? AND receipt IS NOT NULL AND is_former = 0`
  return rows.all<CoKeeperHead & Record<string, never>>(sql, account)
}

/**
 * Judges what another station has seen of this one. Returns the account if this counts as an answer
 * to the start barrier.
 */
export function judgeSeen(
  tx: Transaction,
  station: Uint8Array,
  { account, receipt: bytes }: SeenHead,
  own: KeyPair,
): Uint8Array | null {
  const sql = 'SELECT is_former AS isFormer FROM gate_co_keepers WHERE account = ? AND station = ?'
  const known = tx.get<{ isFormer: number }>(sql, account, station)
  if (known === undefined) return null
  const answered = known.isFormer === 0 ? account : null
  if (bytes === null) return answered
  const isInOrder = isReceiptInOrder(tx, account, bytes, own)
  if (isInOrder === null) return null
  if (!isInOrder) fence(tx, account)
  return answered
}

/**
 * False if this station signed the receipt and has lost decisions since. Null if it is not this
 * station's receipt for the account. Only its own signature counts, so that nobody can fence it by a
 * lie.
 */
export function isReceiptInOrder(
  rows: Rows,
  account: Uint8Array,
  bytes: Uint8Array,
  own: KeyPair,
): boolean | null {
  const receipt = readGenuine(bytes, own.publicKey)
  if (receipt === null || !equalBytes(receipt.account, account)) return null
  return isInLog(rows, account, receipt)
}

export function fence(tx: Transaction, account: Uint8Array): void {
  tx.run('UPDATE gate_accounts SET is_fenced = 1 WHERE account = ?', account)
}

function readGenuine(bytes: Uint8Array, station: Uint8Array): GateReceipt | null {
  try {
    const receipt = gateReceiptForm.decode(bytes)
    return isReceiptGenuine(receipt, station) ? receipt : null
  } catch (error) {
    if (error instanceof MalformedRecord) return null
    throw error
  }
}

/**
 * The start barrier: after a start, an account is decided about only when enough of its other
 * stations were heard, or a time has passed.
 */
export class StartBarrier {
  readonly #startedMs: number
  readonly #now: () => number
  readonly #longestMs: number
  readonly #heard = new Map<string, Set<string>>()
  /** Accounts that began after the start. Nothing of them can be lost. */
  readonly #begun = new Set<string>()

  constructor(now: () => number, longestMs: number) {
    this.#now = now
    this.#startedMs = now()
    this.#longestMs = longestMs
  }

  /** True when the barrier ends for every account. */
  get isOver(): boolean {
    return this.#now() - this.#startedMs >= this.#longestMs
  }

  begin(account: Uint8Array): void {
    this.#begun.add(toHex(account))
  }

  hear(account: Uint8Array, station: Uint8Array): void {
    const id = toHex(account)
    const heard = this.#heard.get(id) ?? new Set()
    this.#heard.set(id, heard.add(toHex(station)))
  }

  isStarting(rows: Rows, account: Uint8Array): boolean {
    if (this.isOver || this.#begun.has(toHex(account))) return false
    const sql = `SELECT need, distrust,
        (SELECT count(*) FROM gate_co_keepers k WHERE k.account = a.account AND k.is_former = 0) AS others
      FROM gate_accounts a WHERE account = ?`
    const rule = rows.get<{ need: number; distrust: number; others: number }>(sql, account)
    if (rule === undefined) return false
    const wanted = Math.min(rule.others, rule.need - 1 + rule.distrust)
    return (this.#heard.get(toHex(account))?.size ?? 0) < wanted
  }
}
