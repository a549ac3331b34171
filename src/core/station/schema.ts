// The tables of a station. They exist only in the ledger of a station's home.
import type { Schema } from '../ledger/index.ts'
import { GATE_TABLES } from './gates-schema.ts'

export const stationSchema: Schema = {
  noun: 'station',
  steps: [
    `CREATE TABLE station_self (
       one INTEGER PRIMARY KEY CHECK (one = 1),
       device_public BLOB NOT NULL, device_secret BLOB NOT NULL, name TEXT NOT NULL
     ) STRICT;
     CREATE TABLE station_invites (
       token_hash BLOB PRIMARY KEY, expires_at INTEGER NOT NULL, used_by BLOB,
       bytes INTEGER NOT NULL, cores INTEGER NOT NULL, gates INTEGER NOT NULL,
       releases_per_day INTEGER NOT NULL, egress_per_day INTEGER NOT NULL
     ) STRICT, WITHOUT ROWID;
     CREATE TABLE accounts (
       account BLOB PRIMARY KEY, person BLOB NOT NULL UNIQUE, card BLOB NOT NULL, joined_at INTEGER NOT NULL,
       bytes INTEGER NOT NULL, cores INTEGER NOT NULL, gates INTEGER NOT NULL,
       releases_per_day INTEGER NOT NULL, egress_per_day INTEGER NOT NULL
     ) STRICT, WITHOUT ROWID;
     CREATE TABLE account_egress (
       account BLOB PRIMARY KEY, day INTEGER NOT NULL, bytes INTEGER NOT NULL, far INTEGER NOT NULL
     ) STRICT, WITHOUT ROWID;
     CREATE TABLE public_accounts (account BLOB PRIMARY KEY) STRICT, WITHOUT ROWID;
     CREATE TABLE waiting_removals (
       account BLOB NOT NULL, core BLOB NOT NULL, start INTEGER NOT NULL, until INTEGER NOT NULL,
       device BLOB NOT NULL, asked_at INTEGER NOT NULL, PRIMARY KEY (account, core, start)
     ) STRICT, WITHOUT ROWID;
     CREATE INDEX waiting_removals_by_time ON waiting_removals (asked_at);
     CREATE TABLE wakes (
       account BLOB NOT NULL, device BLOB NOT NULL, name BLOB NOT NULL, wake BLOB NOT NULL,
       used INTEGER NOT NULL, is_gone INTEGER NOT NULL, PRIMARY KEY (device, name)
     ) STRICT;
     CREATE INDEX wakes_of_account ON wakes (account);
     CREATE TABLE account_devices (
       account BLOB NOT NULL, device BLOB NOT NULL, is_active INTEGER NOT NULL,
       PRIMARY KEY (account, device)
     ) STRICT, WITHOUT ROWID;
     CREATE INDEX accounts_of_device ON account_devices (device);
     CREATE TABLE stored_cores (
       core BLOB PRIMARY KEY, discovery_key BLOB NOT NULL UNIQUE,
       blocks INTEGER NOT NULL, bytes INTEGER NOT NULL, length INTEGER NOT NULL
     ) STRICT, WITHOUT ROWID;
     CREATE TABLE core_holders (
       account BLOB NOT NULL, core BLOB NOT NULL, is_watched INTEGER NOT NULL, bytes INTEGER NOT NULL,
       PRIMARY KEY (account, core)
     ) STRICT, WITHOUT ROWID;
     CREATE INDEX holders_of_core ON core_holders (core);
     CREATE TABLE dropped_blocks (
       account BLOB NOT NULL, core BLOB NOT NULL, start INTEGER NOT NULL, until INTEGER NOT NULL,
       PRIMARY KEY (account, core, start)
     ) STRICT, WITHOUT ROWID;
     CREATE TABLE passed_on (
       id BLOB NOT NULL, station BLOB NOT NULL, bytes BLOB, is_removal INTEGER NOT NULL, at INTEGER NOT NULL,
       PRIMARY KEY (id, station)
     ) STRICT, WITHOUT ROWID;
     CREATE INDEX to_pass_on ON passed_on (station, at) WHERE bytes IS NOT NULL;
     ${GATE_TABLES}`,
  ],
}
