// The ledger tables of space: others' files that are here, blocks to clear, and the user's quota.
// Until the first release a step changes in place. After it, only new steps are added.
import type { Schema } from '../ledger/index.ts'

export const spaceSchema: Schema = {
  noun: 'space',
  steps: [
    // `bytes`: what is here of a file. `doomed_blocks` survive a crash, because the transaction
    // that drops blocks lists them, and the next clearing clears them.
    `CREATE TABLE kept_files (
       file BLOB PRIMARY KEY, letter BLOB NOT NULL, author BLOB NOT NULL, core BLOB NOT NULL, start INTEGER NOT NULL,
       blocks INTEGER NOT NULL, name TEXT NOT NULL, size INTEGER NOT NULL, bytes INTEGER NOT NULL DEFAULT 0,
       is_whole INTEGER NOT NULL DEFAULT 0, is_pinned INTEGER NOT NULL DEFAULT 0, used_at INTEGER NOT NULL
     ) STRICT, WITHOUT ROWID;
     CREATE INDEX kept_files_by_use ON kept_files (is_pinned, used_at);
     CREATE INDEX kept_files_by_letter ON kept_files (letter);
     CREATE TABLE doomed_blocks (
       core BLOB NOT NULL, start INTEGER NOT NULL, end INTEGER NOT NULL, bytes INTEGER NOT NULL, PRIMARY KEY (core, start)
     ) STRICT, WITHOUT ROWID;
     CREATE TABLE unlisted_files (object BLOB PRIMARY KEY) STRICT, WITHOUT ROWID;
     CREATE TABLE space_facts (id INTEGER PRIMARY KEY CHECK (id = 1), quota_bytes INTEGER, waiting_bytes INTEGER NOT NULL) STRICT;
     INSERT INTO space_facts VALUES (1, NULL, 0);`,
  ],
}
