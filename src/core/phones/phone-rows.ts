// The rows of phones.
import type { PhoneRights } from '../contract/phones.ts'
import type { Rows, Transaction } from '../ledger/index.ts'

/** Times in ms since the epoch. */
export interface PhoneRow {
  id: Uint8Array
  key: Uint8Array
  name: string
  browser: string
  rights: PhoneRights
  madeAt: number
  /** Null if it never came since it was paired. */
  seenAt: number | null
  seenFrom: string | null
  push: string | null
  revokedAt: number | null
}

const SELECT = `
  SELECT id, key, name, browser, rights, made_at AS madeAt, seen_at AS seenAt, seen_from AS seenFrom, push,
    revoked_at AS revokedAt
  FROM phones`

type Row = PhoneRow & Record<string, never>

export function findPhoneByKey(rows: Rows, key: Uint8Array): PhoneRow | null {
  return rows.get<Row>(`${SELECT} WHERE key = ?`, key) ?? null
}

/** Also one that was revoked. */
export function findPhone(rows: Rows, id: Uint8Array): PhoneRow | null {
  return rows.get<Row>(`${SELECT} WHERE id = ?`, id) ?? null
}

/** Those that were not revoked, the most recently seen first. */
export function listPhones(rows: Rows): PhoneRow[] {
  return rows.all<Row>(`${SELECT} WHERE revoked_at IS NULL ORDER BY coalesce(seen_at, made_at) DESC, id`)
}

export function countPhones(rows: Rows): number {
  return rows.get<{ n: number }>('SELECT count(*) AS n FROM phones WHERE revoked_at IS NULL')!.n
}

export function addPhone(tx: Transaction, phone: Omit<PhoneRow, 'push' | 'revokedAt'>): void {
  const { id, key, name, browser, rights, madeAt, seenAt, seenFrom } = phone
  tx.run(
    `INSERT INTO phones (id, key, name, browser, rights, made_at, seen_at, seen_from)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
    ...[id, key, name, browser, rights, madeAt, seenAt, seenFrom],
  )
}

/** False if there is no such phone. */
export function renamePhone(tx: Transaction, id: Uint8Array, name: string): boolean {
  return tx.run('UPDATE phones SET name = ? WHERE id = ? AND revoked_at IS NULL', name, id).changes > 0
}

export function markSeen(tx: Transaction, id: Uint8Array, now: number, from: string): void {
  tx.run('UPDATE phones SET seen_at = ?, seen_from = ? WHERE id = ?', now, from, id)
}

/** False if there is no such phone. */
export function markRevoked(tx: Transaction, id: Uint8Array, now: number): boolean {
  const sql = 'UPDATE phones SET revoked_at = ?, push = NULL WHERE id = ? AND revoked_at IS NULL'
  return tx.run(sql, now, id).changes > 0
}
