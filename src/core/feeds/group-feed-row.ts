// The rows of group feeds: the secrets of each era, and the feed of each member in
// it, including our own. A feed gets a row only when it is known to contain a
// record, so a thousand silent members cost nothing.
import { findFormerLength } from '../cores/index.ts'
import type { Rows, SqlValue, Transaction } from '../ledger/index.ts'
import type { FeedProgress } from './feed-limits.ts'
import { MAX_FEED_BLOCK_BYTES } from './feed-record.ts'
import { PROGRESS, PROGRESS_COLUMNS } from './followed-feed.ts'
import { epochSecretAt, type EraSecrets } from './group-secrets.ts'

export const GROUP_FEED_TABLES = `
  CREATE TABLE group_eras (
    group_id BLOB NOT NULL, era INTEGER NOT NULL, naming_secret BLOB NOT NULL, epoch INTEGER NOT NULL, epoch_secret BLOB NOT NULL,
    PRIMARY KEY (group_id, era)
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE group_feeds (
    core BLOB PRIMARY KEY, discovery_key BLOB NOT NULL, group_id BLOB NOT NULL, era INTEGER NOT NULL, person BLOB NOT NULL,
    device BLOB NOT NULL, generation INTEGER NOT NULL, is_mine INTEGER NOT NULL, ${PROGRESS_COLUMNS}
  ) STRICT, WITHOUT ROWID;
  CREATE UNIQUE INDEX group_feeds_by_name ON group_feeds (group_id, device, era, generation);
  CREATE UNIQUE INDEX group_feeds_by_discovery ON group_feeds (discovery_key);`

export interface GroupFeedRow extends FeedProgress {
  core: Uint8Array
  groupId: Uint8Array
  era: number
  person: Uint8Array
  device: Uint8Array
  generation: number
  isMine: boolean
}

const ERA_COLUMNS = 'era, naming_secret AS namingSecret, epoch, epoch_secret AS epochSecret'

/**
 * Stores learned secrets. Of one era it keeps the earliest epoch, because all later
 * ones can be derived from it.
 */
export function keepEra(tx: Transaction, group: Uint8Array, secrets: EraSecrets): void {
  tx.run(
    `INSERT INTO group_eras VALUES (?, ?, ?, ?, ?) ON CONFLICT DO UPDATE
       SET epoch = excluded.epoch, epoch_secret = excluded.epoch_secret WHERE excluded.epoch < epoch`,
    ...[group, secrets.era, secrets.namingSecret, secrets.epoch, secrets.epochSecret],
  )
}

export function findEra(rows: Rows, group: Uint8Array, era: number): EraSecrets | null {
  const sql = `SELECT ${ERA_COLUMNS} FROM group_eras WHERE group_id = ? AND era = ?`
  return rows.get<EraSecrets>(sql, group, era) ?? null
}

/**
 * Returns all known eras, the earliest first. A new member who may see the history receives them.
 */
export function listEras(rows: Rows, group: Uint8Array): EraSecrets[] {
  const sql = `SELECT ${ERA_COLUMNS} FROM group_eras WHERE group_id = ? ORDER BY era`
  return rows.all<EraSecrets>(sql, group)
}

export function findSecret(
  rows: Rows,
  group: Uint8Array,
  { era, epoch }: { era: number; epoch: number },
): Uint8Array | null {
  const known = findEra(rows, group, era)
  return known === null ? null : epochSecretAt(known, epoch)
}

const COLUMNS = `
  core, group_id AS groupId, era, person, device, generation, is_mine AS isMine,
  ${PROGRESS}`

/** Rows of this table. `rest` is the SQL after FROM. */
export function listGroupFeeds(rows: Rows, rest: string, ...params: SqlValue[]): GroupFeedRow[] {
  const sql = `SELECT ${COLUMNS} FROM group_feeds ${rest}`
  const found = rows.all<Omit<GroupFeedRow, 'isMine'> & { isMine: number }>(sql, ...params)
  return found.map((row) => ({ ...row, isMine: row.isMine === 1 }))
}

export function findGroupFeed(rows: Rows, core: Uint8Array): GroupFeedRow | null {
  return listGroupFeeds(rows, 'WHERE core = ?', core)[0] ?? null
}

/**
 * Turns the own feeds in this ledger into feeds of a former device, read up to the ends
 * of their cores. Forgets a feed whose core is unknown. Call it after retireOwnCores.
 */
export function retireOwnGroupFeeds(tx: Transaction): void {
  for (const { core } of tx.all<{ core: Uint8Array }>('SELECT core FROM group_feeds WHERE is_mine = 1')) {
    const length = findFormerLength(tx, core)
    if (length === null) tx.run('DELETE FROM group_feeds WHERE core = ?', core)
    else
      tx.run(
        'UPDATE group_feeds SET is_mine = 0, next_position = ?, bytes_read = ? WHERE core = ?',
        ...[length, length * MAX_FEED_BLOCK_BYTES, core],
      )
  }
}
