// The table of news in the ledger. No other record says when these things happened, or if the person
// has seen them.
// Until the first release this step changes in place. Afterwards each change is a further step.
import type { Schema } from '../ledger/index.ts'

export const newsSchema: Schema = {
  noun: 'news',
  steps: [
    `CREATE TABLE news (
       id BLOB PRIMARY KEY, kind TEXT NOT NULL, at INTEGER NOT NULL, person BLOB NOT NULL, name TEXT NOT NULL,
       about BLOB, label TEXT NOT NULL, count INTEGER NOT NULL, is_seen INTEGER NOT NULL, place TEXT NOT NULL
     ) STRICT, WITHOUT ROWID;
     CREATE INDEX news_by_time ON news (at);`,
  ],
}
