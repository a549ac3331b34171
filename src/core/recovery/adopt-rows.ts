// What the rows of a former device become on the new one: nothing of it is written again, and nothing is released before it is known
// what the former device had still done. A ledger put back to yesterday must not undo today's recall.
import { beginDoubts, holdUnnoticed } from '../access/index.ts'
import { keepFormerDevice } from '../contacts/index.ts'
import { findCoreMark, retireOwnCores } from '../cores/index.ts'
import { retireOwnGroupFeeds, takePairs } from '../feeds/index.ts'
import { forgetOwnPublicCores } from '../follows/index.ts'
import { retireGroupDevice } from '../groups/index.ts'
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
  for (const pair of takePairs(tx)) {
    tx.run(
      `INSERT INTO contacts_to_tell (person, device, former_device, pair_secret, era, core, position, next_secret, since)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
       ON CONFLICT (person) DO UPDATE SET next_secret = excluded.next_secret, device = excluded.device, is_begun = 0, is_told = 0, end_at = NULL, heard_at = NULL`,
      ...[pair.person, pair.device, device, pair.pairSecret, pair.era, pair.myCore],
      ...[findCoreMark(tx, pair.myCore) ?? 0, randomBytes(32), backupAt],
    )
  }
}

/** What the old device wrote is read here as another's; who may have it may have it still. */
function adoptCores(tx: Transaction, { device }: Former): void {
  retireOwnCores(tx, device)
  forgetOwnPublicCores(tx)
}

/**
 * A member is one on any device, and an owner owns: fellow members hear of the new one. What was asked by the old device is asked no more,
 * and nobody comes in by a link that whoever has it can read.
 */
function adoptGroups(tx: Transaction, { person, device, now }: Former): void {
  retireOwnGroupFeeds(tx)
  retireGroupDevice(tx, now)
  keepFormerDevice(tx, person, device)
}

/**
 * A notice that had not gone out waits until its author lets it go: it may have been recalled. What nobody had opened is in doubt until its
 * readers were heard.
 */
function holdBack(tx: Transaction, now: number): number {
  // As it is in the backup: what waited may have gone out since, and is in doubt too.
  beginDoubts(tx)
  return holdUnnoticed(tx, now)
}
