// The letters that the rules still have to look at. A letter enters in the transaction that files
// or opens it, and leaves in the one that applies the rules, so a crash between them loses nothing.
import type { Rows, Transaction } from '../ledger/index.ts'

export interface QueuedLetter {
  object: Uint8Array
  /** True if it arrived; false if only its text became readable since the rules looked at it. */
  isNew: boolean
  /** How often it entered. */
  n: number
}

export function enqueue(tx: Transaction, object: Uint8Array, isNew: boolean): void {
  tx.run(
    `INSERT INTO rule_queue VALUES (?, ?, 1)
     ON CONFLICT (object) DO UPDATE SET is_new = max(is_new, excluded.is_new), n = n + 1`,
    ...[object, Number(isNew)],
  )
}

export function listQueued(rows: Rows, limit: number): QueuedLetter[] {
  return rows
    .all<{ object: Uint8Array; isNew: number; n: number }>(
      'SELECT object, is_new AS isNew, n FROM rule_queue LIMIT ?',
      limit,
    )
    .map((row) => ({ ...row, isNew: row.isNew === 1 }))
}

/** A letter that entered again meanwhile stays. */
export function dequeue(tx: Transaction, { object, n }: QueuedLetter): void {
  tx.run('DELETE FROM rule_queue WHERE object = ? AND n = ?', object, n)
}
