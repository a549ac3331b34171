// What the rows of a former device become on the new one: nothing of it is written again, and nothing is released before it is known
// what the former device had still done. A ledger put back to yesterday must not undo today's recall.
import { beginDoubts } from '../access/index.ts'
import { MAX_FEED_BLOCK_BYTES } from '../feeds/index.ts'
import type { Schema, Transaction } from '../ledger/index.ts'
import { randomBytes } from '../seal/index.ts'

export const recoverySchema: Schema = {
  noun: 'recovery',
  steps: [
    `CREATE TABLE contacts_to_tell (
       person BLOB PRIMARY KEY, device BLOB NOT NULL, former_device BLOB NOT NULL, pair_secret BLOB NOT NULL, era INTEGER NOT NULL,
       core BLOB NOT NULL, position INTEGER NOT NULL, next_secret BLOB NOT NULL, since INTEGER NOT NULL,
       is_begun INTEGER NOT NULL DEFAULT 0, is_told INTEGER NOT NULL DEFAULT 0, end_at INTEGER, is_read INTEGER NOT NULL DEFAULT 0,
       heard_at INTEGER
     ) STRICT, WITHOUT ROWID;
     CREATE TABLE recovered (
       one INTEGER PRIMARY KEY CHECK (one = 1), at INTEGER NOT NULL, backup_at INTEGER, report TEXT NOT NULL
     ) STRICT;`,
  ],
}

interface PairRow {
  person: Uint8Array
  device: Uint8Array
  pair_secret: Uint8Array
  era: number
  my_core: Uint8Array
}

interface Former {
  person: Uint8Array
  device: Uint8Array
  /** When the backup was made: what came since is asked for. */
  backupAt: number
  now: number
}

/** How many letters wait for their author's word. */
export function adoptRows(tx: Transaction, former: Former): { held: number } {
  adoptPairs(tx, former)
  adoptCores(tx, former)
  adoptGroups(tx, former)
  return { held: holdBack(tx, former.now) }
}

/**
 * Each contact is to hear of the new device, and the feed of the old one is read back from them. Of one who never heard of the device before
 * this, it is the feed of the one before that.
 */
function adoptPairs(tx: Transaction, { device, backupAt }: Former): void {
  tx.run('DELETE FROM contacts_to_tell WHERE is_read = 1')
  for (const pair of tx.all<PairRow & Record<string, never>>(
    'SELECT person, device, pair_secret, era, my_core FROM pairs',
  )) {
    tx.run(
      `INSERT INTO contacts_to_tell (person, device, former_device, pair_secret, era, core, position, next_secret, since)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
       ON CONFLICT (person) DO UPDATE SET next_secret = excluded.next_secret, device = excluded.device, is_begun = 0, is_told = 0, end_at = NULL, heard_at = NULL`,
      ...[pair.person, pair.device, device, pair.pair_secret, pair.era, pair.my_core],
      ...[lengthOf(tx, pair.my_core), randomBytes(32), backupAt],
    )
  }
  tx.run('DELETE FROM pairs')
}

/** What of an own feed the backup knows already. */
function lengthOf(tx: Transaction, core: Uint8Array): number {
  return tx.get<{ length: number }>('SELECT length FROM own_cores WHERE core = ?', core)?.length ?? 0
}

/** What the old device wrote is read here as another's; who may have it may have it still. */
function adoptCores(tx: Transaction, { device }: Former): void {
  tx.run(
    `INSERT OR IGNORE INTO former_cores (core, device, namespace, kind, length)
     SELECT core, ?, namespace, kind, length FROM own_cores WHERE is_complete = 1`,
    device,
  )
  tx.run('DELETE FROM own_cores')
  tx.run('DELETE FROM public_cores WHERE is_own = 1')
}

/**
 * A member is one on any device, and an owner owns: fellow members hear of the new one. What was asked by the old device is asked no more,
 * and nobody comes in by a link that whoever has it can read.
 */
function adoptGroups(tx: Transaction, { person, device, now }: Former): void {
  tx.run(
    `UPDATE group_feeds SET is_mine = 0, next_position = f.length, bytes_read = f.length * ?
     FROM former_cores f WHERE f.core = group_feeds.core AND is_mine = 1`,
    MAX_FEED_BLOCK_BYTES,
  )
  tx.run('DELETE FROM group_feeds WHERE is_mine = 1')
  tx.run("UPDATE groups SET membership = 'forgotten' WHERE membership IN ('joining', 'asked')")
  tx.run('UPDATE group_links SET revoked_at = ? WHERE revoked_at IS NULL', now)
  tx.run('INSERT OR REPLACE INTO person_devices VALUES (?, ?, 0)', device, person)
}

/**
 * A notice that had not gone out waits until its author lets it go: it may have been recalled. What nobody had opened is in doubt until its
 * readers were heard.
 */
function holdBack(tx: Transaction, now: number): number {
  // As it is in the backup: what waited may have gone out since, and is in doubt too.
  beginDoubts(tx)
  const open = 'recalled_at IS NULL AND expired_at IS NULL'
  const { changes } = tx.run(
    `UPDATE access_audiences SET held_at = ? WHERE noticed_at IS NULL AND held_at IS NULL AND ${open}`,
    now,
  )
  return changes
}
