// The tables of files in the ledger: what I have stored, and what is being stored.
// Persisted: a step is never changed, only followed by another.
import type { Reader, Schema } from '../ledger/index.ts'

export const filesSchema: Schema = {
  noun: 'files',
  steps: [
    // One object may have several names: each is an entry of its own, and nothing is stored twice.
    `CREATE TABLE own_files (
       number INTEGER PRIMARY KEY, object BLOB NOT NULL, name TEXT NOT NULL, size INTEGER NOT NULL, type TEXT NOT NULL,
       content_hash BLOB NOT NULL, added_at INTEGER NOT NULL, UNIQUE (object, name)
     ) STRICT;
     CREATE INDEX own_files_by_content ON own_files (size, content_hash);
     CREATE TABLE sealings (
       id BLOB PRIMARY KEY, core BLOB NOT NULL UNIQUE, path TEXT NOT NULL, name TEXT NOT NULL, size INTEGER NOT NULL,
       modified_at REAL NOT NULL, header BLOB NOT NULL, secrets BLOB NOT NULL
     ) STRICT, WITHOUT ROWID;`,
  ],
}

/** Whether a file is being stored in this core, also by a run that ended before it was done. */
export function isSealing(reader: Reader, core: Uint8Array): boolean {
  return reader.get('SELECT 1 FROM sealings WHERE core = ?', core) !== undefined
}
