// The table of correspondents in the ledger.
import type { Schema } from '../ledger/index.ts'

export const correspondentsSchema: Schema = {
  noun: 'correspondents',
  steps: [
    // `folded` is what a search compares: name and address in one case.
    `CREATE TABLE correspondents (
       key BLOB PRIMARY KEY, name TEXT NOT NULL, address TEXT NOT NULL, domain TEXT NOT NULL, folded TEXT NOT NULL,
       seen_at INTEGER NOT NULL
     ) STRICT, WITHOUT ROWID;
     CREATE INDEX correspondents_by_domain ON correspondents (domain) WHERE domain <> '';`,
  ],
}
