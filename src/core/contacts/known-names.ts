// Known names: the last name of each person ever met. It outlives the contact, so that old letters
// keep their author's name.
import { toText } from '../base/index.ts'
import type { Rows, Transaction } from '../ledger/index.ts'

export function putKnownName(tx: Transaction, person: Uint8Array, name: string): void {
  const sql = `INSERT INTO known_names (person, name) VALUES (?, ?) ON CONFLICT DO UPDATE SET name = excluded.name`
  tx.run(sql, person, name)
}

/** Returns the start of the person's key if no name is known. */
export function nameOf(rows: Rows, person: Uint8Array): string {
  const row = rows.get<{ name: string }>('SELECT name FROM known_names WHERE person = ?', person)
  return row?.name ?? `(${toText(person).slice(0, 8)})`
}

/** Returns the people whose name, or a word of it, begins with `typed`. */
export function findNamed(rows: Rows, typed: string): Uint8Array[] {
  const known = rows.all<{ person: Uint8Array; name: string }>('SELECT person, name FROM known_names')
  return known.filter(({ name }) => isNameLike(name, typed)).map(({ person }) => person)
}

/**
 * True if the name, or a word of it, begins with `typed`. Ignores case, width and compatibility
 * forms.
 */
export function isNameLike(name: string, typed: string): boolean {
  const folded = foldName(name)
  const wanted = foldName(typed)
  return folded.startsWith(wanted) || folded.split(/\s+/).some((word) => word.startsWith(wanted))
}

export function foldName(name: string): string {
  return name.normalize('NFKC').trim().toLowerCase()
}
