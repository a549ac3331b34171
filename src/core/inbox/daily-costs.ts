// What the bytes of one person may cost this home in a day. It is counted before it is spent, here
// in the ledger, because a restart must not begin the day again.
// Texts come with notices, so without a limit others could fill the index and keep it busy. That is
// decided in the transaction that files the notice, so a rebuilt index has the same words.
import type { Transaction } from '../ledger/index.ts'

/** Persisted. */
export type DailyCost =
  /** Text that is searchable before this person opened it. */
  | 'text'
  /** Mails that are read for their words. */
  | 'mail'

/** Of one author in a day, by all feeds together. */
export const DAILY_BYTES: Readonly<Record<DailyCost, number>> = {
  /** Some 170,000 words of a Latin script. */
  text: 1 << 20,
  /** About a minute of the thread that reads mails. */
  mail: 256 << 20,
}
/** So that very many very short ones count too. */
const LEAST_BYTES = 64
const DAY_MS = 86_400_000

interface Order {
  author: Uint8Array
  cost: DailyCost
  bytes: number
  /** ms since the epoch */
  now: number
}

/** Counts the bytes. False if they are beyond what their author may cost in this day. */
export function countDaily(tx: Transaction, { author, cost, bytes, now }: Order): boolean {
  const day = Math.floor(now / DAY_MS)
  const known = tx.get<{ bytes: number }>(
    'SELECT bytes FROM daily_costs WHERE author = ? AND cost = ? AND day = ?',
    ...[author, cost, day],
  )
  if (known === undefined) tx.run('DELETE FROM daily_costs WHERE day <> ?', day)
  const total = (known?.bytes ?? 0) + bytes + LEAST_BYTES
  if (total > DAILY_BYTES[cost]) return false
  tx.run('INSERT OR REPLACE INTO daily_costs VALUES (?, ?, ?, ?)', author, cost, day, total)
  return true
}
