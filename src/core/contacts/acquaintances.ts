// Acquaintances: people met in a group or followed, who need not be contacts.
// Stores which of them to remember. Their cards are kept like a contact's.
import { equalBytes } from '../base/index.ts'
import type { Card, CardComparison } from '../identity/index.ts'
import type { Rows, Transaction } from '../ledger/index.ts'
import type { AddressBook } from './address-book.ts'
import { findCardBytes, findKemKey, findKnownCard, listWithStations } from './known-cards.ts'

export class Acquaintances {
  readonly #addressBook: AddressBook
  readonly #me: Uint8Array

  constructor(addressBook: AddressBook, me: Uint8Array) {
    this.#addressBook = addressBook
    this.#me = me
  }

  /**
   * Keeps a card that a group or a public feed brings. Ignores this person's own card.
   * @throws MalformedRecord
   */
  keep(tx: Transaction, card: Card): CardComparison {
    if (equalBytes(card.person, this.#me)) return 'same'
    const comparison = this.#addressBook.keepCard(tx, card)
    if (comparison === 'rewritten') return comparison
    tx.run('INSERT OR IGNORE INTO acquaintances VALUES (?)', card.person)
    if (comparison === 'newer') this.#addressBook.rememberName(tx, card.person, card.name)
    return comparison
  }

  /**
   * True if exactly this card was checked and kept before. Most cards of a roster are such repeats.
   */
  isKnownCard(rows: Rows, person: Uint8Array, card: Uint8Array): boolean {
    const sql = 'SELECT card FROM acquaintances JOIN cards USING (person) WHERE person = ?'
    const row = rows.get<{ card: Uint8Array }>(sql, person)
    return row !== undefined && equalBytes(row.card, card)
  }

  /** Returns the newest known card, whether the person is a contact, a member or an author. */
  findCard(rows: Rows, person: Uint8Array): Card | null {
    return findKnownCard(rows, person)
  }

  /** Returns the same encoded, which costs less than to decode it. */
  findCardBytes(rows: Rows, person: Uint8Array): Uint8Array | null {
    return findCardBytes(rows, person)
  }

  /** Returns everybody whose newest card names a station. */
  listWithStations(rows: Rows): Uint8Array[] {
    return listWithStations(rows)
  }

  /** Returns the KEM key that this card names. Null if it has not arrived. */
  findKemKey(rows: Rows, person: Uint8Array): Uint8Array | null {
    return findKemKey(rows, person)
  }

  /** Keeps a picture that the person's card names, and ignores any other. */
  offerPicture(tx: Transaction, person: Uint8Array, bytes: Uint8Array): void {
    const contact = this.#addressBook.find(tx, person)
    if (contact !== null) this.#addressBook.offerPicture(tx, person, bytes)
  }
}
