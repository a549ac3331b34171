// How many first releases and how many acts an account has left on a day. So a stolen slot key or
// device cannot empty an account overnight, and no customer can fill the log, which keeps everything.
// The day never decreases, so setting the clock back resets nothing.
import type { Rows, Transaction } from '../ledger/index.ts'

const DAY_MS = 24 * 60 * 60 * 1000

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

/** True if the customer has ordered as much on this day as the account may have gates. */
export function isOverActs(rows: Rows, account: Uint8Array, now: number, perDay: number): boolean {
  const sql = 'SELECT acts FROM gate_accounts WHERE account = ? AND acts_day >= ?'
  return (rows.get<{ acts: number }>(sql, account, dayOf(now))?.acts ?? 0) >= perDay
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
