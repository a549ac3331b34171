// The table of mails in the ledger, with what was found out about each (mail-checks.ts).
// `dmarc`, `domain`, `checked_by`: its proof. `is_one_click`: one request may stop the mails.
// Until the first release this schema changes in place. After it, changes are made only by new
// steps.
import type { Schema } from '../ledger/index.ts'

export const mailSchema: Schema = {
  noun: 'mail',
  steps: [
    `CREATE TABLE mails (
       object BLOB PRIMARY KEY, fingerprint BLOB NOT NULL UNIQUE, message_id BLOB, parent_id BLOB,
       soft_id BLOB, size INTEGER NOT NULL, dmarc TEXT NOT NULL, domain TEXT, checked_by TEXT,
       is_one_click INTEGER NOT NULL, is_bulk INTEGER NOT NULL, list_id TEXT, list_name TEXT
     ) STRICT, WITHOUT ROWID;
     CREATE INDEX mails_by_id ON mails (message_id) WHERE message_id IS NOT NULL;
     CREATE INDEX mails_by_soft_id ON mails (soft_id) WHERE soft_id IS NOT NULL;
     CREATE INDEX mails_by_list ON mails (list_id, list_name) WHERE list_id IS NOT NULL;
     CREATE INDEX mails_by_parent ON mails (parent_id) WHERE parent_id IS NOT NULL;`,
  ],
}
