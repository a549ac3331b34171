// The address book: contacts with their cards and names, and the blocked people.
// The compose step takes its readers from here, the receive step its authors.
import { Emitter, equalBytes, toHex, type Clock } from '../base/index.ts'
import type { Ledger, Rows, Transaction } from '../ledger/index.ts'
import type { News } from '../news/index.ts'
import {
  compareCards,
  isActive,
  listDevices,
  lookAlikeFinder,
  type Card,
  type CardComparison,
} from '../identity/index.ts'
import { addBlock, isBlockedPerson, listBlocked, removeBlock, type BlockedPerson } from './blocks.ts'
import { findContact, listContactNames, listContacts, type Contact } from './contact-rows.ts'
import type { Devices } from './devices.ts'
import { findKnownCard, forgetKnownCard, putKemKey, putKnownCard } from './known-cards.ts'
import { nameOf, putKnownName } from './known-names.ts'
import { dropPictures, findPicture, keepPicture, updatePictures } from './contact-pictures.ts'

interface Options {
  ledger: Ledger
  devices: Devices
  clock: Clock
  news: News
  /**
   * Called with a contact's newer card. Grants that wait for them were sealed to the former box
   * key.
   */
  onNewerCard: (tx: Transaction, card: Card) => void
  /** Called after the block was written. */
  onBlocked: (tx: Transaction, person: Uint8Array) => void
  /** Called after the block was removed. `since`: when it began, in ms since 1970. */
  onUnblocked: (tx: Transaction, person: Uint8Array, since: number) => void
  /** Called before a contact is removed, while their pair exists. */
  onForgotten: (tx: Transaction, person: Uint8Array) => void
}

/** `former_name` keeps the name that the user saw last. A change back to it clears the column. */
const RENAME = `UPDATE contacts SET former_name = nullif(ifnull(former_name, name), ?), name = ? WHERE person = ?`
export class AddressBook {
  /**
   * Emitted after the commit if a contact's data changed, or the person was blocked or unblocked.
   */
  readonly events = new Emitter<{ changed: Uint8Array; blocked: Uint8Array; unblocked: Uint8Array }>()
  readonly devices: Devices
  readonly #ledger: Ledger
  readonly #options: Options
  readonly #changed = new Map<string, Uint8Array>()
  #blocked: { person: Uint8Array; isBlocked: boolean }[] = []
  /** Null after a name changed. */
  #isLike: ((name: string) => boolean) | null = null

