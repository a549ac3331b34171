// The table of tidy in the ledger.
// Until the first release it changes in place; from then on a step is only followed by another.
import type { Schema } from '../ledger/index.ts'

export const tidySchema: Schema = {
  noun: 'tidy',
  steps: [
    `CREATE TABLE tidy (
       object BLOB PRIMARY KEY, archived INTEGER NOT NULL, starred INTEGER NOT NULL, muted INTEGER NOT NULL,
       snoozed_until INTEGER, labels TEXT NOT NULL
     ) STRICT, WITHOUT ROWID;`,
  ],
}
