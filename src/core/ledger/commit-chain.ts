// The ledger's own counter of commits, with a hash that identifies the history up to each commit.
// The mirror file stores the latest of them. At start the comparison shows whether
// acknowledged commits were lost.
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

/**
 * Number of hashes that are kept before the last mirrored commit. Pruned rarely,
 * since a delete costs as much as an insert.
 */
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
 * Adds the next commit inside its own transaction. Because of the nonce, two histories
 * that fork have different hashes from there on, even if both then make the same changes.
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
