// How often an author may remind this person. The author keeps to the same rule; it is checked here
// too, because the author of a letter may use another program.
// After receive.
import { NUDGE_EVERY_MS } from '../contract/nudges.ts'
import type { Rows, Transaction } from '../ledger/index.ts'

/** The letters of which one author can remind this person in a day. More reminders count for nothing. */
const MAX_LETTERS_A_DAY = 20

/** Reads at most so many rows of an index. */
export function mayNudge(
  rows: Rows,
  { author, nudgedAt, now }: { author: Uint8Array; nudgedAt: number | null; now: number },
): boolean {
  if (nudgedAt !== null && now < nudgedAt + NUDGE_EVERY_MS) return false
  const latest = rows.all(
    'SELECT 1 FROM received WHERE author = ? AND nudged_at > ? LIMIT ?',
    ...[author, now - NUDGE_EVERY_MS, MAX_LETTERS_A_DAY],
  )
  return latest.length < MAX_LETTERS_A_DAY
}

export function recordNudge(tx: Transaction, object: Uint8Array, now: number): void {
  tx.run('UPDATE received SET nudged_at = ? WHERE object = ?', now, object)
}
