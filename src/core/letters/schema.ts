// The tables of letters in the ledger: what only the author or the reader of a letter knows here.
// Persisted: a step is never changed, only followed by another.
import type { Schema } from '../ledger/index.ts'

export const lettersSchema: Schema = {
  noun: 'letters',
  steps: [
    `CREATE TABLE own_letters (
       object BLOB PRIMARY KEY, mode TEXT NOT NULL, urgent INTEGER NOT NULL, expires_at INTEGER
     ) STRICT, WITHOUT ROWID;
     CREATE TABLE drafts (
       id BLOB PRIMARY KEY, draft TEXT NOT NULL, saved_at INTEGER NOT NULL, recalled_object BLOB
     ) STRICT, WITHOUT ROWID;
     CREATE INDEX drafts_by_time ON drafts (saved_at DESC);
     CREATE TABLE own_marks (
       object BLOB NOT NULL, n INTEGER NOT NULL, value TEXT NOT NULL, note TEXT NOT NULL, at INTEGER NOT NULL,
       PRIMARY KEY (object, n)
     ) STRICT, WITHOUT ROWID;
     CREATE TABLE asks_in (
       object BLOB NOT NULL, person BLOB NOT NULL, via BLOB, text TEXT NOT NULL, at INTEGER NOT NULL,
       PRIMARY KEY (object, person)
     ) STRICT, WITHOUT ROWID;
     CREATE TABLE releases_untold (
       object BLOB NOT NULL, person BLOB NOT NULL, record BLOB NOT NULL, PRIMARY KEY (person, object)
     ) STRICT, WITHOUT ROWID;
     CREATE TABLE rewritten_cores (
       core BLOB PRIMARY KEY, length INTEGER NOT NULL, fork INTEGER NOT NULL, at INTEGER NOT NULL
     ) STRICT, WITHOUT ROWID;`,
    `CREATE TABLE letter_tidy (
       object BLOB PRIMARY KEY, archived INTEGER NOT NULL, starred INTEGER NOT NULL, muted INTEGER NOT NULL,
       snoozed_until INTEGER, labels TEXT NOT NULL
     ) STRICT, WITHOUT ROWID;
     CREATE TABLE own_replies (
       reply_object BLOB NOT NULL, object BLOB NOT NULL, PRIMARY KEY (reply_object, object)
     ) STRICT, WITHOUT ROWID;`,
    `ALTER TABLE rewritten_cores ADD COLUMN person BLOB;
     UPDATE drafts SET draft = json_set(draft, '$.hold', json('false'));`,
    `CREATE TABLE letter_versions (
       object BLOB PRIMARY KEY, replaces BLOB NOT NULL, author BLOB NOT NULL, at INTEGER NOT NULL
     ) STRICT, WITHOUT ROWID;
     CREATE INDEX letter_versions_by_earlier ON letter_versions (replaces, at);
     UPDATE drafts SET draft = json_set(draft, '$.replaces', null, '$.tags', json('[]'));`,
    `CREATE TABLE attached (
       letter BLOB NOT NULL, position INTEGER NOT NULL, file BLOB NOT NULL, core BLOB NOT NULL,
       is_kept INTEGER NOT NULL DEFAULT 0, PRIMARY KEY (letter, position)
     ) STRICT, WITHOUT ROWID;
     CREATE INDEX attached_by_core ON attached (core) WHERE is_kept = 1;
     CREATE INDEX attached_by_file ON attached (file);`,
    `ALTER TABLE attached ADD COLUMN author BLOB;
     ALTER TABLE attached ADD COLUMN is_first INTEGER NOT NULL DEFAULT 0;
     ALTER TABLE attached ADD COLUMN kind TEXT NOT NULL DEFAULT 'other';
     ALTER TABLE attached ADD COLUMN added_at INTEGER NOT NULL DEFAULT 0;
     ALTER TABLE attached ADD COLUMN at INTEGER NOT NULL DEFAULT 0;
     ALTER TABLE attached ADD COLUMN latitude REAL;
     ALTER TABLE attached ADD COLUMN longitude REAL;
     CREATE INDEX attached_by_added ON attached (added_at, letter, position) WHERE is_first = 1 AND author IS NOT NULL;
     CREATE INDEX attached_by_time ON attached (at, letter, position) WHERE is_first = 1 AND author IS NOT NULL;
     CREATE TABLE collections (
       object BLOB PRIMARY KEY, album BLOB NOT NULL, album_ref BLOB NOT NULL, author BLOB NOT NULL, is_own INTEGER NOT NULL,
       is_cover INTEGER NOT NULL, face TEXT NOT NULL, twin_of BLOB, at INTEGER NOT NULL
     ) STRICT, WITHOUT ROWID;
     CREATE INDEX collections_by_album ON collections (album, is_cover, at);
     CREATE INDEX collections_by_author ON collections (is_own, author);
     UPDATE drafts SET draft = json_set(draft, '$.attachments', json('[]'), '$.keepPlace', json('false'));`,
    `CREATE TABLE mail_letters (
       object BLOB PRIMARY KEY, fingerprint BLOB NOT NULL UNIQUE, message_id BLOB, parent_id BLOB
     ) STRICT, WITHOUT ROWID;
     CREATE INDEX mail_letters_by_id ON mail_letters (message_id) WHERE message_id IS NOT NULL;
     CREATE INDEX mail_letters_by_parent ON mail_letters (parent_id) WHERE parent_id IS NOT NULL;
     CREATE TABLE archived_letters (object BLOB PRIMARY KEY, whose TEXT, record TEXT NOT NULL) STRICT, WITHOUT ROWID;`,
    // Of files of others alone; null of one's own.
    `ALTER TABLE attached ADD COLUMN holder_key BLOB;
     ALTER TABLE attached ADD COLUMN holder_tag BLOB;
     CREATE INDEX attached_by_holder_tag ON attached (holder_tag) WHERE is_kept = 1;`,
    // A name is nobody's address: what drafts had in "to" is typed text from here on.
    `ALTER TABLE attached ADD COLUMN keeps_place INTEGER NOT NULL DEFAULT 0;
     UPDATE drafts SET draft = json_set(draft, '$.typed', json_extract(draft, '$.to'), '$.to', json('[]'));`,
  ],
}
