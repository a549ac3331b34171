// The tables of outgoing mails in the ledger.
// Until the first release this schema changes in place. After it, changes are made only by new
// steps.
import type { Schema } from '../ledger/index.ts'

export const outsideSchema: Schema = {
  noun: 'outside',
  steps: [
    // One mail of one letter. `due_at`: the next try. `copy_at`: when it is to be filed as sent.
    // `instead`: the reader to whom it was sent, because it did not reach this one.
    // `device`: only the device that queued a mail hands it over, so a restored home sends none twice.
    `CREATE TABLE mail_out (
       object BLOB PRIMARY KEY, device BLOB NOT NULL, at INTEGER NOT NULL, tries INTEGER NOT NULL DEFAULT 0,
       first_try_at INTEGER, due_at INTEGER, copy_at INTEGER
     ) STRICT, WITHOUT ROWID;
     CREATE INDEX mail_out_due ON mail_out (due_at) WHERE due_at IS NOT NULL;
     CREATE INDEX mail_out_copy ON mail_out (copy_at) WHERE copy_at IS NOT NULL;
     CREATE TABLE mail_out_readers (
       object BLOB NOT NULL, correspondent BLOB NOT NULL, state TEXT NOT NULL, ends INTEGER NOT NULL DEFAULT 0,
       note TEXT NOT NULL DEFAULT '', at INTEGER NOT NULL, instead BLOB, PRIMARY KEY (object, correspondent)
     ) STRICT, WITHOUT ROWID;
     CREATE INDEX mail_out_on_the_way ON mail_out_readers (object) WHERE state = 'sending';`,
  ],
}
