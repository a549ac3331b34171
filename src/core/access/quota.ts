// How much one person may have released to them in a day: a stolen device cannot empty a whole store over night.
// The last check before a reference; only first releases count, repeats are free.
import type { Rows, Transaction } from '../ledger/index.ts'

/** Far more than anyone opens, far less than a store holds. */
export const RELEASES_PER_DAY = 20_000

const DAY_MS = 24 * 60 * 60 * 1000

export function isOverQuota(
  rows: Rows,
  person: Uint8Array,
  now: number,
  releasesPerDay = RELEASES_PER_DAY,
): boolean {
  const sql = 'SELECT used FROM access_quotas WHERE person = ? AND day >= ?'
  const used = rows.get<{ used: number }>(sql, person, dayOf(now))?.used ?? 0
  return used >= releasesPerDay
}

/** The day only moves forward, so that a clock set back does not open the quota again. */
export function countRelease(tx: Transaction, person: Uint8Array, now: number): void {
  tx.run(
    `INSERT INTO access_quotas (person, day, used) VALUES (?, ?, 1)
     ON CONFLICT (person) DO UPDATE SET
       used = CASE WHEN excluded.day > day THEN 1 ELSE used + 1 END, day = max(day, excluded.day)`,
    ...[person, dayOf(now)],
  )
}

function dayOf(time: number): number {
  return Math.floor(time / DAY_MS)
}
