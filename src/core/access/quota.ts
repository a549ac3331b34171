// The quota of releases per person and day, so that a stolen device cannot fetch a whole store
// overnight. It is the last check before a reference. Only first releases count; repeated answers
// are free.
import type { Rows, Transaction } from '../ledger/index.ts'

/** Far more than a person opens in a day, far less than a store holds. */
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

/** The day never decreases, so setting the clock back does not reset the quota. */
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
