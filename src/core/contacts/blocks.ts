// Blocks: the people from whom this person accepts nothing. A block outlives the contact and ends
// only with `removeBlock`.
// Pairing, knocks, groups, follows and releases all check it.
import type { Rows, Transaction } from '../ledger/index.ts'

export interface BlockedPerson {
  person: Uint8Array
  /** The person's name at the time of the block. A blocked person cannot change it. */
  name: string
  /** ms since 1970 */
  blockedAt: number
}

/** True for all devices of the person, and also after they were removed from the contacts. */
export function isBlockedPerson(rows: Rows, person: Uint8Array): boolean {
  return rows.get('SELECT 1 FROM blocked_people WHERE person = ?', person) !== undefined
}

/** Lists the blocked people, the newest block first. */
export function listBlocked(rows: Rows): BlockedPerson[] {
  return rows.all<BlockedPerson & Record<string, never>>(
    'SELECT person, name, blocked_at AS blockedAt FROM blocked_people ORDER BY blocked_at DESC, person',
  )
}

/** Returns false if the person is already blocked. */
export function addBlock(tx: Transaction, { person, name, blockedAt }: BlockedPerson): boolean {
  const sql = 'INSERT OR IGNORE INTO blocked_people (person, name, blocked_at) VALUES (?, ?, ?)'
  return tx.run(sql, person, name, blockedAt).changes > 0
}

/** Returns when the person was blocked; null if they are not. */
export function removeBlock(tx: Transaction, person: Uint8Array): number | null {
  const sql = 'SELECT blocked_at AS blockedAt FROM blocked_people WHERE person = ?'
  const block = tx.get<{ blockedAt: number }>(sql, person)
  tx.run('DELETE FROM blocked_people WHERE person = ?', person)
  return block?.blockedAt ?? null
}
