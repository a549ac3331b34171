// How many first releases an account has left on a day, so that a stolen slot key or device cannot
// empty an account overnight. The day never decreases, so setting the clock back resets nothing.
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

function dayOf(time: number): number {
  return Math.floor(time / DAY_MS)
}
