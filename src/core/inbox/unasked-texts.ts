// How much text of one person is searchable before this person opened it. Texts come with notices,
// so without a limit others could fill the index and keep it busy.
// It is decided once, in the transaction that files the notice, so a rebuilt index has the same words.
import type { Transaction } from '../ledger/index.ts'

/** Of one author in a day, by all feeds together: some 170,000 words of a Latin script. */
export const DAILY_UNASKED_BYTES = 1024 * 1024
/** So that very many very short texts count too. */
const BYTES_OF_A_ROW = 64
const DAY_MS = 86_400_000

/** Counts a text. False if it is beyond what its author may have indexed in this day. */
export function takeUnasked(tx: Transaction, author: Uint8Array, bytes: number, now: number): boolean {
  const day = Math.floor(now / DAY_MS)
  const known = tx.get<{ bytes: number }>(
    'SELECT bytes FROM unasked_texts WHERE author = ? AND day = ?',
    ...[author, day],
  )
  if (known === undefined) tx.run('DELETE FROM unasked_texts WHERE day <> ?', day)
  const total = (known?.bytes ?? 0) + bytes + BYTES_OF_A_ROW
  if (total > DAILY_UNASKED_BYTES) return false
  tx.run('INSERT OR REPLACE INTO unasked_texts VALUES (?, ?, ?)', author, day, total)
  return true
}
