// Which own letters tell their words in their first notice. A letter that is held or scheduled
// keeps them here until then, because blocks are read asynchronously and a notice is appended
// inside a transaction. Between store and notify. A letter that is recalled before its notice loses
// them with its key.
import { wordsForm, type Words } from '../feeds/index.ts'
import type { Rows, Transaction } from '../ledger/index.ts'

/** @param isDue true if the notice is appended in this transaction */
export function keepOwnWords(tx: Transaction, object: Uint8Array, words: Words, isDue: boolean): void {
  const waiting = isDue ? null : wordsForm.encode(words)
  tx.run('INSERT INTO own_words VALUES (?, ?, ?)', object, words.body.bytes.byteLength, waiting)
}

/** Returns words that wait for the first notice, once. Null if there are none. */
export function removeWaitingWords(tx: Transaction, object: Uint8Array): Words | null {
  const sql = 'SELECT waiting FROM own_words WHERE object = ? AND waiting IS NOT NULL'
  const row = tx.get<{ waiting: Uint8Array }>(sql, object)
  if (row === undefined) return null
  tx.run('UPDATE own_words SET waiting = NULL WHERE object = ?', object)
  return wordsForm.decode(row.waiting)
}

/** Returns the length of the body in the first notice. Null if the body is apart. */
export function findWordBytes(rows: Rows, object: Uint8Array): number | null {
  const sql = 'SELECT body_bytes AS bodyBytes FROM own_words WHERE object = ?'
  return rows.get<{ bodyBytes: number }>(sql, object)?.bodyBytes ?? null
}

export function forgetOwnWords(tx: Transaction, object: Uint8Array): void {
  tx.run('DELETE FROM own_words WHERE object = ?', object)
}
