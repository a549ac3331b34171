// What an owner has to do for a member after the record or the message that caused it: remove one
// who leaves, or tell a newcomer. A record that adds or removes the person ends both.
import { toHex } from '../base/index.ts'
import type { Rows, Transaction } from '../ledger/index.ts'

export type Errand = 'remove' | 'invite'

/** One statement: a record may bring hundreds of newcomers. */
export function addErrands(
  tx: Transaction,
  group: Uint8Array,
  persons: readonly Uint8Array[],
  errand: Errand,
): void {
  tx.run(
    'INSERT OR REPLACE INTO group_errands SELECT ?, unhex(value), ? FROM json_each(?)',
    group,
    errand,
    JSON.stringify(persons.map(toHex)),
  )
}

/** Returns false if there was none. */
export function removeErrands(tx: Transaction, group: Uint8Array, person: Uint8Array): boolean {
  return tx.run('DELETE FROM group_errands WHERE group_id = ? AND person = ?', group, person).changes > 0
}

export function hasErrands(rows: Rows, group: Uint8Array): boolean {
  return rows.get('SELECT 1 FROM group_errands WHERE group_id = ?', group) !== undefined
}

/** Returns for whom the owner has this to do, in the order of their keys. */
export function listErrands(rows: Rows, group: Uint8Array, errand: Errand): Uint8Array[] {
  const sql = 'SELECT person FROM group_errands WHERE group_id = ? AND errand = ? ORDER BY person'
  return rows.all<{ person: Uint8Array }>(sql, group, errand).map(({ person }) => person)
}
