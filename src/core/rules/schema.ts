// The tables of rules and saved searches in the ledger, so that they survive a new index.
// Until the first release this schema changes in place. After it, changes are made only by new
// steps.
import type { Schema } from '../ledger/index.ts'

export const rulesSchema: Schema = {
  noun: 'rules',
  steps: [
    `CREATE TABLE saved_searches (
       id BLOB PRIMARY KEY, name TEXT NOT NULL, query TEXT NOT NULL, position INTEGER NOT NULL
     ) STRICT, WITHOUT ROWID;
     CREATE TABLE rules (
       id BLOB PRIMARY KEY, name TEXT NOT NULL, query TEXT NOT NULL, acts TEXT NOT NULL,
       position INTEGER NOT NULL, is_on INTEGER NOT NULL
     ) STRICT, WITHOUT ROWID;
     -- Letters that were filed, or became readable, and that no rule has looked at since.
     CREATE TABLE rule_queue (
       object BLOB PRIMARY KEY, is_new INTEGER NOT NULL, n INTEGER NOT NULL
     ) STRICT, WITHOUT ROWID;
     -- What each rule changed, so that it can be shown and undone. Run 0 is the arrival.
     CREATE TABLE rule_traces (
       object BLOB NOT NULL, rule BLOB NOT NULL, run INTEGER NOT NULL, at INTEGER NOT NULL,
       change TEXT NOT NULL, is_undone INTEGER NOT NULL, PRIMARY KEY (object, rule, run)
     ) STRICT, WITHOUT ROWID;
     CREATE INDEX rule_traces_by_rule ON rule_traces (rule, run, object);`,
  ],
}
