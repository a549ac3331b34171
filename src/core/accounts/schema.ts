// The tables of accounts in the ledger. Secrets have their own table, which no backup and no export
// contains.
import type { Schema } from '../ledger/index.ts'

/**
 * `incoming`, `outgoing`, `trouble`: JSON (account-rows.ts). `since`: mails are taken back to this
 * time; ms since the epoch.
 */
const ACCOUNTS = `
  CREATE TABLE mail_accounts (
    id BLOB PRIMARY KEY, address TEXT NOT NULL, name TEXT NOT NULL, user TEXT NOT NULL, incoming TEXT NOT NULL,
    outgoing TEXT, keeps TEXT NOT NULL, is_on INTEGER NOT NULL, ca TEXT, fingerprint TEXT, added_at INTEGER NOT NULL,
    since INTEGER NOT NULL, trouble TEXT, max_bytes INTEGER
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE mail_secrets (account BLOB PRIMARY KEY, secret TEXT NOT NULL) STRICT, WITHOUT ROWID;
  CREATE TABLE mail_addresses (
    account BLOB NOT NULL, address TEXT NOT NULL, folded TEXT NOT NULL, name TEXT NOT NULL, signature TEXT NOT NULL,
    PRIMARY KEY (account, folded)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX mail_addresses_by_address ON mail_addresses (folded);`

/**
 * `uid_next`: mails from here on were not looked at yet. `old_below`: mails of before below this UID
 * are still to be taken. `modseq`: the number of the last change that is known here. `is_listed`: false
 * once the server does not list it any longer, until its mails turned up elsewhere.
 */
const FOLDERS = `
  CREATE TABLE mail_folders (
    id INTEGER PRIMARY KEY, account BLOB NOT NULL, path TEXT NOT NULL, name TEXT NOT NULL, role TEXT,
    uid_validity INTEGER NOT NULL DEFAULT 0, uid_next INTEGER NOT NULL DEFAULT 0, old_below INTEGER NOT NULL DEFAULT 0,
    modseq TEXT, count INTEGER NOT NULL DEFAULT 0, keeps_keywords INTEGER NOT NULL DEFAULT 0,
    is_listed INTEGER NOT NULL DEFAULT 1, UNIQUE (account, path)
  ) STRICT;`

/**
 * A mail where the server has it, with its flags as the server last said them. `object`: null for
 * a mail that could not be kept. `is_gone`: it left this place, and nobody knows yet where it went; 2
 * until all folders are looked at after that.
 * `is_quiet`: it was unread at the server long before the account came, and counts as read here.
 */
const PLACES = `
  CREATE TABLE mail_places (
    folder INTEGER NOT NULL, uid INTEGER NOT NULL, object BLOB, seen INTEGER NOT NULL, flagged INTEGER NOT NULL,
    keywords TEXT NOT NULL, labels TEXT NOT NULL, is_gone INTEGER NOT NULL DEFAULT 0, is_quiet INTEGER NOT NULL,
    PRIMARY KEY (folder, uid)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX mail_places_by_object ON mail_places (object) WHERE object IS NOT NULL;
  CREATE INDEX mail_places_gone ON mail_places (folder) WHERE is_gone = 1;`

/**
 * The large parts of mails that are at a server. Only what this home cut itself is here, so no sender
 * decides what is fetched. `at`: when the server received the mail. `size`: encoded. `file`: an own
 * file with the encoded bytes, once they were fetched. `bytes`: decoded.
 */
const PARTS = `
  CREATE TABLE mail_parts (
    object BLOB NOT NULL, section TEXT NOT NULL, at INTEGER NOT NULL, size INTEGER NOT NULL, file BLOB, bytes INTEGER,
    PRIMARY KEY (object, section)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX mail_parts_missing ON mail_parts (at) WHERE file IS NULL;
  CREATE INDEX mail_parts_by_file ON mail_parts (file) WHERE file IS NOT NULL;`

export const accountsSchema: Schema = {
  noun: 'accounts',
  steps: [`${ACCOUNTS}${FOLDERS}${PLACES}${PARTS}`],
}
