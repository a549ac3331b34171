// The tables of talks in the ledger. A talk is named by the key of the other person or of the group.
// Until the first release this schema changes in place. After it, changes are made only by new
// steps.
import type { Schema } from '../ledger/index.ts'

export const talksSchema: Schema = {
  noun: 'talks',
  steps: [
    // An empty text is a reaction that was taken back. Its number must stay.
    `CREATE TABLE reactions (
       object BLOB NOT NULL, person BLOB NOT NULL, n INTEGER NOT NULL, text TEXT NOT NULL, at INTEGER NOT NULL,
       talk BLOB NOT NULL, PRIMARY KEY (object, person)
     ) STRICT, WITHOUT ROWID;
     -- The latest letter of a talk that a person says they have read.
     CREATE TABLE seen_marks (
       talk BLOB NOT NULL, person BLOB NOT NULL, object BLOB NOT NULL, at INTEGER NOT NULL,
       PRIMARY KEY (talk, person)
     ) STRICT, WITHOUT ROWID;
     -- What the other members of a team say about a post of somebody else.
     CREATE TABLE fellow_states (
       object BLOB NOT NULL, person BLOB NOT NULL, n INTEGER NOT NULL, value TEXT NOT NULL, note TEXT NOT NULL,
       at INTEGER NOT NULL, talk BLOB NOT NULL, PRIMARY KEY (object, person)
     ) STRICT, WITHOUT ROWID;
     -- Urgent letters that may break through: how often their signal was repeated.
     CREATE TABLE urgent_signals (
       object BLOB PRIMARY KEY, author BLOB NOT NULL, arrived_at INTEGER NOT NULL, signals INTEGER NOT NULL
     ) STRICT, WITHOUT ROWID;
     CREATE INDEX urgent_signals_by_author ON urgent_signals (author, arrived_at);
     CREATE TABLE talk_settings (
       talk BLOB PRIMARY KEY, shows_seen INTEGER NOT NULL, shows_typing INTEGER NOT NULL,
       breaks_through INTEGER NOT NULL
     ) STRICT, WITHOUT ROWID;`,
  ],
}
