// Letters that this program could not file, or only by their title. One of them never keeps the
// others from being listed; the doctor names them.
// They are tried again when they change, and at the next start, perhaps of a newer program.
import { isEngineError } from '../contract/errors.ts'
import type { Rows, Transaction } from '../ledger/index.ts'

export interface Unfiled {
  object: Uint8Array
  /** What the index has of it: its row without its text, or nothing. */
  filedBy: 'title' | 'nothing'
  /** The code or the name of the error. It contains no text of the letter. */
  reason: string
}

export function listUnfiled(rows: Rows): Unfiled[] {
  return rows.all<Unfiled>('SELECT object, filed_by AS filedBy, reason FROM unfiled ORDER BY object')
}

/** Records how a letter was filed. @param unfiled null if all of it was */
export function recordFiling(tx: Transaction, object: Uint8Array, unfiled: Unfiled | null): void {
  if (unfiled === null) tx.run('DELETE FROM unfiled WHERE object = ?', object)
  else tx.run('INSERT OR REPLACE INTO unfiled VALUES (?, ?, ?)', object, unfiled.filedBy, unfiled.reason)
}

export function reasonOf(error: unknown): string {
  if (isEngineError(error)) return error.code
  const { code, name } = (error ?? {}) as { code?: unknown; name?: unknown }
  const said = typeof code === 'string' ? code : name
  return typeof said === 'string' ? said.slice(0, 64) : 'unknown'
}
