// The tables of mails in the ledger, with what was found out about each (mail-checks.ts).
// `dmarc`, `domain`, `checked_by`: its proof. `is_one_click`: one request may stop the mails.
// `stop_key`: which mails one press stops (stop-key.ts). `was_binned`: it came after a stop.
// mail_stops: what was asked to stop. `asked_at`: ms since the epoch; null until a server has the mail
// that asks for it, which is to `whom` and has that subject.
// Until the first release this schema changes in place. After it, changes are made only by new
// steps.
import type { Schema } from '../ledger/index.ts'

export const mailSchema: Schema = {
  noun: 'mail',
  steps: [
    `CREATE TABLE mails (
       object BLOB PRIMARY KEY, fingerprint BLOB NOT NULL UNIQUE, message_id BLOB, parent_id BLOB,
       soft_id BLOB, size INTEGER NOT NULL, dmarc TEXT NOT NULL, domain TEXT, checked_by TEXT,
       is_one_click INTEGER NOT NULL, is_bulk INTEGER NOT NULL, list_id TEXT, list_name TEXT,
       stop_key BLOB, was_binned INTEGER NOT NULL
     ) STRICT, WITHOUT ROWID;
     CREATE TABLE mail_stops (
       key BLOB PRIMARY KEY, way TEXT NOT NULL, whom TEXT NOT NULL, subject TEXT NOT NULL, asked_at INTEGER
     ) STRICT, WITHOUT ROWID;
     CREATE INDEX mails_by_id ON mails (message_id) WHERE message_id IS NOT NULL;
     CREATE INDEX mails_by_soft_id ON mails (soft_id) WHERE soft_id IS NOT NULL;
     CREATE INDEX mails_by_list ON mails (list_id, list_name) WHERE list_id IS NOT NULL;
     CREATE INDEX mails_by_parent ON mails (parent_id) WHERE parent_id IS NOT NULL;`,
  ],
}
