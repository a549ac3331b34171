// Adapts the restored rows of the former device to the new device. Nothing is released until it is
// known what the former device did after
// the backup, because a ledger restored to yesterday must not undo today's recall.
import { beginDoubts, holdUnnoticed } from '../access/index.ts'
import { restoreGates } from '../gates/index.ts'
import { keepFormerDevice } from '../contacts/index.ts'
import { findCoreMark, retireOwnCores } from '../cores/index.ts'
import { retireOwnGroupFeeds, removePairs } from '../feeds/index.ts'
import { forgetOwnPublicCores } from '../follows/index.ts'
import { retireGroupDevice } from '../groups/index.ts'
import type { Schema, Transaction } from '../ledger/index.ts'
import { randomBytes, type KeyPair } from '../seal/index.ts'

export const recoverySchema: Schema = {
  noun: 'recovery',
  steps: [
    `CREATE TABLE contacts_to_notify (
       person BLOB PRIMARY KEY, device BLOB NOT NULL, former_device BLOB NOT NULL, pair_secret BLOB NOT NULL, era INTEGER NOT NULL,
       core BLOB NOT NULL, position INTEGER NOT NULL, next_secret BLOB NOT NULL, since INTEGER NOT NULL,
       is_begun INTEGER NOT NULL DEFAULT 0, is_notified INTEGER NOT NULL DEFAULT 0, end_at INTEGER, is_read INTEGER NOT NULL DEFAULT 0,
       heard_at INTEGER, answered_by BLOB
     ) STRICT, WITHOUT ROWID;
     CREATE TABLE recovered (
       one INTEGER PRIMARY KEY CHECK (one = 1), at INTEGER NOT NULL, backup_at INTEGER, report TEXT NOT NULL
     ) STRICT;`,
  ],
}

interface Former {
  person: Uint8Array
  device: Uint8Array
  /** When the backup was made. Contacts are asked for what came later. */
  backupAt: number
  now: number
}

/**
 * Returns how many letters wait for the author to let them go.
 * @param renewed the key of the new device
 */
export function restoreRows(tx: Transaction, former: Former, renewed: KeyPair): { held: number } {
  replacePairs(tx, former)
  retireCores(tx)
  restoreGroups(tx, former)
  return { held: holdBack(tx, renewed, former.now) }
}

/**
 * Each contact must learn of the new device, and the feed of the old device is read back from them.
 * If a contact never learned of the last device, the feed of the device before it is read back.
 */
function replacePairs(tx: Transaction, { device, backupAt }: Former): void {
  tx.run('DELETE FROM contacts_to_notify WHERE is_read = 1')
  for (const pair of removePairs(tx)) {
    tx.run(
      `INSERT INTO contacts_to_notify (person, device, former_device, pair_secret, era, core, position, next_secret, since)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
       ON CONFLICT (person) DO UPDATE SET next_secret = excluded.next_secret, device = excluded.device, is_begun = 0, is_notified = 0, end_at = NULL, heard_at = NULL, answered_by = NULL`,
      ...[pair.person, pair.device, device, pair.pairSecret, pair.era, pair.myCore],
      ...[findCoreMark(tx, pair.myCore) ?? 0, randomBytes(32), backupAt],
    )
  }
}

/**
 * The old device's cores become former cores. They are read like foreign ones, and their readers
 * keep access.
 */
function retireCores(tx: Transaction): void {
  retireOwnCores(tx)
  forgetOwnPublicCores(tx)
}

/**
 * Memberships and ownership stay; fellow members learn of the new device. Open requests of the old
 * device are dropped. Group links end, because a person who has the backup can read them.
 */
function restoreGroups(tx: Transaction, { person, device, now }: Former): void {
  retireOwnGroupFeeds(tx)
  retireGroupDevice(tx, now)
  keepFormerDevice(tx, person, device)
}

/**
 * Holds letters that no reader was notified of, until the author lets them go, because they may
 * have been recalled. Letters that no reader had opened are in doubt until those readers were
 * heard.
 */
function holdBack(tx: Transaction, renewed: KeyPair, now: number): number {
  // Before `holdUnnoticed`, because letters that waited at the time of the backup may have gone out
  // since, so they are in doubt too.
  beginDoubts(tx)
  restoreGates(tx, renewed, now)
  return holdUnnoticed(tx, now)
}
