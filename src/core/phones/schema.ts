// The tables of phones in the ledger.
// Until the first release this schema changes in place. After it, changes are made only by new
// steps.
import type { Schema } from '../ledger/index.ts'

/**
 * `key`: the phone's X25519 key. `seen_from`: the class of its last address. `push`: a PhonePush as
 * JSON. `lock`: a PhoneLock as JSON; `lock_tries`: wrong PINs in a row. A revoked row stays, because the
 * phone must learn why it is refused.
 */
const PHONES = `
  CREATE TABLE phones (
    id BLOB PRIMARY KEY, key BLOB NOT NULL UNIQUE, name TEXT NOT NULL, browser TEXT NOT NULL,
    rights TEXT NOT NULL, made_at INTEGER NOT NULL, seen_at INTEGER, seen_from TEXT,
    push TEXT, lock TEXT, lock_tries INTEGER NOT NULL, lockable_until INTEGER NOT NULL, revoked_at INTEGER
  ) STRICT, WITHOUT ROWID;`

/** `undo`: the call that takes it back, as JSON { call, input }. */
const ACTS = `
  CREATE TABLE phone_acts (
    id BLOB PRIMARY KEY, phone BLOB NOT NULL, at INTEGER NOT NULL, call TEXT NOT NULL, about TEXT NOT NULL,
    undo TEXT, undone_at INTEGER
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX phone_acts_by_phone ON phone_acts (phone, at);`

/**
 * `far_key`: the key by which phones recognise the home, and the PKCS #8 of the one by which push
 * services do. `far_routes`: the route without an end is the one that phones are told. A restored home
 * draws its own, or two homes would answer one route. `far_door`: one row, once it was chosen.
 */
const DOOR = `
  CREATE TABLE far_key (id INTEGER PRIMARY KEY CHECK (id = 1), secret BLOB NOT NULL, push BLOB NOT NULL) STRICT;
  CREATE TABLE far_routes (salt BLOB PRIMARY KEY, made_at INTEGER NOT NULL, ends_at INTEGER) STRICT, WITHOUT ROWID;
  CREATE TABLE far_door (id INTEGER PRIMARY KEY CHECK (id = 1), is_on INTEGER NOT NULL, station BLOB) STRICT;`

export const phonesSchema: Schema = { noun: 'phones', steps: [`${PHONES}${ACTS}${DOOR}`] }
