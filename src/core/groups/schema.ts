// The ledger tables of groups: what is known of each group, its members, and the links into groups
// that this person owns.
// Until the first release the schema changes in place; after it, steps are only appended.
import type { Schema } from '../ledger/index.ts'

export const groupsSchema: Schema = {
  noun: 'groups',
  steps: [
    // A desk writes the records. `began`, `is_moved` and `word` say which desk that is and whether
    // one of its records was read.
    `CREATE TABLE groups (
       group_id BLOB PRIMARY KEY, name TEXT NOT NULL, style TEXT NOT NULL, picture BLOB, title BLOB NOT NULL, owner BLOB NOT NULL,
       owner_device BLOB NOT NULL, owned_at INTEGER NOT NULL DEFAULT 0, core BLOB NOT NULL, generation INTEGER NOT NULL, succession BLOB,
       began INTEGER NOT NULL DEFAULT 0, is_moved INTEGER NOT NULL DEFAULT 0, word BLOB,
       number INTEGER NOT NULL, head_hash BLOB NOT NULL, era INTEGER NOT NULL, epoch INTEGER NOT NULL, at INTEGER NOT NULL,
       seen_at INTEGER NOT NULL DEFAULT 0, membership TEXT NOT NULL, since INTEGER NOT NULL,
       snapshot_number INTEGER NOT NULL DEFAULT -1, snapshot_start INTEGER, snapshot_count INTEGER, snapshot_key BLOB,
       keys_position INTEGER, keys_key BLOB,
       quiet_name TEXT, quiet_picture BLOB
     ) STRICT, WITHOUT ROWID;
     CREATE INDEX groups_by_core ON groups (core);
     CREATE TABLE group_record_cores (
       discovery_key BLOB PRIMARY KEY, core BLOB NOT NULL, group_id BLOB NOT NULL
     ) STRICT, WITHOUT ROWID;
     CREATE TABLE group_errands (
       group_id BLOB NOT NULL, person BLOB NOT NULL, errand TEXT NOT NULL, PRIMARY KEY (group_id, person)
     ) STRICT, WITHOUT ROWID;
     CREATE TABLE group_members (
       group_id BLOB NOT NULL, person BLOB NOT NULL, role TEXT NOT NULL, since INTEGER NOT NULL,
       reads_era INTEGER NOT NULL, reads_epoch INTEGER NOT NULL, posts_era INTEGER, posts_length INTEGER,
       changed_number INTEGER NOT NULL, token_hash BLOB NOT NULL, PRIMARY KEY (group_id, person)
     ) STRICT, WITHOUT ROWID;
     CREATE INDEX group_members_by_person ON group_members (person);
     -- In a core of this device: the KEM box of each member.
     CREATE TABLE group_boxes (
       group_id BLOB NOT NULL, person BLOB NOT NULL, core BLOB NOT NULL, kem_key BLOB NOT NULL, pair_number INTEGER NOT NULL,
       pair_key BLOB NOT NULL, position INTEGER NOT NULL, number INTEGER NOT NULL, PRIMARY KEY (group_id, person)
     ) STRICT, WITHOUT ROWID;
     -- Answers to authors whose KEM keys have not arrived.
     CREATE TABLE group_answers (
       one INTEGER PRIMARY KEY, group_id BLOB NOT NULL, person BLOB NOT NULL, record BLOB NOT NULL
     ) STRICT;
     -- The rights that a removed person had; null if they were never a member in this ledger.
     CREATE TABLE group_removed (
       group_id BLOB NOT NULL, person BLOB NOT NULL, number INTEGER NOT NULL, since INTEGER NOT NULL DEFAULT 0, gone_era INTEGER,
       reads_era INTEGER, reads_epoch INTEGER, token BLOB, PRIMARY KEY (group_id, person)
     ) STRICT, WITHOUT ROWID;
     CREATE TABLE group_departed (
       group_id BLOB NOT NULL, device BLOB NOT NULL, era INTEGER NOT NULL, generation INTEGER NOT NULL, length INTEGER NOT NULL,
       number INTEGER NOT NULL, PRIMARY KEY (group_id, device, era, generation)
     ) STRICT, WITHOUT ROWID;
     CREATE TABLE group_cores (
       discovery_key BLOB NOT NULL, group_id BLOB NOT NULL, core BLOB NOT NULL, is_own INTEGER NOT NULL,
       PRIMARY KEY (discovery_key, group_id)
     ) STRICT, WITHOUT ROWID;
     CREATE TABLE group_links (
       id BLOB PRIMARY KEY, group_id BLOB NOT NULL, token BLOB NOT NULL UNIQUE, link TEXT NOT NULL, created_at INTEGER NOT NULL,
       expires_at INTEGER NOT NULL, needs_approval INTEGER NOT NULL, revoked_at INTEGER, uses INTEGER NOT NULL DEFAULT 0
     ) STRICT, WITHOUT ROWID;
     CREATE TABLE group_asks (
       id BLOB PRIMARY KEY, group_id BLOB NOT NULL, person BLOB NOT NULL, card BLOB NOT NULL, kem_key BLOB NOT NULL, at INTEGER NOT NULL, answer TEXT,
       UNIQUE (group_id, person)
     ) STRICT, WITHOUT ROWID;
     CREATE TABLE group_joins (group_id BLOB PRIMARY KEY, link TEXT NOT NULL, device BLOB NOT NULL, at INTEGER NOT NULL) STRICT, WITHOUT ROWID;
     CREATE TABLE group_superseded (
       group_id BLOB NOT NULL, core BLOB NOT NULL, number INTEGER NOT NULL, seen_at INTEGER NOT NULL, title BLOB NOT NULL, word BLOB,
       is_offered INTEGER NOT NULL DEFAULT 0, PRIMARY KEY (group_id, core)
     ) STRICT, WITHOUT ROWID;`,
  ],
}
