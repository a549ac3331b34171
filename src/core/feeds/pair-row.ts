// A pair in the ledger: its secret, the feed that this device writes for it, and
// the progress of reading the other's feed.
import type { Rows, Schema, Transaction } from '../ledger/index.ts'
import type { FeedProgress } from './feed-limits.ts'
import { PROGRESS } from './followed-feed.ts'
import { pairSecrets } from './pair-secrets.ts'
import { GROUP_FEED_TABLES } from './group-feed-row.ts'
import { TOLD_WORDS_TABLE } from './told-words.ts'

export const feedsSchema: Schema = {
  noun: 'feeds',
  steps: [
    `CREATE TABLE pairs (
       person BLOB PRIMARY KEY, device BLOB NOT NULL, pair_secret BLOB NOT NULL, era INTEGER NOT NULL,
       my_generation INTEGER NOT NULL, my_core BLOB NOT NULL, succession BLOB,
       their_generation INTEGER NOT NULL, their_core BLOB NOT NULL,
       next_position INTEGER NOT NULL DEFAULT 0, bytes_read INTEGER NOT NULL DEFAULT 0,
       day INTEGER NOT NULL DEFAULT 0, day_bytes INTEGER NOT NULL DEFAULT 0, day_records INTEGER NOT NULL DEFAULT 0,
       parked TEXT, is_rewritten INTEGER NOT NULL DEFAULT 0
     ) STRICT, WITHOUT ROWID;
     CREATE UNIQUE INDEX pairs_by_my_core ON pairs (my_core);
     CREATE UNIQUE INDEX pairs_by_their_core ON pairs (their_core);
     CREATE TABLE former_feeds (
       discovery_key BLOB PRIMARY KEY, core BLOB NOT NULL, person BLOB NOT NULL, length INTEGER NOT NULL
     ) STRICT, WITHOUT ROWID;
     CREATE TABLE former_gate_secrets (
       person BLOB NOT NULL, secret BLOB NOT NULL, ended INTEGER NOT NULL, PRIMARY KEY (person, secret)
     ) STRICT, WITHOUT ROWID;
     ${TOLD_WORDS_TABLE}
     ${GROUP_FEED_TABLES}`,
  ],
}

export interface PairRow extends FeedProgress {
  person: Uint8Array
  device: Uint8Array
  pairSecret: Uint8Array
  era: number
  myGeneration: number
  myCore: Uint8Array
  succession: Uint8Array | null
  theirGeneration: number
  theirCore: Uint8Array
  isRewritten: boolean
}

/** All columns of a `PairRow`. */
const COLUMNS = `
  person, device, pair_secret AS pairSecret, era, my_generation AS myGeneration,
  my_core AS myCore, succession, their_generation AS theirGeneration, their_core AS theirCore,
  ${PROGRESS}, is_rewritten AS isRewritten`

interface StoredPair extends Omit<PairRow, 'isRewritten'> {
  isRewritten: number
}

function toPair(row: StoredPair): PairRow {
  return { ...row, isRewritten: row.isRewritten === 1 }
}

export function findPair(rows: Rows, person: Uint8Array): PairRow | null {
  const row = rows.get<StoredPair>(`SELECT ${COLUMNS} FROM pairs WHERE person = ?`, person)
  return row === undefined ? null : toPair(row)
}

/** Returns the pair whose own feed is this core. */
export function findPairByMyCore(rows: Rows, core: Uint8Array): PairRow | null {
  const row = rows.get<StoredPair>(`SELECT ${COLUMNS} FROM pairs WHERE my_core = ?`, core)
  return row === undefined ? null : toPair(row)
}

/** Returns the pair whose other person writes this core. */
export function findPairByTheirCore(rows: Rows, core: Uint8Array): PairRow | null {
  const row = rows.get<StoredPair>(`SELECT ${COLUMNS} FROM pairs WHERE their_core = ?`, core)
  return row === undefined ? null : toPair(row)
}

export function listPairs(rows: Rows): PairRow[] {
  return rows.all<StoredPair>(`SELECT ${COLUMNS} FROM pairs`).map(toPair)
}

/** Removes and returns all pairs, because they belong to another device of this person. */
export function removePairs(tx: Transaction): PairRow[] {
  const pairs = listPairs(tx)
  for (const pair of pairs) keepGateSecret(tx, pair)
  tx.run('DELETE FROM pairs')
  return pairs
}

/**
 * Keeps the gate secret of a pair that ends. It named the gates of letters that are not opened yet,
 * and only it finds them at the stations.
 */
export function keepGateSecret(tx: Transaction, { person, pairSecret, era }: PairRow): void {
  const sql = `INSERT OR IGNORE INTO former_gate_secrets
    SELECT ?, ?, coalesce(max(ended), 0) + 1 FROM former_gate_secrets WHERE person = ?`
  tx.run(sql, person, pairSecrets(pairSecret, era).gateSecret, person)
}

/** Null if there is no pair now. */
export function findGateSecret(rows: Rows, person: Uint8Array): Uint8Array | null {
  const pair = findPair(rows, person)
  return pair === null ? null : pairSecrets(pair.pairSecret, pair.era).gateSecret
}

/** Returns the gate secrets of a pair, the current one first. Empty if there was no pair. */
export function listGateSecrets(rows: Rows, person: Uint8Array): Uint8Array[] {
  const present = findGateSecret(rows, person)
  const sql = 'SELECT secret FROM former_gate_secrets WHERE person = ? ORDER BY ended DESC'
  const former = rows.all<{ secret: Uint8Array }>(sql, person).map(({ secret }) => secret)
  return present === null ? former : [present, ...former]
}
