// The tables of letters in the ledger.
// Until the first release this schema changes in place. After it, changes are made only by new
// steps.
import type { Schema } from '../ledger/index.ts'

export const lettersSchema: Schema = {
  noun: 'letters',
  steps: [
    `CREATE TABLE drafts (
       id BLOB PRIMARY KEY, draft TEXT NOT NULL, saved_at INTEGER NOT NULL, recalled_object BLOB
     ) STRICT, WITHOUT ROWID;
     CREATE INDEX drafts_by_time ON drafts (saved_at DESC);
     CREATE TABLE sent_drafts (
       id BLOB NOT NULL, version TEXT NOT NULL, object BLOB NOT NULL, state TEXT NOT NULL, earliest INTEGER,
       at INTEGER NOT NULL, PRIMARY KEY (id, version)
     ) STRICT, WITHOUT ROWID;
     CREATE INDEX sent_drafts_by_time ON sent_drafts (at);
     CREATE INDEX sent_drafts_by_object ON sent_drafts (object);
     CREATE TABLE templates (id BLOB PRIMARY KEY, name TEXT NOT NULL, template TEXT NOT NULL) STRICT, WITHOUT ROWID;
     CREATE TABLE signature (
       one INTEGER PRIMARY KEY CHECK (one = 1), text TEXT NOT NULL, in_new INTEGER NOT NULL, in_replies INTEGER NOT NULL
     ) STRICT;
     CREATE TABLE own_replies (
       reply_object BLOB NOT NULL, object BLOB NOT NULL, PRIMARY KEY (reply_object, object)
     ) STRICT, WITHOUT ROWID;
     CREATE TABLE mail_sent_ids (id BLOB PRIMARY KEY, object BLOB NOT NULL) STRICT, WITHOUT ROWID;
     CREATE TABLE archived_letters (object BLOB PRIMARY KEY, whose TEXT, record TEXT NOT NULL) STRICT, WITHOUT ROWID;`,
  ],
}
