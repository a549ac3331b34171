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

/** Returns the people whose name is like the typed one, as of `isNameLike`. */
export function findNamed(rows: Rows, typed: string, isWhole = false): Uint8Array[] {
  const known = rows.all<{ person: Uint8Array; name: string }>('SELECT person, name FROM known_names')
  return known.filter(({ name }) => isNameLike(name, typed, isWhole)).map(({ person }) => person)
}

/**
 * True if the name, from one of its words on, begins with `typed`. Ignores case, width and
 * compatibility forms.
 * @param isWhole true if the last word of `typed` must be whole
 */
export function isNameLike(name: string, typed: string, isWhole = false): boolean {
  const [words, wanted] = [name, typed].map((text) => foldName(text).replace(/\s+/g, ' '))
  return ` ${words} `.includes(` ${wanted}${isWhole ? ' ' : ''}`)
}

export function foldName(name: string): string {
  return name.normalize('NFKC').trim().toLowerCase()
}
