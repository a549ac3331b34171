// How many first releases and how many acts an account has left on a day, and how much a station
// remembers of it. So a stolen slot key or device cannot empty an account overnight, and no customer
// can fill the disk: the log keeps everything, and what was decided about a gate stays for 400 days.
// The day never decreases, so setting the clock back resets nothing.
import type { Rows, Transaction } from '../ledger/index.ts'

const DAY_MS = 24 * 60 * 60 * 1000
/** Acts on one day, for each gate that the account may have. A full account can get another set. */
const ACTS_PER_GATE = 2
/** Gates of which anything is kept, and decisions in the log, for each gate that it may have. */
const REMEMBERED_PER_GATE = 10
const DECISIONS_PER_GATE = 100

interface Memory {
  /** Gates of which anything is kept: a share, or what was decided. */
  readonly remembered: number
  /** The length of the log. */
  readonly decisions: number
}

export function memoryOf(rows: Rows, account: Uint8Array): Memory {
  const sql = 'SELECT remembered, n AS decisions FROM gate_accounts WHERE account = ?'
  return rows.get<Memory & Record<string, never>>(sql, account) ?? { remembered: 0, decisions: 0 }
}

/** Returns how much of what a station may remember of an account it does, from 0 to 1. */
export function memoryUsed(rows: Rows, account: Uint8Array, gates: number): number {
  const { remembered, decisions } = memoryOf(rows, account)
  return Math.max(remembered / (gates * REMEMBERED_PER_GATE), decisions / (gates * DECISIONS_PER_GATE))
}

/** True if the log may not grow by anything that the customer can do without. */
export function isLogFull(rows: Rows, account: Uint8Array, gates: number): boolean {
  return memoryOf(rows, account).decisions >= gates * DECISIONS_PER_GATE
}

/** True if no further gate may come. */
export function isMemoryFull(rows: Rows, account: Uint8Array, gates: number): boolean {
  const isFull = memoryOf(rows, account).remembered >= gates * REMEMBERED_PER_GATE
  return isFull || isLogFull(rows, account, gates)
}

export function isOverReleases(rows: Rows, account: Uint8Array, now: number, perDay: number): boolean {
  const sql = 'SELECT releases FROM gate_accounts WHERE account = ? AND day >= ?'
  return (rows.get<{ releases: number }>(sql, account, dayOf(now))?.releases ?? 0) >= perDay
}

export function countOpening(tx: Transaction, account: Uint8Array, now: number): void {
  tx.run(
    `UPDATE gate_accounts SET releases = CASE WHEN ? > day THEN 1 ELSE releases + 1 END, day = max(day, ?)
     WHERE account = ?`,
    ...[dayOf(now), dayOf(now), account],
  )
}

/** True if the customer has ordered as much on this day as an account with so many gates may. */
export function isOverActs(rows: Rows, account: Uint8Array, now: number, gates: number): boolean {
  const sql = 'SELECT acts FROM gate_accounts WHERE account = ? AND acts_day >= ?'
  return (rows.get<{ acts: number }>(sql, account, dayOf(now))?.acts ?? 0) >= gates * ACTS_PER_GATE
}

export function countActs(tx: Transaction, account: Uint8Array, now: number, count = 1): void {
  tx.run(
    `UPDATE gate_accounts SET acts = CASE WHEN ? > acts_day THEN 0 ELSE acts END + ?, acts_day = max(acts_day, ?)
     WHERE account = ?`,
    ...[dayOf(now), count, dayOf(now), account],
  )
}

function dayOf(time: number): number {
  return Math.floor(time / DAY_MS)
}
