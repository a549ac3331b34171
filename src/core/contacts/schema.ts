// The tables of contacts in the ledger: known people, how they met, and knocks.
// Until the first release this step changes in place. Afterwards each change is a further step.
import type { Schema } from '../ledger/index.ts'

export const contactsSchema: Schema = {
  noun: 'contacts',
  steps: [
    // One card per person, from any source, and one table of the devices that count or counted.
    `CREATE TABLE cards (
       person BLOB PRIMARY KEY, card BLOB NOT NULL, has_stations INTEGER NOT NULL
     ) STRICT, WITHOUT ROWID;
     CREATE INDEX cards_with_stations ON cards (person) WHERE has_stations = 1;
     CREATE TABLE kem_keys (person BLOB PRIMARY KEY, hash BLOB NOT NULL, bytes BLOB NOT NULL) STRICT, WITHOUT ROWID;
     CREATE TABLE person_devices (
       device BLOB PRIMARY KEY, person BLOB NOT NULL, is_current INTEGER NOT NULL
     ) STRICT, WITHOUT ROWID;
     CREATE INDEX person_devices_by_person ON person_devices (person);
     CREATE TABLE contacts (
       person BLOB PRIMARY KEY, name TEXT NOT NULL, former_name TEXT, since INTEGER NOT NULL,
       is_rewritten INTEGER NOT NULL DEFAULT 0, compared_at INTEGER, new_device_at INTEGER,
       opens_on_selection INTEGER NOT NULL DEFAULT 0
     ) STRICT, WITHOUT ROWID;
     CREATE TABLE blocked_people (
       person BLOB PRIMARY KEY, name TEXT NOT NULL, blocked_at INTEGER NOT NULL
     ) STRICT, WITHOUT ROWID;
     CREATE TABLE contact_pictures (
       person BLOB NOT NULL, is_named INTEGER NOT NULL, hash BLOB NOT NULL, bytes BLOB NOT NULL, PRIMARY KEY (person, is_named)
     ) STRICT, WITHOUT ROWID;
     CREATE TABLE acquaintances (person BLOB PRIMARY KEY) STRICT, WITHOUT ROWID;
     CREATE TABLE known_names (person BLOB PRIMARY KEY, name TEXT NOT NULL) STRICT, WITHOUT ROWID;
     CREATE TABLE invites (
       id BLOB PRIMARY KEY, invite BLOB NOT NULL, link TEXT NOT NULL, public_key BLOB NOT NULL,
       people INTEGER NOT NULL, created_at INTEGER NOT NULL, expires_at INTEGER NOT NULL, revoked_at INTEGER,
       for_whom TEXT
     ) STRICT, WITHOUT ROWID;
     CREATE TABLE invite_guests (
       id BLOB PRIMARY KEY, invite BLOB NOT NULL, person BLOB NOT NULL, device BLOB NOT NULL, name TEXT NOT NULL,
       request BLOB NOT NULL, at INTEGER NOT NULL, state TEXT NOT NULL, answer BLOB
     ) STRICT, WITHOUT ROWID;
     CREATE INDEX invite_guests_by_invite ON invite_guests (invite, person);
     CREATE TABLE accepted_invites (
       id BLOB PRIMARY KEY, link TEXT NOT NULL, device BLOB NOT NULL, offer BLOB NOT NULL, at INTEGER NOT NULL,
       state TEXT NOT NULL
     ) STRICT, WITHOUT ROWID;
     CREATE TABLE knocks_in (
       id BLOB PRIMARY KEY, person BLOB NOT NULL, device BLOB NOT NULL, name TEXT NOT NULL, text TEXT NOT NULL, card BLOB NOT NULL,
       kem_key BLOB NOT NULL, nonce BLOB NOT NULL, tag BLOB NOT NULL, at INTEGER NOT NULL,
       asked BLOB NOT NULL, sealed_hash BLOB NOT NULL, answer TEXT, welcome BLOB
     ) STRICT, WITHOUT ROWID;
     CREATE INDEX knocks_in_by_person ON knocks_in (person);
     CREATE INDEX knocks_in_by_sealed ON knocks_in (sealed_hash);
     CREATE TABLE knocks_out (
       id BLOB PRIMARY KEY, person BLOB NOT NULL, device BLOB NOT NULL, tag BLOB NOT NULL, knock BLOB NOT NULL, nonce BLOB NOT NULL, at INTEGER NOT NULL,
       knock_key BLOB, sealed BLOB, delivered_at INTEGER, answered_at INTEGER
     ) STRICT, WITHOUT ROWID;
     CREATE TABLE contact_settings (name TEXT PRIMARY KEY, value INTEGER NOT NULL) STRICT, WITHOUT ROWID;`,
  ],
}
