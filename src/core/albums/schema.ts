// The ledger tables of albums.
// Until the first release a step changes in place. After it, only new steps are added.
import type { Schema } from '../ledger/index.ts'

export const albumsSchema: Schema = {
  noun: 'albums',
  steps: [
    // `state`: shared or withdrawn. `is_settled`: 1 if every part is given or withdrawn
    // accordingly. The rowid of `collections` is the order in which parts were made or arrived.
    // The sizes are those of a notice.
    `CREATE TABLE album_audiences (
       album BLOB NOT NULL, key BLOB NOT NULL, kind TEXT NOT NULL, mode TEXT NOT NULL, keeps_place INTEGER NOT NULL,
       state TEXT NOT NULL, is_settled INTEGER NOT NULL, given_at INTEGER NOT NULL DEFAULT 0,
       PRIMARY KEY (album, key)
     ) STRICT, WITHOUT ROWID;
     CREATE TABLE own_albums (album BLOB PRIMARY KEY, changed_at INTEGER NOT NULL) STRICT, WITHOUT ROWID;
     CREATE TABLE collections (
       object BLOB PRIMARY KEY, album BLOB NOT NULL, album_ref BLOB NOT NULL, author BLOB NOT NULL, is_own INTEGER NOT NULL,
       is_cover INTEGER NOT NULL, face TEXT NOT NULL, twin_of BLOB, at INTEGER NOT NULL,
       size INTEGER NOT NULL DEFAULT 0, attached_count INTEGER NOT NULL DEFAULT 0, attached_bytes INTEGER NOT NULL DEFAULT 0
     ) STRICT;
     CREATE INDEX collections_by_album ON collections (album, is_cover, at);
     CREATE INDEX collections_by_author ON collections (is_own, author);`,
  ],
}
