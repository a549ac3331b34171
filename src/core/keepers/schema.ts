// The tables of keepers: the stations of this person, what each of them has, and what contacts'
// mailboxes have.
// Until the first release this schema changes in place. After it, changes are made only by new
// steps.
import type { Schema } from '../ledger/index.ts'

/**
 * `left_at`: the person has left, but the station does not know it yet. `is_caught_up`: the station
 * had everything at some time, so a letter without rows in `handing_over` is there. `log_n`,
 * `log_head`: how much of its log of decisions is known. `receipt`: its receipt for the longest log,
 * of `receipt_n` decisions, that it has told of. `is_customer`: false once the station has said that
 * it does not know the person. `phones`: the origin at which it serves phones.
 */
const STATIONS = `
  CREATE TABLE stations (
    device BLOB PRIMARY KEY, name TEXT NOT NULL, joined_at INTEGER NOT NULL, card_told INTEGER NOT NULL,
    bytes INTEGER NOT NULL, cores INTEGER NOT NULL, gates INTEGER NOT NULL,
    limit_bytes INTEGER NOT NULL, limit_cores INTEGER NOT NULL, limit_gates INTEGER NOT NULL,
    limit_releases INTEGER NOT NULL, egress INTEGER NOT NULL, limit_egress INTEGER NOT NULL, heard_at INTEGER NOT NULL,
    is_caught_up INTEGER NOT NULL DEFAULT 0, left_at INTEGER,
    log_n INTEGER NOT NULL DEFAULT 0, log_head BLOB,
    receipt_n INTEGER NOT NULL DEFAULT 0, receipt BLOB, is_fenced INTEGER NOT NULL DEFAULT 0,
    is_customer INTEGER NOT NULL DEFAULT 1, phones TEXT
  ) STRICT, WITHOUT ROWID;`

/**
 * `station_cores`: own cores. `station_watches`: feeds that contacts write for this person; the
 * blocks before `dropped_length` were read and are not needed there. `station_drops`: blocks that
 * the station still has to clear.
 */
const CORES = `
  CREATE TABLE station_cores (
    station BLOB NOT NULL, core BLOB NOT NULL, discovery_key BLOB NOT NULL,
    kept_length INTEGER NOT NULL DEFAULT 0, PRIMARY KEY (station, core)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX station_cores_by_discovery_key ON station_cores (station, discovery_key);
  CREATE TABLE station_watches (
    station BLOB NOT NULL, core BLOB NOT NULL, discovery_key BLOB NOT NULL,
    dropped_length INTEGER NOT NULL DEFAULT 0, PRIMARY KEY (station, core)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX station_watches_by_discovery_key ON station_watches (station, discovery_key);
  CREATE TABLE station_drops (
    station BLOB NOT NULL, core BLOB NOT NULL, start INTEGER NOT NULL, end INTEGER NOT NULL,
    PRIMARY KEY (station, core, start)
  ) STRICT, WITHOUT ROWID;`

/**
 * `mailbox_told`: how much of the feed for a person one of their devices or mailboxes has.
 * `handing_over`: the lengths that the cores of a letter must have at a station, until every
 * station has them.
 */
const LETTERS = `
  CREATE TABLE mailbox_told (
    person BLOB NOT NULL, place BLOB NOT NULL, core BLOB NOT NULL, length INTEGER NOT NULL,
    PRIMARY KEY (person, place)
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE handing_over (
    object BLOB NOT NULL, core BLOB NOT NULL, length INTEGER NOT NULL, PRIMARY KEY (object, core)
  ) STRICT, WITHOUT ROWID;`

/**
 * `removals`: proofs that a member of a group was removed, for stations that do not know it yet.
 */
const REMOVALS = `
  CREATE TABLE removals (
    station BLOB NOT NULL, removal BLOB NOT NULL, at INTEGER NOT NULL, PRIMARY KEY (station, removal)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX removals_by_time ON removals (at);`

export const keepersSchema: Schema = { noun: 'keepers', steps: [STATIONS + CORES + LETTERS + REMOVALS] }
