// The ledger tables of files: own files, and files that are being stored.
// Until the first release a step changes in place. After it, only new steps are added.
import type { Rows, Schema } from '../ledger/index.ts'

export const filesSchema: Schema = {
  noun: 'files',
  steps: [
    // `own_files`: one object may have several names. Each name is an entry, and the content is
    // stored once.
    // `at`: when a picture was taken, else when it was stored. `document`: the first entry of which
    // this is a version; null for the first entry.
    // `shape`: a picture's width divided by its height, in percent; 0 if unknown.
    // `is_listed` is 0 for an earlier version and for a copy without location.
    // `placeless_copies`: a file that was examined, and its copy without location: the file itself
    // if it records none.
    `CREATE TABLE own_files (
       number INTEGER PRIMARY KEY, object BLOB NOT NULL, name TEXT NOT NULL, size INTEGER NOT NULL, type TEXT NOT NULL,
       kind TEXT NOT NULL, content_hash BLOB NOT NULL, added_at INTEGER NOT NULL, at INTEGER NOT NULL DEFAULT 0, latitude REAL, longitude REAL,
       facts BLOB, shape INTEGER NOT NULL DEFAULT 0, document INTEGER, is_listed INTEGER NOT NULL DEFAULT 1, UNIQUE (object, name)
     ) STRICT;
     CREATE INDEX own_files_by_content ON own_files (size, content_hash);
     CREATE INDEX own_files_by_added ON own_files (added_at, number) WHERE is_listed = 1;
     CREATE INDEX own_files_by_time ON own_files (at, number) WHERE is_listed = 1;
     CREATE TABLE file_versions (
       document INTEGER NOT NULL, n INTEGER NOT NULL, number INTEGER NOT NULL, at INTEGER NOT NULL, PRIMARY KEY (document, n)
     ) STRICT, WITHOUT ROWID;
     CREATE TABLE file_tags (document INTEGER NOT NULL, tag TEXT NOT NULL, PRIMARY KEY (document, tag)) STRICT, WITHOUT ROWID;
     CREATE INDEX file_tags_by_tag ON file_tags (tag);
     CREATE TABLE placeless_copies (object BLOB PRIMARY KEY, number INTEGER NOT NULL) STRICT, WITHOUT ROWID;
     CREATE TABLE sealings (
       id BLOB PRIMARY KEY, core BLOB NOT NULL UNIQUE, path TEXT NOT NULL, name TEXT NOT NULL, size INTEGER NOT NULL,
       modified_at REAL NOT NULL, header BLOB NOT NULL, secrets BLOB NOT NULL
     ) STRICT, WITHOUT ROWID;`,
  ],
}

/** True if a file is being stored in this core, also if an earlier run was interrupted. */
export function isSealing(rows: Rows, core: Uint8Array): boolean {
  return rows.get('SELECT 1 FROM sealings WHERE core = ?', core) !== undefined
}
