// The policy of an own object: open or controlled, urgent, held, from when and until when it can be
// opened.
// compose sets it. access keeps the fields that decide about keys in its own tables; this table
// keeps the rest.
import type { Rows, Transaction } from '../ledger/index.ts'

export interface Policy {
  mode: 'open' | 'controlled'
  urgent: boolean
  /** True if no notice is sent until the author lets the object go. */
  hold: boolean
  /** No notice is sent before this time. Null for at once. ms since the epoch. */
  notBefore: number | null
  /** Only for a controlled object; null if it never expires. ms since the epoch. */
  expiresAt: number | null
}

/** For an object that only its author has, or that a later call gives to others. */
export const UNGIVEN: Policy = {
  mode: 'controlled',
  urgent: false,
  hold: false,
  notBefore: null,
  expiresAt: null,
}

export type KeptPolicy = Pick<Policy, 'mode' | 'urgent' | 'expiresAt'>

export function insertPolicy(tx: Transaction, object: Uint8Array, { mode, urgent, expiresAt }: Policy): void {
  tx.run('INSERT INTO policies VALUES (?, ?, ?, ?)', object, mode, urgent ? 1 : 0, expiresAt)
}

/** Null if the object is not an own object, or cannot be given to others. */
export function findPolicy(rows: Rows, object: Uint8Array): KeptPolicy | null {
  const row = rows.get<{ mode: Policy['mode']; urgent: number; expiresAt: number | null }>(
    'SELECT mode, urgent, expires_at AS expiresAt FROM policies WHERE object = ?',
    object,
  )
  return row === undefined ? null : { mode: row.mode, urgent: row.urgent === 1, expiresAt: row.expiresAt }
}

export function countWithPolicy(rows: Rows): number {
  return rows.get<{ count: number }>('SELECT count(*) AS count FROM policies')!.count
}

export function listWithPolicy(rows: Rows): Uint8Array[] {
  return rows.all<{ object: Uint8Array }>('SELECT object FROM policies').map(({ object }) => object)
}
