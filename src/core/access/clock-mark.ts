// The latest time that this home acknowledged, on disk, so after a restart the time is never
// assumed to be earlier.
// It is written with every release, and by the clock guard at most once a minute.
import type { Rows, Transaction } from '../ledger/index.ts'

/** Null if the home never acknowledged a time. */
export function findClockMark(rows: Rows): number | null {
  return rows.get<{ mark: number }>('SELECT mark FROM access_clock WHERE id = 1')?.mark ?? null
}

/** The mark only grows. */
export function acknowledgeTime(tx: Transaction, now: number): void {
  tx.run(
    'INSERT INTO access_clock (id, mark) VALUES (1, ?) ON CONFLICT (id) DO UPDATE SET mark = max(mark, excluded.mark)',
    Math.round(now),
  )
}

/**
 * Sets the mark to the time that the person confirmed, also to an earlier one if a clock was wrong.
 */
export function resetClockMark(tx: Transaction, now: number): void {
  tx.run(
    'INSERT INTO access_clock (id, mark) VALUES (1, ?) ON CONFLICT (id) DO UPDATE SET mark = excluded.mark',
    Math.round(now),
  )
}