  constructor(options: Options) {
    const { ledger, devices } = options
    this.#options = options
    this.#ledger = ledger
    this.devices = devices
    ledger.onCommit(() => {
      const changed = [...this.#changed.values()]
      this.#changed.clear()
      for (const person of changed) this.events.emit('changed', person)
      for (const { person, isBlocked } of this.#blocked.splice(0))
        this.events.emit(isBlocked ? 'blocked' : 'unblocked', person)
    })
  }

  find(rows: Rows, person: Uint8Array): Contact | null {
    return findContact(rows, person)
  }

  list(): Contact[] {
    return listContacts(this.#ledger)
  }

  /** True if the name looks like that of a contact. Lists ask for each row. */
  isLikeContact(name: string): boolean {
    this.#isLike ??= lookAlikeFinder(listContactNames(this.#ledger))
    return this.#isLike(name)
  }

  /** Returns the contact whose device this is; null if the contact is blocked. */
  whoIs = (device: Uint8Array): Uint8Array | null => {
    const person = this.devices.whoIs(device)
    return person !== null && this.#isContact(this.#ledger, person) ? person : null
  }

  isBlockedPerson(rows: Rows, person: Uint8Array): boolean {
    return isBlockedPerson(rows, person)
  }

  #isContact(rows: Rows, person: Uint8Array): boolean {
    return rows.get('SELECT 1 FROM contacts WHERE person = ?', person) !== undefined
  }

  /**
   * Keeps a new contact, or a card of an existing one.
   * @throws MalformedRecord
   */
  keep(tx: Transaction, card: Card): CardComparison {
    const comparison = this.keepCard(tx, card)
    if (this.#isContact(tx, card.person)) return comparison
    const { person, name } = findKnownCard(tx, card.person)!
    const sql = 'INSERT INTO contacts (person, name, since) VALUES (?, ?, ?)'
    tx.run(sql, person, name, this.#options.clock.now())
    this.#isLike = null
    this.rememberName(tx, person, name)
    return comparison
  }

  /**
   * Keeps a card of any person, from any source. The newest card and its devices count. A card that
   * contradicts the known one changes nothing; the contradiction is recorded.
   * @throws MalformedRecord if it names our device, or one that counts or counted for another
   * person
   */
  keepCard(tx: Transaction, card: Card): CardComparison {
    this.devices.check(tx, card)
    const known = findKnownCard(tx, card.person)
    const comparison = known === null ? 'newer' : compareCards(known, card)
    if (comparison === 'rewritten') {
      tx.run('UPDATE contacts SET is_rewritten = 1 WHERE person = ?', card.person)
      return comparison
    }
    if (comparison !== 'newer') return comparison
    putKnownCard(tx, card)
    this.devices.update(tx, card)
    if (known !== null) this.#followContact(tx, known, card)
    return comparison
  }

  /**
   * Keeps the KEM key that came with a card. Only the one that the person's newest card names
   * counts.
   */
  keepKemKey(tx: Transaction, person: Uint8Array, kemKey: Uint8Array): void {
    putKemKey(tx, person, kemKey)
  }

  /**
   * True if `device`, which sent this card, belongs to the person by the newest card of the two.
   */
  isSpeaking(rows: Rows, card: Card, device: Uint8Array): boolean {
    const known = findKnownCard(rows, card.person)
    const comparison = known === null ? 'newer' : compareCards(known, card)
    if (comparison === 'rewritten') return false
    return isActive(comparison === 'older' ? known!.devices : card.devices, device)
  }

  /** Updates a contact from a newer card. */
  #followContact(tx: Transaction, known: Card, card: Card): void {
    const { person, name } = card
    if (!this.#isContact(tx, person)) return
    const wasKnown = listDevices(known.devices).some((device) => equalBytes(device, card.signedBy))
    const now = this.#options.clock.now()
    if (!wasKnown) tx.run('UPDATE contacts SET new_device_at = ? WHERE person = ?', now, person)
    this.#rename(tx, person, name)
    this.#options.onNewerCard(tx, card)
    this.#emitChanged(person)
  }

  /** Ignores a blocked person's new name. `unblock` reads the name from their newest card. */
  #rename(tx: Transaction, person: Uint8Array, name: string): void {
    if (this.isBlockedPerson(tx, person)) return
    const before = this.nameOf(tx, person)
    tx.run(RENAME, name, name, person)
    this.#isLike = null
    this.#reportName(tx, person, before, name)
    this.rememberName(tx, person, name)
  }

  /** Says once that a contact has another name; a change back is no news. */
  #reportName(tx: Transaction, person: Uint8Array, before: string, name: string): void {
    const { news } = this.#options
    const { formerName } = this.find(tx, person)!
    if (formerName === null) news.remove(tx, 'renamed', person)
    else if (before !== name) news.record(tx, { kind: 'renamed', person, name, words: before })
  }

  /**
   * Handles a picture from this person's feed. Shows it if their card names it; otherwise keeps it
   * until a card does.
   * Returns false if it replaces a picture that no card has named.
   * @throws MalformedRecord if it is not a picture
   */
  offerPicture(tx: Transaction, person: Uint8Array, bytes: Uint8Array): boolean {
    const contact = this.find(tx, person)
    if (contact === null) return true
    const { isNamed, replaced } = keepPicture(tx, person, bytes, contact.card.picture)
    if (isNamed) this.#emitChanged(person)
    return !replaced
  }

  /**
   * Call this function for each card from this person's feed, new or known, because their pictures
   * follow the newest one. Returns false if a picture waited and neither card names it.
   */
  updatePictures(tx: Transaction, received: Card): boolean {
    const newest = this.find(tx, received.person)?.card.picture ?? null
    return updatePictures(tx, received.person, received.picture, newest)
  }

  /** Returns the picture that the contact's card names, or null if it has not arrived. */
  findPicture(rows: Rows, { person, card }: Contact): Uint8Array | null {
    return card.picture === null ? null : findPicture(rows, person, card.picture)
  }

  /** `at` null removes the confirmation. */
  setCompared(tx: Transaction, person: Uint8Array, at: number | null): void {
    tx.run('UPDATE contacts SET compared_at = ? WHERE person = ?', at, person)
    this.#emitChanged(person)
  }

  setOpensOnSelection(tx: Transaction, person: Uint8Array, opens: boolean): void {
    tx.run('UPDATE contacts SET opens_on_selection = ? WHERE person = ?', Number(opens), person)
    this.#emitChanged(person)
  }

  #emitChanged(person: Uint8Array): void {
    this.#changed.set(toHex(person), person)
  }

  /** The user has seen that this person writes from a new device. */
  seeNewDevice(tx: Transaction, person: Uint8Array): void {
    tx.run('UPDATE contacts SET new_device_at = NULL WHERE person = ?', person)
    this.#emitChanged(person)
  }

  /**
   * From now on, nothing from this person is accepted, from any of their devices. Deletes their
   * waiting knock. They need not be a contact.
   */
  block(tx: Transaction, person: Uint8Array): void {
    const blockedAt = this.#options.clock.now()
    if (!addBlock(tx, { person, name: this.nameOf(tx, person), blockedAt })) return
    tx.run('DELETE FROM knocks_in WHERE person = ? AND answer IS NULL', person)
    this.devices.markChanged()
    this.#options.onBlocked(tx, person)
    this.#blocked.push({ person, isBlocked: true })
  }

  /** The person may knock again. Reads a contact's records that arrived during the block. */
  unblock(tx: Transaction, person: Uint8Array): void {
    const since = removeBlock(tx, person)
    if (since === null) return
    if (this.#isContact(tx, person)) this.#rename(tx, person, findKnownCard(tx, person)!.name)
    else this.#forgetCard(tx, person)
    this.devices.markChanged()
    this.#options.onUnblocked(tx, person, since)
    this.#blocked.push({ person, isBlocked: false })
  }

  listBlocked(): BlockedPerson[] {
    return listBlocked(this.#ledger)
  }

  /**
   * Removes the contact. A block stays, with the devices that it refuses. The card of a group
   * member or a followed author stays as well. What the person has not opened is taken back.
   */
  remove(tx: Transaction, person: Uint8Array): void {
    this.#options.onForgotten(tx, person)
    dropPictures(tx, person)
    tx.run('DELETE FROM contacts WHERE person = ?', person)
    this.#isLike = null
    this.#forgetCard(tx, person)
    this.devices.markChanged()
  }

  /** Deletes the card and the devices of a person whom nothing here refers to any longer. */
  #forgetCard(tx: Transaction, person: Uint8Array): void {
    const isAcquaintance = tx.get('SELECT 1 FROM acquaintances WHERE person = ?', person) !== undefined
    if (isAcquaintance || this.isBlockedPerson(tx, person)) return
    this.devices.forget(tx, person)
    forgetKnownCard(tx, person)
  }

  /** The user has seen the new name. */
  seeName(tx: Transaction, person: Uint8Array): void {
    tx.run('UPDATE contacts SET former_name = NULL WHERE person = ?', person)
    this.#options.news.remove(tx, 'renamed', person)
    this.#emitChanged(person)
  }

  /** A blocked person cannot change their name. */
  rememberName(tx: Transaction, person: Uint8Array, name: string): void {
    if (!this.isBlockedPerson(tx, person)) putKnownName(tx, person, name)
  }

  nameOf(rows: Rows, person: Uint8Array): string {
    return nameOf(rows, person)
  }
}
