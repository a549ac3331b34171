// How long a station keeps a share for a letter that nobody opens, without a renewal: the author's
// choice. Dealing a gate and renewing a lease use it, between store and reference.
import { UNTIL_DAYS, type UntilDays } from '../contract/station-rule.ts'
import { LONGEST_LEASE_MS } from '../station-records/index.ts'
import type { Rows, Transaction } from '../ledger/index.ts'

const DAY_MS = 24 * 60 * 60 * 1000
const USUAL_DAYS: UntilDays = UNTIL_DAYS[0]

/** A table with at most one row. */
export const LEASE_TABLE = `
  CREATE TABLE gate_lease (id INTEGER PRIMARY KEY CHECK (id = 1), days INTEGER NOT NULL);`

export function findLeaseDays(rows: Rows): UntilDays {
  const days = rows.get<{ days: number }>('SELECT days FROM gate_lease WHERE id = 1')?.days
  return UNTIL_DAYS.find((one) => one === days) ?? USUAL_DAYS
}

export function setLeaseDays(tx: Transaction, days: UntilDays): void {
  tx.run('INSERT OR REPLACE INTO gate_lease (id, days) VALUES (1, ?)', days)
}

export function findLeaseMs(rows: Rows): number {
  return findLeaseDays(rows) * DAY_MS
}

/** Returns the end of a lease that begins at `from`. No station agrees to a later one. */
export function endOfLease(rows: Rows, { from, at }: { from: number; at: number }): number {
  return Math.min(from + findLeaseMs(rows), at + LONGEST_LEASE_MS)
}
