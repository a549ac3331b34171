// The tables of tidy in the ledger.
// Until the first release this schema changes in place. After it, changes are made only by new
// steps.
import type { Schema } from '../ledger/index.ts'

export const tidySchema: Schema = {
  noun: 'tidy',
  steps: [
    `CREATE TABLE tidy (
       object BLOB PRIMARY KEY, archived INTEGER NOT NULL, starred INTEGER NOT NULL,
       snoozed_until INTEGER, labels TEXT NOT NULL, unread INTEGER NOT NULL, bin TEXT
     ) STRICT, WITHOUT ROWID;
     -- What a person took out of all lists.
     CREATE VIEW binned_objects AS SELECT object FROM tidy WHERE bin IS NOT NULL;
     -- A group by its key, a talk by the other person, any other thread by a letter of it.
     CREATE TABLE mutes (name BLOB PRIMARY KEY, is_group INTEGER NOT NULL, until INTEGER) STRICT, WITHOUT ROWID;`,
  ],
}
