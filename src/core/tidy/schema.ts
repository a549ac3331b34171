// The tables of tidy in the ledger.
// Until the first release this schema changes in place. After it, changes are made only by new
// steps.
import type { Schema } from '../ledger/index.ts'

export const tidySchema: Schema = {
  noun: 'tidy',
  steps: [
    `CREATE TABLE tidy (
       object BLOB PRIMARY KEY, archived INTEGER NOT NULL, starred INTEGER NOT NULL, muted_since INTEGER,
       snoozed_until INTEGER, labels TEXT NOT NULL, unread INTEGER NOT NULL, removed INTEGER NOT NULL
     ) STRICT, WITHOUT ROWID;
     CREATE INDEX tidy_by_muted ON tidy (muted_since) WHERE muted_since IS NOT NULL;
     -- Letters that answer a muted one, also through other answers.
     CREATE TABLE muted_answers (object BLOB PRIMARY KEY, muted BLOB NOT NULL) STRICT, WITHOUT ROWID;`,
  ],
}
