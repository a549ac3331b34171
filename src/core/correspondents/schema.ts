// The table of correspondents in the ledger.
import type { Schema } from '../ledger/index.ts'

export const correspondentsSchema: Schema = {
  noun: 'correspondents',
  steps: [
    // `words`: name and address in one case, from one of their words on. A search compares their start.
    `CREATE TABLE correspondents (
       key BLOB PRIMARY KEY, name TEXT NOT NULL, address TEXT NOT NULL, domain TEXT NOT NULL,
       seen_at INTEGER NOT NULL
     ) STRICT, WITHOUT ROWID;
     CREATE INDEX correspondents_by_domain ON correspondents (domain) WHERE domain <> '';
     CREATE TABLE correspondent_words (
       words TEXT NOT NULL, key BLOB NOT NULL, PRIMARY KEY (words, key)
     ) STRICT, WITHOUT ROWID;`,
  ],
}
