// The tables of the inbox: filed notices, and other routes to the same objects.
// A filed notice is a long row with a random key. As a table with row numbers, its pages are full; as
// one that is sorted by the key, a third of each page would be empty.
import type { Schema } from '../ledger/index.ts'

export const inboxSchema: Schema = {
  noun: 'inbox',
  steps: [
    `CREATE TABLE received (
       id INTEGER PRIMARY KEY, object BLOB NOT NULL UNIQUE, author BLOB NOT NULL, audience TEXT NOT NULL, audience_key BLOB NOT NULL,
       notice BLOB NOT NULL, arrived_at INTEGER NOT NULL, is_arrival_reported INTEGER NOT NULL DEFAULT 0,
       withdrawn TEXT, withdrawn_at INTEGER, opened_at INTEGER, release_evidence BLOB,
       -- 1 if its text came with the notice and is not indexed until it is opened (daily-costs.ts).
       is_text_beyond INTEGER NOT NULL DEFAULT 0,
       -- When its author last reminded this person of it, by the clock of this home (nudges.ts).
       nudged_at INTEGER
     ) STRICT;
     CREATE INDEX received_unreported ON received (author) WHERE is_arrival_reported = 0;
     CREATE INDEX received_nudged ON received (author, nudged_at) WHERE nudged_at IS NOT NULL;
     -- What becomes unreadable when this person leaves a group.
     CREATE INDEX received_closed_of_group ON received (audience_key)
       WHERE audience = 'group' AND opened_at IS NULL AND withdrawn IS NULL;
     CREATE TABLE received_other_routes (
       object BLOB NOT NULL, audience TEXT NOT NULL, audience_key BLOB NOT NULL, notice BLOB NOT NULL, PRIMARY KEY (object, audience, audience_key)
     ) STRICT, WITHOUT ROWID;
     CREATE TABLE daily_costs (
       author BLOB NOT NULL, cost TEXT NOT NULL, day INTEGER NOT NULL, bytes INTEGER NOT NULL, PRIMARY KEY (author, cost)
     ) STRICT, WITHOUT ROWID;`,
  ],
}
