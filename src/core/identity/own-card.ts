// The card of this home's person, with the picture that it names, and how both are changed.
// letters announces a change to the contacts in the same transaction.
import { equalBytes } from '../base/index.ts'
import type { Rows, Transaction } from '../ledger/index.ts'
import type { KeyPair } from '../seal/index.ts'
import { decodeStoredCard, encodeCard, signCard, type Card } from './card.ts'
import { keepersForm, type Keepers } from './keepers.ts'
import { checkName } from './names.ts'
import { checkPicture, hashPicture } from './picture.ts'

export interface ShownCard {
  card: Card
  cardBytes: Uint8Array
  /** The picture whose hash is on the card. */
  picture: Uint8Array | null
}

/** A change of the card. Absent fields stay as they are. */
export interface CardChange {
  name?: string
  picture?: Uint8Array | null
  keepers?: Keepers
}

/**
 * Returns the card and its picture from the ledger. Inside a transaction this includes its changes.
 */
export function readShownCard(rows: Rows): ShownCard {
  const cardBytes = rows.get<{ card: Uint8Array }>('SELECT card FROM own_identity')!.card
  const picture = rows.get<{ bytes: Uint8Array }>('SELECT bytes FROM own_picture')?.bytes ?? null
  return { card: decodeStoredCard(cardBytes), cardBytes, picture }
}

/**
 * Writes the next card. Null if nothing on it changes. Reads the card from the
 * ledger, not from memory, because one commit may contain two changes.
 * @throws INVALID, TOO_LARGE
 */
export function reviseCard(
  tx: Transaction,
  device: KeyPair,
  change: CardChange,
  now: number,
): ShownCard | null {
  const shown = readShownCard(tx)
  const name = change.name === undefined ? shown.card.name : checkName(change.name)
  const picture = change.picture === undefined ? shown.picture : change.picture
  if (picture !== null) checkPicture(picture)
  const pictureHash = picture === null ? null : hashPicture(picture)
  const keepers = change.keepers ?? shown.card.keepers
  const isUnchanged =
    name === shown.card.name &&
    isSame(pictureHash, shown.card.picture) &&
    areSameKeepers(keepers, shown.card.keepers)
  if (isUnchanged) return null
  const number = shown.card.number + 1
  const card = signCard(device, { ...shown.card, name, picture: pictureHash, keepers, number, at: now })
  const cardBytes = encodeCard(card)
  tx.run('UPDATE own_identity SET card = ?', cardBytes)
  tx.run('DELETE FROM own_picture')
  if (picture !== null) tx.run('INSERT INTO own_picture VALUES (1, ?)', picture)
  return { card, cardBytes, picture }
}

function isSame(a: Uint8Array | null, b: Uint8Array | null): boolean {
  return a === null || b === null ? a === b : equalBytes(a, b)
}

function areSameKeepers(a: Keepers, b: Keepers): boolean {
  return equalBytes(keepersForm.encode(a), keepersForm.encode(b))
}
