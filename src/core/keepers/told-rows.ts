// How much of the feed for a contact has reached each of their devices and mailboxes.
import type { Rows, Transaction } from '../ledger/index.ts'

/** `place`: a device of the person, or a station on their card. */
export interface Told {
  person: Uint8Array
  place: Uint8Array
  core: Uint8Array
  length: number
}

export function keepTold(tx: Transaction, { person, place, core, length }: Told): void {
  tx.run('INSERT OR REPLACE INTO mailbox_told VALUES (?, ?, ?, ?)', person, place, core, length)
}

export function listTold(rows: Rows, person: Uint8Array): Told[] {
  const sql = 'SELECT person, place, core, length FROM mailbox_told WHERE person = ?'
  return rows.all<Told & Record<string, never>>(sql, person)
}

export function listAllTold(rows: Rows): Told[] {
  return rows.all<Told & Record<string, never>>('SELECT person, place, core, length FROM mailbox_told')
}

export function forgetTold(tx: Transaction, person: Uint8Array): void {
  tx.run('DELETE FROM mailbox_told WHERE person = ?', person)
}
