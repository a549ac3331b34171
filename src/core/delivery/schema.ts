// The tables of delivery in the ledger: facts about objects that only their author or their reader
// knows.
// Until the first release this schema changes in place. After it, changes are made only by new
// steps.
import type { Schema } from '../ledger/index.ts'
import { DELETIONS_TABLE } from './deletions.ts'

export const deliverySchema: Schema = {
  noun: 'delivery',
  steps: [
    // The policy of each own object, as it was given.
    `CREATE TABLE policies (object BLOB PRIMARY KEY, policy TEXT NOT NULL) STRICT, WITHOUT ROWID;
     CREATE TABLE own_marks (
       object BLOB NOT NULL, n INTEGER NOT NULL, value TEXT NOT NULL, note TEXT NOT NULL, at INTEGER NOT NULL,
       PRIMARY KEY (object, n)
     ) STRICT, WITHOUT ROWID;
     CREATE TABLE asks_in (
       object BLOB NOT NULL, person BLOB NOT NULL, via BLOB, text TEXT NOT NULL, at INTEGER NOT NULL,
       PRIMARY KEY (object, person)
     ) STRICT, WITHOUT ROWID;
     -- When a silent reader was last reminded of an own letter.
     CREATE TABLE nudges (
       object BLOB NOT NULL, person BLOB NOT NULL, at INTEGER NOT NULL, PRIMARY KEY (object, person)
     ) STRICT, WITHOUT ROWID;
     -- Letters whose first notice contains their words. The words wait here until that notice.
     CREATE TABLE own_words (
       object BLOB PRIMARY KEY, body_bytes INTEGER NOT NULL, waiting BLOB
     ) STRICT, WITHOUT ROWID;
     CREATE TABLE rewritten_cores (
       core BLOB PRIMARY KEY, length INTEGER NOT NULL, fork INTEGER NOT NULL, at INTEGER NOT NULL, person BLOB
     ) STRICT, WITHOUT ROWID;
     -- Shares of unopened letters, as stations release them to this reader.
     CREATE TABLE collected_shares (
       object BLOB NOT NULL, number INTEGER NOT NULL, place INTEGER NOT NULL, share BLOB NOT NULL, receipt BLOB NOT NULL,
       PRIMARY KEY (object, number, place)
     ) STRICT, WITHOUT ROWID;
     -- All versions that are connected by what they replace have one chain. Their times are moved
     -- where they contradict what replaces what.
     CREATE TABLE versions (
       object BLOB PRIMARY KEY, replaces BLOB NOT NULL, author BLOB NOT NULL, at INTEGER NOT NULL, chain BLOB NOT NULL
     ) STRICT, WITHOUT ROWID;
     CREATE INDEX versions_by_earlier ON versions (replaces, at);
     CREATE INDEX versions_by_chain ON versions (chain, at, object);
     -- file: the object of the file. It and core are null for a file inside a mail, whose number
     -- there is position.
     CREATE TABLE attached (
       letter BLOB NOT NULL, position INTEGER NOT NULL, file BLOB, core BLOB, author BLOB,
       is_kept INTEGER NOT NULL DEFAULT 0, is_first INTEGER NOT NULL, kind TEXT NOT NULL,
       added_at INTEGER NOT NULL, at INTEGER NOT NULL, latitude REAL, longitude REAL, shape INTEGER NOT NULL DEFAULT 0,
       keeps_location INTEGER NOT NULL DEFAULT 0, holder_key BLOB, holder_tag BLOB,
       PRIMARY KEY (letter, position)
     ) STRICT, WITHOUT ROWID;
     CREATE INDEX attached_by_core ON attached (core) WHERE is_kept = 1;
     CREATE INDEX attached_by_file ON attached (file) WHERE file IS NOT NULL;
     CREATE INDEX attached_by_added ON attached (added_at, letter, position)
       WHERE is_first = 1 AND author IS NOT NULL;
     CREATE INDEX attached_by_time ON attached (at, letter, position) WHERE is_first = 1 AND author IS NOT NULL;
     CREATE INDEX attached_by_holder_tag ON attached (holder_tag) WHERE is_kept = 1;
     -- What lists of files are queried by. The noun that lists own and attached files together
     -- reads it. What is in a bin is in no list.
     CREATE VIEW attached_files AS
       SELECT letter, position, file, author, kind, is_first, added_at, at, latitude, longitude, shape FROM attached
       WHERE NOT EXISTS (SELECT 1 FROM binned_objects b WHERE b.object = attached.letter);
     ${DELETIONS_TABLE}`,
  ],
}
