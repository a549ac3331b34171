// The ledger's own count of its commits, and a hash that names the history up to each.
// Against these the mirror outside the file shows at start whether acknowledged commits were lost.
import { hash, randomBytes } from '../seal/index.ts'
import type { Rows, Schema, Transaction } from './rows.ts'

export interface Commit {
  counter: number
  hash: Uint8Array
}

export const noCommit: Commit = { counter: 0, hash: new Uint8Array(32) }

export const commitChainSchema: Schema = {
  noun: 'ledger',
  steps: ['CREATE TABLE commits (counter INTEGER PRIMARY KEY, hash BLOB NOT NULL) STRICT'],
}

/** Hashes kept behind what is surely in the mirror; dropped only now and then, since a delete costs as much as a row. */
const KEPT_COMMITS = 1024
const PRUNE_EVERY = 256
const NONCE_BYTES = 16

export function findLastCommit(rows: Rows): Commit {
  return rows.get<Commit>('SELECT counter, hash FROM commits ORDER BY counter DESC LIMIT 1') ?? noCommit
}

export function findCommitHash(rows: Rows, counter: number): Uint8Array | null {
  return rows.get<Commit>('SELECT counter, hash FROM commits WHERE counter = ?', counter)?.hash ?? null
}

/**
 * Adds the next commit to the transaction that it names. The nonce makes two histories that part from one point
 * differ from there on, also when both then do the same things.
 */
export function appendCommit(tx: Transaction, previous: Commit, mirroredCounter: number): Commit {
  const counter = previous.counter + 1
  const next = { counter, hash: hash('fumikura/ledger-commit/1', previous.hash, randomBytes(NONCE_BYTES)) }
  tx.run('INSERT INTO commits (counter, hash) VALUES (?, ?)', counter, next.hash)
  if (counter % PRUNE_EVERY === 0) {
    tx.run('DELETE FROM commits WHERE counter < ?', mirroredCounter - KEPT_COMMITS)
  }
  return next
}
