// The log from which views are derived: which objects changed, in order. A change is logged in its
// own transaction.
// log → apply → view: no feature writes a view directly.
import { toHex } from '../base/index.ts'
import type { Ledger, Rows, Schema, Transaction } from '../ledger/index.ts'

export const changeLogSchema: Schema = {
  noun: 'views',
  steps: ['CREATE TABLE changes (seq INTEGER PRIMARY KEY AUTOINCREMENT, object BLOB NOT NULL) STRICT;'],
}

/** Logs that the row of `object` may have changed in this transaction. */
export function touch(tx: Transaction, object: Uint8Array): void {
  tx.run('INSERT INTO changes (object) VALUES (?)', object)
}

export interface Change {
  seq: number
  object: Uint8Array
}

export function readChanges(rows: Rows, afterSeq: number, limit: number): Change[] {
  return rows.all<Change>(
    'SELECT seq, object FROM changes WHERE seq > ? ORDER BY seq LIMIT ?',
    afterSeq,
    limit,
  )
}

/** Returns the number of the latest change; 0 before the first. */
export function findLastChange(rows: Rows): number {
  return rows.get<{ seq: number | null }>('SELECT max(seq) AS seq FROM changes')?.seq ?? 0
}

/** Returns the changed objects without duplicates, in the order of their first change. */
export function uniqueObjects(changes: readonly Change[]): Uint8Array[] {
  return [...new Map(changes.map(({ object }) => [toHex(object), object])).values()]
}

/**
 * Deletes changes that every view has applied. A deleted index is rebuilt from the ledger, not from
 * this log.
 */
export async function pruneChanges(ledger: Ledger, upToSeq: number): Promise<void> {
  await ledger.write((tx) => tx.run('DELETE FROM changes WHERE seq <= ?', upToSeq))
}
