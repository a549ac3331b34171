// A pair in the ledger: its secrets, the feed this device writes for it, and how far the other's feed was read.
import type { Reader, Schema, Transaction } from '../ledger/index.ts'
import type { ParkReason } from './feed-limits.ts'
import { GROUP_FEED_TABLES } from './group-feed-row.ts'

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
     ${GROUP_FEED_TABLES}`,
  ],
}

export interface PairRow {
  person: Uint8Array
  device: Uint8Array
  pair_secret: Uint8Array
  era: number
  my_generation: number
  my_core: Uint8Array
  succession: Uint8Array | null
  their_generation: number
  their_core: Uint8Array
  next_position: number
  bytes_read: number
  day: number
  day_bytes: number
  day_records: number
  parked: ParkReason | null
  is_rewritten: number
}

export function findPair(reader: Reader, person: Uint8Array): PairRow | null {
  return reader.get<PairRow>('SELECT * FROM pairs WHERE person = ?', person) ?? null
}

/** Every pair, which this home has none of from now on: another device of this person had them. */
export function takePairs(tx: Transaction): PairRow[] {
  const pairs = tx.all<PairRow & Record<string, never>>('SELECT * FROM pairs')
  tx.run('DELETE FROM pairs')
  return pairs
}
