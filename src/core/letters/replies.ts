// Which letters this person has answered with an own letter.
// Written by compose. An answered letter no longer waits for this person.
import type { Rows, Transaction } from '../ledger/index.ts'

export function keepReply(tx: Transaction, answered: Uint8Array, object: Uint8Array): void {
  tx.run('INSERT INTO own_replies VALUES (?, ?)', answered, object)
}

export function forgetReply(tx: Transaction, answered: Uint8Array, object: Uint8Array): void {
  tx.run('DELETE FROM own_replies WHERE reply_object = ? AND object = ?', answered, object)
}

export function hasOwnReply(rows: Rows, object: Uint8Array): boolean {
  return rows.get('SELECT 1 FROM own_replies WHERE reply_object = ? LIMIT 1', object) !== undefined
}
