// The latest time this home has acknowledged, on disk: no restart may believe it to be earlier.
// Written with every release, and at most once a minute by the clock guard.
import type { Rows, Transaction } from '../ledger/index.ts'

/** Null in a home that never acknowledged a time. */
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

/** Puts the mark where the person says it belongs, also back: a clock was wrong once. */
export function resetClockMark(tx: Transaction, now: number): void {
  tx.run(
    'INSERT INTO access_clock (id, mark) VALUES (1, ?) ON CONFLICT (id) DO UPDATE SET mark = excluded.mark',
    Math.round(now),
  )
}
