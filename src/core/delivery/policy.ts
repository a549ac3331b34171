// The policy of an own object: who can open it by what, from when, and until when.
// Decided at compose; what access needs of it stands in its own tables, the rest here.
import type { Rows, Transaction } from '../ledger/index.ts'

export interface Policy {
  mode: 'open' | 'controlled'
  urgent: boolean
  /** No notice before the author lets it go. */
  hold: boolean
  /** No notice before; null is at once. ms since the epoch. */
  notBefore: number | null
  /** Of a controlled object; null is never. ms since the epoch. */
  expiresAt: number | null
}

/** For its author alone, or given by a later call. */
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

/** Null if the object is not an own one that can be given. */
export function findPolicy(rows: Rows, object: Uint8Array): KeptPolicy | null {
  const row = rows.get<{ mode: Policy['mode']; urgent: number; expiresAt: number | null }>(
    'SELECT mode, urgent, expires_at AS expiresAt FROM policies WHERE object = ?',
    object,
  )
  return row === undefined ? null : { mode: row.mode, urgent: row.urgent === 1, expiresAt: row.expiresAt }
}

/** How many own objects have a policy. */
export function countWithPolicy(rows: Rows): number {
  return rows.get<{ count: number }>('SELECT count(*) AS count FROM policies')!.count
}

/** Every own object that has a policy. */
export function listWithPolicy(rows: Rows): Uint8Array[] {
  return rows.all<{ object: Uint8Array }>('SELECT object FROM policies').map(({ object }) => object)
}
