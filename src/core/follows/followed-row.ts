// The authors whom this person follows, as rows: their feed, how far it was read, and how far their
// archive goes.
import {
  feedRecordForm,
  MAX_FEED_BLOCK_BYTES,
  MOVE_PROGRESS,
  movedBy,
  PROGRESS,
  PROGRESS_COLUMNS,
  type FeedProgress,
  type FollowedFeeds,
} from '../feeds/index.ts'
import { MalformedRecord } from '../base/index.ts'
import type { Ledger, Rows, Schema } from '../ledger/index.ts'

export const followsSchema: Schema = {
  noun: 'follows',
  steps: [
    `CREATE TABLE public_feed (
       one INTEGER PRIMARY KEY CHECK (one = 0), generation INTEGER NOT NULL, core BLOB NOT NULL, card_position INTEGER NOT NULL,
       archive_core BLOB, archive_length INTEGER NOT NULL DEFAULT 0
     ) STRICT;
     CREATE TABLE follows (
       person BLOB PRIMARY KEY, device BLOB NOT NULL, since INTEGER NOT NULL, address TEXT,
       generation INTEGER NOT NULL, core BLOB NOT NULL, next_core BLOB NOT NULL, is_begun INTEGER NOT NULL DEFAULT 0,
       posts INTEGER NOT NULL DEFAULT 0, latest_at INTEGER, archive_core BLOB, archive_length INTEGER NOT NULL DEFAULT 0,
       has_albums INTEGER NOT NULL DEFAULT 0, ${PROGRESS_COLUMNS}
     ) STRICT, WITHOUT ROWID;
     CREATE UNIQUE INDEX follows_by_core ON follows (core);
     CREATE UNIQUE INDEX follows_by_next_core ON follows (next_core);
     CREATE TABLE public_cores (
       core BLOB PRIMARY KEY, discovery_key BLOB NOT NULL, is_own INTEGER NOT NULL, person BLOB NOT NULL, device BLOB NOT NULL
     ) STRICT, WITHOUT ROWID;
     CREATE UNIQUE INDEX public_cores_by_discovery_key ON public_cores (discovery_key);
     CREATE INDEX public_cores_by_person ON public_cores (person);
     CREATE TABLE archive_seen (
       object BLOB PRIMARY KEY, person BLOB NOT NULL, notice BLOB NOT NULL, at INTEGER NOT NULL
     ) STRICT, WITHOUT ROWID;
     CREATE INDEX archive_seen_by_person ON archive_seen (person, at);`,
  ],
}

export interface FollowedRow extends FeedProgress {
  person: Uint8Array
  device: Uint8Array
  since: number
  address: string | null
  generation: number
  core: Uint8Array
  /** The core in which their feed continues if the current one freezes. */
  nextCore: Uint8Array
  /** False until the first position to read is known. */
  isBegun: boolean
  posts: number
  latestAt: number | null
  archiveCore: Uint8Array | null
  archiveLength: number
  /** True once the album parts from before the follow were taken out of the archive. */
  hasAlbums: boolean
}

const COLUMNS = `
  person, device, since, address, generation, core, next_core AS nextCore, is_begun AS isBegun,
  posts, latest_at AS latestAt, archive_core AS archiveCore, archive_length AS archiveLength,
  has_albums AS hasAlbums,
  ${PROGRESS}`

type StoredRow = Omit<FollowedRow, 'isBegun' | 'hasAlbums'> & { isBegun: number; hasAlbums: number }

function toFollowed(row: StoredRow): FollowedRow {
  return { ...row, isBegun: row.isBegun === 1, hasAlbums: row.hasAlbums === 1 }
}

export function listFollowed(rows: Rows): FollowedRow[] {
  return rows.all<StoredRow>(`SELECT ${COLUMNS} FROM follows`).map(toFollowed)
}

export function findFollowed(rows: Rows, person: Uint8Array): FollowedRow | null {
  const row = rows.get<StoredRow>(`SELECT ${COLUMNS} FROM follows WHERE person = ?`, person)
  return row === undefined ? null : toFollowed(row)
}

/** Finds an author by the core of their feed, or by the next core of it. */
export function findByCore(rows: Rows, core: Uint8Array): FollowedRow | null {
  const sql = `SELECT ${COLUMNS} FROM follows WHERE core = ? OR next_core = ?`
  const row = rows.get<StoredRow>(sql, core, core)
  return row === undefined ? null : toFollowed(row)
}

/**
 * How FeedReader reads followed feeds. The records are not sealed; the author's device signs the
 * core. A feed of a lost device is not read.
 */
export function followedFeeds(
  ledger: Ledger,
  isPublishing: (row: Pick<FollowedRow, 'person' | 'device'>) => boolean,
): FollowedFeeds {
  return {
    find(core) {
      const row = ledger.get<StoredRow>(
        `SELECT ${COLUMNS} FROM follows WHERE core = ? AND is_begun = 1`,
        core,
      )
      return row === undefined || !isPublishing(row) ? null : { ...toFollowed(row), endPosition: null }
    },
    open(_feed, _position, block) {
      if (block.byteLength > MAX_FEED_BLOCK_BYTES)
        throw new MalformedRecord('a block larger than any feed record')
      return { audience: { kind: 'public' }, record: feedRecordForm.decode(block) }
    },
    move: (tx, { core }, block) =>
      void tx.run(`UPDATE follows SET ${MOVE_PROGRESS} WHERE core = ?`, ...movedBy(block), core),
    park: (tx, { core }, parked) => void tx.run('UPDATE follows SET parked = ? WHERE core = ?', parked, core),
  }
}
