// The tables of gates in the ledger of a station. They name no object and no reader: a handle and a
// slot key are all that a station knows.
// Until the first release this schema changes in place. After it, changes are made only by new
// steps.

/**
 * One row per account: its log head, its rule, and what counts against its limits. `gates` counts
 * shares, `remembered` gates of which anything is kept, `tombstones` burns that came before their gate,
 * `roster_keys` members on rosters, `acts` what the customer's devices ordered on the day.
 */
const ACCOUNTS = `
  CREATE TABLE gate_accounts (
    account BLOB PRIMARY KEY,
    n INTEGER NOT NULL DEFAULT 0,
    head BLOB NOT NULL,
    need INTEGER NOT NULL DEFAULT 1,
    distrust INTEGER NOT NULL DEFAULT 0,
    gates INTEGER NOT NULL DEFAULT 0,
    remembered INTEGER NOT NULL DEFAULT 0,
    tombstones INTEGER NOT NULL DEFAULT 0,
    roster_keys INTEGER NOT NULL DEFAULT 0,
    day INTEGER NOT NULL DEFAULT 0,
    releases INTEGER NOT NULL DEFAULT 0,
    acts_day INTEGER NOT NULL DEFAULT 0,
    acts INTEGER NOT NULL DEFAULT 0,
    is_fenced INTEGER NOT NULL DEFAULT 0
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE gate_log (
    account BLOB NOT NULL,
    n INTEGER NOT NULL,
    entry BLOB NOT NULL,
    head BLOB NOT NULL,
    PRIMARY KEY (account, n)
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE gate_co_keepers (
    account BLOB NOT NULL,
    station BLOB NOT NULL,
    their_account BLOB NOT NULL,
    n INTEGER,
    head BLOB,
    receipt BLOB,
    other_receipt BLOB,
    is_former INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (account, station)
  ) STRICT, WITHOUT ROWID;
  CREATE UNIQUE INDEX gate_co_keepers_by_station ON gate_co_keepers (station, their_account);
`

/**
 * `share` is null once it is burned or forgotten. `put_n` is the length of the log at the put, so
 * that the same receipt can be signed again. A tombstone with an empty key counts as a burn for
 * each reader of the gate. The gate of a group has a `roster`, a reader row with a one-byte key for
 * all members without a row of their own, and a row for each member who was decided about.
 */
const GATES = `
  CREATE TABLE kept_gates (
    account BLOB NOT NULL,
    handle BLOB NOT NULL,
    number INTEGER NOT NULL,
    place INTEGER NOT NULL,
    share BLOB,
    share_hash BLOB NOT NULL,
    from_at INTEGER,
    expires_at INTEGER,
    until INTEGER NOT NULL,
    is_held INTEGER NOT NULL,
    hold_seq INTEGER NOT NULL DEFAULT 0,
    from_seq INTEGER NOT NULL DEFAULT 0,
    put_n INTEGER NOT NULL,
    put_at INTEGER NOT NULL,
    roster BLOB,
    epoch INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (account, handle)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX kept_gates_of_roster ON kept_gates (account, roster) WHERE roster IS NOT NULL;
  CREATE INDEX kept_gates_due ON kept_gates (min(until, coalesce(expires_at, until))) WHERE share IS NOT NULL;

  CREATE TABLE gate_readers (
    account BLOB NOT NULL,
    handle BLOB NOT NULL,
    key BLOB NOT NULL,
    state TEXT NOT NULL DEFAULT 'free' CHECK (state IN ('free', 'released', 'burned', 'lapsed')),
    why TEXT,
    at INTEGER NOT NULL,
    PRIMARY KEY (account, handle, key)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX gate_readers_ended ON gate_readers (at) WHERE state <> 'free';

  CREATE TABLE gate_tombstones (
    account BLOB NOT NULL,
    handle BLOB NOT NULL,
    key BLOB NOT NULL,
    at INTEGER NOT NULL,
    PRIMARY KEY (account, handle, key)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX gate_tombstones_by_time ON gate_tombstones (at);
`

/** A key whose member was removed has a time in `struck_at`. */
const ROSTERS = `
  CREATE TABLE roster_keys (
    account BLOB NOT NULL,
    roster BLOB NOT NULL,
    key BLOB NOT NULL,
    token_check BLOB NOT NULL,
    epoch INTEGER NOT NULL,
    put_at INTEGER NOT NULL,
    struck_at INTEGER,
    PRIMARY KEY (account, roster, key)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX roster_keys_by_check ON roster_keys (roster, token_check);
  CREATE INDEX roster_keys_by_time ON roster_keys (put_at);
`

export const GATE_TABLES = ACCOUNTS + GATES + ROSTERS
