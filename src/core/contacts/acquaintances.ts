// Acquaintances: people met in a group or through what they publish, who are no contacts. Their cards, and whose device is whose.
// Who is a contact is known by the address book alone; this answers only where that does not.
import { equalBytes, MalformedRecord } from '../base/index.ts'
import {
  decodeStoredCard,
  encodeCard,
  compareCards,
  type Card,
  type CardComparison,
} from '../identity/index.ts'
import type { Ledger, Reader, Transaction } from '../ledger/index.ts'
import type { AddressBook } from './address-book.ts'

interface AcquaintanceRow {
  person: Uint8Array
  card: Uint8Array
}

export class Acquaintances {
  readonly #ledger: Ledger
  readonly #addressBook: AddressBook

  constructor(ledger: Ledger, addressBook: AddressBook) {
    this.#ledger = ledger
    this.#addressBook = addressBook
  }

  /**
   * A card as its person's own device signed it. Only that device is taken for theirs: a list may attest keys of others, who never agreed.
   * @throws MalformedRecord when another’s device signed it
   */
  keep(tx: Transaction, card: Card): CardComparison {
    const known = this.findCard(tx, card.person)
    const comparison = known === null ? 'newer' : compareCards(known, card)
    if (comparison !== 'newer') return comparison
    this.#checkDevice(tx, card)
    tx.run('INSERT OR REPLACE INTO acquaintances VALUES (?, ?)', card.person, encodeCard(card))
    tx.run('DELETE FROM acquaintance_devices WHERE person = ?', card.person)
    tx.run('INSERT OR REPLACE INTO acquaintance_devices VALUES (?, ?)', card.signedBy, card.person)
    // The name by which a contact is known is theirs to change, in their own feed.
    if (this.#addressBook.find(tx, card.person) === null)
      this.#addressBook.rememberName(tx, card.person, card.name)
    return comparison
  }

  /** Whether their card names this device as theirs, now or before. */
  hadDevice(reader: Reader, person: Uint8Array, device: Uint8Array): boolean {
    const devices = this.findCard(reader, person)?.devices.devices ?? []
    return devices.some((entry) => equalBytes(entry.device, device))
  }

  /** Whether exactly this card was checked and kept before: most of what a roster brings. */
  isKnownCard(reader: Reader, person: Uint8Array, card: Uint8Array): boolean {
    const row = reader.get<{ card: Uint8Array }>('SELECT card FROM acquaintances WHERE person = ?', person)
    return row !== undefined && equalBytes(row.card, card)
  }

  #checkDevice(tx: Transaction, { signedBy, person }: Card): void {
    const owner = tx.get<{ person: Uint8Array }>(
      'SELECT person FROM acquaintance_devices WHERE device = ? UNION ALL SELECT person FROM contact_devices WHERE device = ?',
      ...[signedBy, signedBy],
    )?.person
    if (owner !== undefined && !equalBytes(owner, person)) throw new MalformedRecord('another’s device')
  }

  /** A card of somebody known in any way, a contact's first. */
  findCard(reader: Reader, person: Uint8Array): Card | null {
    const contact = this.#addressBook.find(reader, person)
    if (contact !== null) return contact.card
    const row = reader.get<AcquaintanceRow & Record<string, never>>(
      'SELECT * FROM acquaintances WHERE person = ?',
      person,
    )
    return row === undefined ? null : decodeStoredCard(row.card)
  }

  /** A picture that their card names; any other is passed over. */
  offerPicture(tx: Transaction, person: Uint8Array, bytes: Uint8Array): void {
    const contact = this.#addressBook.find(tx, person)
    if (contact !== null) this.#addressBook.offerPicture(tx, person, bytes)
  }

  /** Whose device this is, a contact's or an acquaintance's, blocked or not. */
  ownerOf(reader: Reader, device: Uint8Array): Uint8Array | null {
    const sql = `SELECT person FROM contact_devices WHERE device = ?
      UNION ALL SELECT person FROM acquaintance_devices WHERE device = ? LIMIT 1`
    return reader.get<{ person: Uint8Array }>(sql, device, device)?.person ?? null
  }

  whoIs = (device: Uint8Array): Uint8Array | null =>
    this.#ledger.get<{ person: Uint8Array }>(
      'SELECT person FROM acquaintance_devices WHERE device = ?',
      device,
    )?.person ?? null
}
