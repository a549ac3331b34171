// The author's tables of gates: which stations have a share, the acts on them, and what the
// stations have answered.
import type { Schema } from '../ledger/index.ts'
import { LEASE_TABLE } from './lease.ts'
import { ROSTER_TABLES } from './author-rosters.ts'

/**
 * A gate, its letter, its audience, a station and a set of stations have a number of this ledger's
 * own. A letter to many has many gates, and a key of 32 bytes in each of them and in their index
 * would be most of what a reader costs. `gates` shows the rows of `gate_rows` with their keys. A
 * station that was destroyed (`lost_at`) and joins again has another number.
 * `hashes` has 16 bytes per place. `reader_has_at` is when the reader reported that they have the
 * letter.
 * `stage` of a gate: `new` is in no notice yet, `live` is in the newest notice, `old` is replaced
 * by a live one and not burned yet. The author has burned an `ended` one, or needs it no longer.
 * `gate_shares`: the shares that a station has not confirmed. A share is null if it must stay. A
 * row goes when the station has the share, so that a letter at its stations has none.
 * `gate_places`: each station of each gate. `gate_pending_acts`: a renewal of a lease can wait, so
 * that a recall passes ten thousand of them.
 * `gate_pending_forgets`: gates of letters that their readers keep, at stations that may still have
 * a share.
 * A share for a person has their `slot_key`; a gate of a group has the `era` and `epoch` of its
 * grant. `reader` of a vote is the key of the member of a group to whom a share was released. It is
 * empty for a person, for a decision about all members, and for a release to a member who is not
 * known yet.
 */
const OWN_GATE_TABLES = `
  CREATE TABLE gate_stations (id INTEGER PRIMARY KEY, device BLOB NOT NULL, lost_at INTEGER);
  CREATE INDEX gate_stations_by_device ON gate_stations (device);

  CREATE TABLE gate_sets (id INTEGER PRIMARY KEY, hash BLOB NOT NULL);
  CREATE INDEX gate_sets_by_hash ON gate_sets (hash);

  CREATE TABLE gate_set_places (
    set_id INTEGER NOT NULL,
    place INTEGER NOT NULL,
    station INTEGER NOT NULL,
    PRIMARY KEY (set_id, place)
  ) WITHOUT ROWID;

  CREATE TABLE gate_letters (id INTEGER PRIMARY KEY, object BLOB NOT NULL UNIQUE);
  CREATE TABLE gate_audiences (id INTEGER PRIMARY KEY, audience BLOB NOT NULL UNIQUE);

  CREATE TABLE gate_rows (
    id INTEGER PRIMARY KEY,
    handle BLOB NOT NULL UNIQUE,
    letter INTEGER NOT NULL,
    audience INTEGER NOT NULL,
    number INTEGER NOT NULL,
    set_id INTEGER NOT NULL,
    need INTEGER NOT NULL,
    distrust INTEGER NOT NULL,
    era INTEGER,
    epoch INTEGER,
    hashes BLOB NOT NULL,
    until INTEGER NOT NULL,
    made_at INTEGER NOT NULL,
    reader_has_at INTEGER,
    stage TEXT NOT NULL CHECK (stage IN ('new', 'live', 'old', 'ended'))
  );
  CREATE UNIQUE INDEX gates_by_letter ON gate_rows (letter, audience, number);
  CREATE INDEX gates_of_group ON gate_rows (audience, era) WHERE era IS NOT NULL;
  CREATE INDEX gates_open ON gate_rows (until) WHERE stage <> 'ended';
  CREATE INDEX gates_changing ON gate_rows (stage) WHERE stage IN ('new', 'old');

  CREATE VIEW gates AS
    SELECT r.id, r.handle, l.object, a.audience, r.number, r.set_id,
      (SELECT k.hash FROM gate_sets k WHERE k.id = r.set_id) AS set_hash, r.need, r.distrust, r.era,
      r.epoch, r.hashes, r.until, r.made_at, r.reader_has_at, r.stage
    FROM gate_rows r JOIN gate_letters l ON l.id = r.letter JOIN gate_audiences a ON a.id = r.audience;

  CREATE TABLE gate_shares (
    gate INTEGER NOT NULL,
    place INTEGER NOT NULL,
    station INTEGER NOT NULL,
    share BLOB,
    slot_key BLOB,
    sent_at INTEGER,
    PRIMARY KEY (gate, place)
  ) WITHOUT ROWID;
  CREATE INDEX gate_shares_unsent ON gate_shares (station) WHERE share IS NOT NULL;

  CREATE VIEW gates_unsent AS
    SELECT s.station, g.id, g.handle, g.object, g.audience FROM gate_shares s JOIN gates g ON g.id = s.gate
    WHERE s.share IS NOT NULL;

  CREATE VIEW gate_places AS
    SELECT g.id AS gate, p.place, p.station, t.device, s.gate IS NULL AS is_kept,
      s.gate IS NULL OR s.sent_at IS NOT NULL AS is_sent,
      t.lost_at IS NOT NULL AND (s.gate IS NULL OR s.sent_at IS NOT NULL) AS is_lost
    FROM gate_rows g JOIN gate_set_places p ON p.set_id = g.set_id
    LEFT JOIN gate_stations t ON t.id = p.station
    LEFT JOIN gate_shares s ON s.gate = g.id AND s.place = p.place;

  CREATE TABLE gate_acts (
    handle BLOB NOT NULL,
    seq INTEGER NOT NULL,
    kind TEXT NOT NULL,
    record BLOB NOT NULL,
    at INTEGER NOT NULL,
    PRIMARY KEY (handle, seq)
  ) WITHOUT ROWID;

  CREATE TABLE gate_pending_acts (
    station BLOB NOT NULL,
    is_renewal INTEGER NOT NULL,
    handle BLOB NOT NULL,
    seq INTEGER NOT NULL,
    PRIMARY KEY (station, is_renewal, handle, seq)
  ) WITHOUT ROWID;
  CREATE INDEX gate_pending_acts_by_gate ON gate_pending_acts (handle);

  CREATE TABLE gate_pending_forgets (
    station INTEGER NOT NULL,
    gate INTEGER NOT NULL,
    PRIMARY KEY (station, gate)
  ) WITHOUT ROWID;
  CREATE INDEX gate_pending_forgets_by_gate ON gate_pending_forgets (gate);

  CREATE TABLE gate_votes (
    handle BLOB NOT NULL,
    place INTEGER NOT NULL,
    seq INTEGER NOT NULL,
    vote TEXT NOT NULL CHECK (vote IN ('released', 'burned', 'held', 'let-go')),
    at INTEGER NOT NULL,
    receipt BLOB NOT NULL,
    reader BLOB NOT NULL,
    PRIMARY KEY (handle, place, seq, vote, reader)
  ) WITHOUT ROWID;
${LEASE_TABLE}
`

export const gatesSchema: Schema = { noun: 'gates', steps: [OWN_GATE_TABLES + ROSTER_TABLES] }
