// The table of mails in the ledger.
// Until the first release this schema changes in place. After it, changes are made only by new
// steps.
import type { Schema } from '../ledger/index.ts'

export const mailSchema: Schema = {
  noun: 'mail',
  steps: [
    `CREATE TABLE mails (
       object BLOB PRIMARY KEY, fingerprint BLOB NOT NULL UNIQUE, message_id BLOB, parent_id BLOB,
       soft_id BLOB, size INTEGER NOT NULL
     ) STRICT, WITHOUT ROWID;
     CREATE INDEX mails_by_id ON mails (message_id) WHERE message_id IS NOT NULL;
     CREATE INDEX mails_by_soft_id ON mails (soft_id) WHERE soft_id IS NOT NULL;
     CREATE INDEX mails_by_parent ON mails (parent_id) WHERE parent_id IS NOT NULL;`,
  ],
}
