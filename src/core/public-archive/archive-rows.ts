// The rows of our own archive: which posts are listed, which were replaced, and the
// last revision in the Hyperbee. Written in the transaction that announces,
// replaces or withdraws a post. These rows are the authority, not the Hyperbee.
import { entryForm, type ArchiveEntry } from './archive-entry.ts'
import {
  cutPage,
  MAX_SUMMARY_TAGS,
  type ArchivePage,
  type ArchiveQuery,
  type ArchiveSummary,
} from './archive-page.ts'
import type { Rows, Schema, Transaction } from '../ledger/index.ts'

export const archiveSchema: Schema = {
  noun: 'archive',
  steps: [
    `CREATE TABLE archive_posts (
       object BLOB PRIMARY KEY, at INTEGER NOT NULL, entry BLOB NOT NULL, state TEXT NOT NULL, revision INTEGER NOT NULL
     ) STRICT;
     CREATE INDEX archive_posts_listed ON archive_posts (at, object) WHERE state = 'listed';
     CREATE INDEX archive_posts_by_revision ON archive_posts (revision);
     CREATE TABLE archive_tags (
       tag TEXT NOT NULL, at INTEGER NOT NULL, object BLOB NOT NULL, PRIMARY KEY (tag, at, object)
     ) STRICT, WITHOUT ROWID;
     CREATE TABLE archive_state (
       one INTEGER PRIMARY KEY CHECK (one = 0), revision INTEGER NOT NULL, applied INTEGER NOT NULL, core BLOB, tree_hash BLOB
     ) STRICT;
     INSERT INTO archive_state VALUES (0, 0, 0, NULL, NULL);`,
  ],
}

/**
 * `listed`: in the lists. `replaced`: found only by its object. `part`: part of an
 * album, in a separate list and not a post. `removed`: kept until the Hyperbee has
 * deleted it, then deleted here too.
 */
export type PostState = 'listed' | 'replaced' | 'part' | 'removed'

export interface PostRow {
  entry: ArchiveEntry
  state: PostState
  revision: number
}

export interface ArchiveState {
  /** The number of the latest change. */
  revision: number
  /** The number of the latest change that is in the Hyperbee. */
  applied: number
  core: Uint8Array | null
  treeHash: Uint8Array | null
}

export function readState(rows: Rows): ArchiveState {
  return rows.get<ArchiveState>('SELECT revision, applied, core, tree_hash AS treeHash FROM archive_state')!
}

export function findPost(rows: Rows, object: Uint8Array): PostRow | null {
  const row = rows.get<{ entry: Uint8Array; state: PostState; revision: number }>(
    'SELECT entry, state, revision FROM archive_posts WHERE object = ?',
    object,
  )
  return row === undefined ? null : { ...row, entry: entryForm.decode(row.entry) }
}

/** Stores an entry, new or in another state. The Hyperbee is updated after the commit. */
export function writePost(tx: Transaction, entry: ArchiveEntry, state: PostState): void {
  const revision = readState(tx).revision + 1
  tx.run('UPDATE archive_state SET revision = ?', revision)
  tx.run(
    'INSERT OR REPLACE INTO archive_posts VALUES (?, ?, ?, ?, ?)',
    ...[entry.object, entry.at, entryForm.encode(entry), state, revision],
  )
  tx.run('DELETE FROM archive_tags WHERE object = ? AND at = ?', entry.object, entry.at)
  if (state !== 'listed') return
  for (const tag of new Set(entry.tags))
    tx.run('INSERT INTO archive_tags VALUES (?, ?, ?)', tag, entry.at, entry.object)
}

/** Returns the posts that changed after a revision, in the order of their changes. */
export function listChanged(rows: Rows, after: number, limit: number): PostRow[] {
  const found = rows.all<{ entry: Uint8Array; state: PostState; revision: number }>(
    'SELECT entry, state, revision FROM archive_posts WHERE revision > ? ORDER BY revision LIMIT ?',
    after,
    limit,
  )
  return found.map((row) => ({ ...row, entry: entryForm.decode(row.entry) }))
}

export function readSummary(rows: Rows): ArchiveSummary {
  const { total } = rows.get<{ total: number }>(
    `SELECT COUNT(*) AS total FROM archive_posts WHERE state = 'listed'`,
  )!
  const tags = rows.all<{ tag: string; count: number }>(
    'SELECT tag, COUNT(*) AS count FROM archive_tags GROUP BY tag ORDER BY count DESC, tag LIMIT ?',
    MAX_SUMMARY_TAGS,
  )
  return { total, tags }
}

export function readPage(rows: Rows, { limit, before, tag }: ArchiveQuery): ArchivePage {
  const [at, object] = before === null ? [8.64e15 + 1, new Uint8Array(0)] : [before.at, before.object]
  const posts =
    tag === null
      ? rows.all<{ entry: Uint8Array }>(
          `SELECT entry FROM archive_posts WHERE state = 'listed' AND (at, object) < (?, ?)
           ORDER BY at DESC, object DESC LIMIT ?`,
          ...[at, object, limit + 1],
        )
      : rows.all<{ entry: Uint8Array }>(
          `SELECT entry FROM archive_tags JOIN archive_posts USING (object)
           WHERE tag = ? AND (archive_tags.at, object) < (?, ?)
           ORDER BY archive_tags.at DESC, object DESC LIMIT ?`,
          ...[tag, at, object, limit + 1],
        )
  const found = posts.map(({ entry }) => entryForm.decode(entry))
  return { ...cutPage(found, limit), summary: readSummary(rows) }
}
