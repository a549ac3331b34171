// The tables of the inbox: filed notices, and other routes to the same objects.
import type { Schema } from '../ledger/index.ts'

export const inboxSchema: Schema = {
  noun: 'inbox',
  steps: [
    `CREATE TABLE received (
       object BLOB PRIMARY KEY, author BLOB NOT NULL, audience TEXT NOT NULL, audience_key BLOB NOT NULL, device BLOB NOT NULL, core BLOB NOT NULL,
       position INTEGER NOT NULL, notice BLOB NOT NULL, arrived_at INTEGER NOT NULL, is_arrival_reported INTEGER NOT NULL DEFAULT 0,
       withdrawn TEXT, withdrawn_at INTEGER, opened_at INTEGER, release_evidence BLOB
     ) STRICT, WITHOUT ROWID;
     CREATE INDEX received_unreported ON received (author) WHERE is_arrival_reported = 0;
     CREATE INDEX received_by_group ON received (audience_key) WHERE audience = 'group';
     CREATE TABLE received_other_routes (
       object BLOB NOT NULL, audience TEXT NOT NULL, audience_key BLOB NOT NULL, device BLOB NOT NULL, core BLOB NOT NULL,
       position INTEGER NOT NULL, notice BLOB NOT NULL, PRIMARY KEY (object, audience, audience_key)
     ) STRICT, WITHOUT ROWID;`,
  ],
}
