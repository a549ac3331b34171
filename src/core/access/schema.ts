// The tables of access in the ledger. Between notify and reference they are the authority on who
// may have which key, and who has it.
// Until the first release this schema changes in place. After it, changes are made only by new
// steps.
import type { Schema } from '../ledger/index.ts'
import { AUDIENCE_KINDS } from '../store/index.ts'

/**
 * The audience of a person is identified by the key of the person. States are per audience,
 * releases per person.
 * A group has one grant, sealed under the secret of its epoch; a release to one of its members
 * stores no key of its own (`sealed_key` is empty).
 * `words_kept`: the author has the words as a draft, so the key may go without them.
 * `withdrawn_at` is when a publication ended; it takes no right away. `arrived_at` is in the row of
 * the reader, because a separate table would cost 70 bytes more per reader.
 */
const AUDIENCES = `
  CREATE TABLE access_keys (
    object BLOB PRIMARY KEY,
    content_key BLOB,
    destroy_at INTEGER,
    words_kept INTEGER NOT NULL DEFAULT 0
  );
  CREATE INDEX access_keys_doomed ON access_keys (destroy_at)
    WHERE destroy_at IS NOT NULL AND content_key IS NOT NULL;

  CREATE TABLE access_audiences (
    object BLOB NOT NULL REFERENCES access_keys (object),
    audience BLOB NOT NULL,
    kind TEXT NOT NULL DEFAULT 'person' CHECK (kind IN (${AUDIENCE_KINDS.map((kind) => `'${kind}'`).join(', ')})),
    era INTEGER NOT NULL DEFAULT 0,
    epoch INTEGER NOT NULL DEFAULT 0,
    mode TEXT NOT NULL CHECK (mode IN ('open', 'controlled')),
    not_before INTEGER NOT NULL,
    expires_at INTEGER CHECK (mode = 'controlled' OR expires_at IS NULL),
    held_at INTEGER,
    noticed_at INTEGER,
    arrived_at INTEGER,
    recalled_at INTEGER,
    expired_at INTEGER CHECK (expired_at IS NULL OR recalled_at IS NULL),
    withdrawn_at INTEGER,
    is_expiry_pending INTEGER NOT NULL DEFAULT 0,
    is_shared INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (object, audience)
  ) WITHOUT ROWID;
  CREATE INDEX access_audiences_due ON access_audiences (not_before)
    WHERE noticed_at IS NULL AND held_at IS NULL AND recalled_at IS NULL AND expired_at IS NULL;
  CREATE INDEX access_audiences_expiring ON access_audiences (expires_at)
    WHERE expires_at IS NOT NULL AND recalled_at IS NULL AND expired_at IS NULL;
  CREATE INDEX access_audiences_expiry_pending ON access_audiences (expired_at) WHERE is_expiry_pending = 1;
  CREATE INDEX access_audiences_wide ON access_audiences (kind, audience, noticed_at) WHERE kind <> 'person';

  CREATE TABLE access_grants (
    object BLOB NOT NULL,
    audience BLOB NOT NULL,
    box_number INTEGER NOT NULL,
    sealed_key BLOB NOT NULL,
    PRIMARY KEY (object, audience)
  ) WITHOUT ROWID;
  CREATE INDEX access_grants_by_audience ON access_grants (audience, box_number);
`

const READERS = `
  CREATE TABLE access_releases (
    object BLOB NOT NULL,
    person BLOB NOT NULL,
    audience BLOB NOT NULL,
    asked_by BLOB NOT NULL,
    released_at INTEGER NOT NULL,
    box_number INTEGER NOT NULL,
    sealed_key BLOB NOT NULL,
    record BLOB NOT NULL,
    kept_at INTEGER,
    PRIMARY KEY (object, person)
  ) WITHOUT ROWID;
  CREATE INDEX access_releases_unkept ON access_releases (person, box_number) WHERE kept_at IS NULL;

  CREATE TABLE access_pending_releases (
    object BLOB NOT NULL,
    person BLOB NOT NULL,
    record BLOB NOT NULL,
    PRIMARY KEY (person, object)
  ) WITHOUT ROWID;

  CREATE TABLE access_quotas (
    person BLOB PRIMARY KEY,
    day INTEGER NOT NULL,
    used INTEGER NOT NULL
  ) WITHOUT ROWID;

  CREATE TABLE access_states (
    object BLOB NOT NULL,
    person BLOB NOT NULL,
    n INTEGER NOT NULL,
    device BLOB NOT NULL,
    value TEXT NOT NULL,
    at INTEGER NOT NULL,
    note TEXT,
    PRIMARY KEY (object, person, n, device)
  ) WITHOUT ROWID;

  CREATE TABLE access_clock (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    mark INTEGER NOT NULL
  );
`

/**
 * A lost device may have released an object after the backup. `restored` counts the recoveries; a
 * person who was heard in the latest one is no longer in doubt.
 * A settled row is kept, because late evidence of a release still counts.
 */
const DOUBTS = `
  CREATE TABLE access_doubts (
    object BLOB NOT NULL,
    audience BLOB NOT NULL,
    restored INTEGER NOT NULL,
    is_let_go INTEGER NOT NULL DEFAULT 0,
    is_settled INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (object, audience)
  ) WITHOUT ROWID;
  CREATE INDEX access_doubts_by_audience ON access_doubts (audience);
  CREATE TABLE access_heard (person BLOB PRIMARY KEY, restored INTEGER NOT NULL) WITHOUT ROWID;
`

/** Letters that need another gate. */
const WANTED = `
  CREATE TABLE gates_wanted (
    object BLOB NOT NULL,
    audience BLOB NOT NULL,
    noticed_at INTEGER NOT NULL,
    PRIMARY KEY (object, audience)
  ) WITHOUT ROWID;
`

export const accessSchema: Schema = {
  noun: 'access',
  steps: [AUDIENCES + READERS + DOUBTS + WANTED],
}
