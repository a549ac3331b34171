// The pictures of contacts: the one that the person's card names, and at most one that waits for
// its card.
// A feed has each picture right before its card. A picture that no card names is never shown.
import { equalBytes, MalformedRecord } from '../base/index.ts'
import { findPictureType, hashPicture } from '../identity/index.ts'
import type { Rows, Transaction } from '../ledger/index.ts'

interface PictureRow {
  hash: Uint8Array
  bytes: Uint8Array
}

const isHash = (hash: Uint8Array, named: Uint8Array | null): boolean =>
  named !== null && equalBytes(hash, named)

/** Returns the picture with this hash, if a card has named it. */
export function findPicture(rows: Rows, person: Uint8Array, named: Uint8Array): Uint8Array | null {
  const row = findRow(rows, person, true)
  return row !== null && isHash(row.hash, named) ? row.bytes : null
}

/**
 * Keeps a picture as the one that the newest card names, or as the waiting one.
 * `replaced` is true if another waiting picture was replaced before a card named it.
 * @throws MalformedRecord if it is not a picture
 */
export function keepPicture(
  tx: Transaction,
  person: Uint8Array,
  bytes: Uint8Array,
  named: Uint8Array | null,
): { isNamed: boolean; replaced: boolean } {
  if (findPictureType(bytes) === null) throw new MalformedRecord('the bytes are not a picture')
  const hash = hashPicture(bytes)
  const isNamed = isHash(hash, named)
  const waiting = isNamed ? null : findRow(tx, person, false)
  keepRow(tx, person, isNamed, { hash, bytes })
  return { isNamed, replaced: waiting !== null && !equalBytes(waiting.hash, hash) }
}

/**
 * Call this function for each received card. Shows the waiting picture if `newest` names it;
 * otherwise deletes it. Returns false if neither card names the waiting picture.
 */
export function updatePictures(
  tx: Transaction,
  person: Uint8Array,
  received: Uint8Array | null,
  newest: Uint8Array | null,
): boolean {
  const waiting = findRow(tx, person, false)
  tx.run('DELETE FROM contact_pictures WHERE person = ? AND is_named = 0', person)
  if (waiting !== null && isHash(waiting.hash, newest)) keepRow(tx, person, true, waiting)
  tx.run('DELETE FROM contact_pictures WHERE person = ? AND hash IS NOT ?', person, newest)
  return waiting === null || isHash(waiting.hash, received)
}

export function dropPictures(tx: Transaction, person: Uint8Array): void {
  tx.run('DELETE FROM contact_pictures WHERE person = ?', person)
}

function findRow(rows: Rows, person: Uint8Array, isNamed: boolean): PictureRow | null {
  const select = 'SELECT hash, bytes FROM contact_pictures WHERE person = ? AND is_named = ?'
  return rows.get<PictureRow>(select, person, isNamed ? 1 : 0) ?? null
}

function keepRow(tx: Transaction, person: Uint8Array, isNamed: boolean, { hash, bytes }: PictureRow): void {
  tx.run('INSERT OR REPLACE INTO contact_pictures VALUES (?, ?, ?, ?)', person, isNamed ? 1 : 0, hash, bytes)
}
