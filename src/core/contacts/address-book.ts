// The address book: contacts with their cards and names, and who is blocked.
// compose takes its readers from it, receive its authors.
import { Emitter, equalBytes, parseText, toHex, toText, type Clock } from '../base/index.ts'
import { EngineError } from '../contract/errors.ts'
import type { Ledger, Rows, Transaction } from '../ledger/index.ts'
import {
  compareCards,
  isActive,
  listDevices,
  decodeStoredCard,
  isAddressText,
  parseAddress,
  type Card,
  type CardComparison,
} from '../identity/index.ts'
import { isBlockedPerson, type Devices } from './devices.ts'
import { findKnownCard, putKnownCard } from './known-cards.ts'
import { dropPictures, findPicture, keepPicture, settlePictures } from './pictures.ts'

export interface Contact {
  person: Uint8Array
  /** Decoded at each look. */
  readonly card: Card
  name: string
  since: number
  isBlocked: boolean
  isRewritten: boolean
  /** When the user said that the safety numbers are the same; a word about the person's key, whatever devices it attests. */
  comparedAt: number | null
  /** Since when they write from another device than before; null until then, and when it was seen. */
  newDeviceAt: number | null
  /** What they were called when their name was last seen to change; null while it has not, or was seen. */
  formerName: string | null
}

interface ContactRow {
  person: Uint8Array
  card: Uint8Array
  name: string
  since: number
  blockedAt: number | null
  isRewritten: number
  comparedAt: number | null
  newDeviceAt: number | null
  formerName: string | null
}

interface Options {
  ledger: Ledger
  devices: Devices
  clock: Clock
  /** A contact shows another card: what waits for them is sealed to its box key. */
  onNewerCard: (tx: Transaction, card: Card) => void
}

/** The name that was last seen is kept until the new one is; back under it, nothing was renamed. */
const RENAME = `UPDATE contacts SET former_name = nullif(ifnull(former_name, name), ?), name = ? WHERE person = ?`
const CONTACTS = `
  SELECT person, card, name, since, blocked_at AS blockedAt, is_rewritten AS isRewritten, compared_at AS comparedAt,
    new_device_at AS newDeviceAt, former_name AS formerName
  FROM contacts JOIN cards USING (person)`

/** As if a knock of theirs had been answered with a block; it holds until they become a contact by an invite. */
const REFUSE_KNOCKS = `
  INSERT INTO knocks_in (id, person, device, name, text, card, nonce, tag, at, answer)
  SELECT randomblob(32), person, zeroblob(32), '', '', card, zeroblob(32), zeroblob(32), ?, 'block' FROM cards WHERE person = ?`
const FORGIVE_KNOCKS = "DELETE FROM knocks_in WHERE person = ? AND answer = 'block'"

export class AddressBook {
  /**
   * A known contact shows something else, or is blocked or not any more; after the commit that made it so.
   */
  readonly events = new Emitter<{ changed: Uint8Array; blocked: Uint8Array; unblocked: Uint8Array }>()
  readonly devices: Devices
  readonly #ledger: Ledger
  readonly #options: Options
  readonly #changed = new Map<string, Uint8Array>()
  #blocked: { person: Uint8Array; isBlocked: boolean }[] = []

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

  /** The one contact whose key begins so, or null when there is none or more than one. */
  findByStart(rows: Rows, start: Uint8Array): Uint8Array | null {
    const after = Buffer.concat([start, Buffer.alloc(32 - start.byteLength, 0xff)])
    const sql = 'SELECT person FROM contacts WHERE person BETWEEN ? AND ? LIMIT 2'
    const [only, another] = rows.all<{ person: Uint8Array }>(sql, start, after)
    return only === undefined || another !== undefined ? null : only.person
  }

  find(rows: Rows, person: Uint8Array): Contact | null {
    const row = rows.get<ContactRow>(`${CONTACTS} WHERE person = ?`, person)
    return row === undefined ? null : toContact(row)
  }

  list(): Contact[] {
    return this.#ledger.all<ContactRow>(`${CONTACTS} ORDER BY name COLLATE NOCASE, person`).map(toContact)
  }

  /** The contact whose device this is; null for one who is blocked. */
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

  /** A new contact, or a card of a known one. @throws MalformedRecord */
  keep(tx: Transaction, card: Card): CardComparison {
    const comparison = this.keepCard(tx, card)
    if (this.#isContact(tx, card.person)) return comparison
    const { person, name } = findKnownCard(tx, card.person)!
    const sql = 'INSERT INTO contacts (person, name, since) VALUES (?, ?, ?)'
    tx.run(sql, person, name, this.#options.clock.now())
    tx.run(FORGIVE_KNOCKS, person)
    this.rememberName(tx, person, name)
    return comparison
  }

  /**
   * A card of anybody, whichever way it came: the newest counts, and with it its devices. One that
   * contradicts the known one changes nothing but is remembered.
   * @throws MalformedRecord when it names a device of ours, or one that counts or counted for another
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
    this.devices.settle(tx, card)
    if (known !== null) this.#followContact(tx, known, card)
    return comparison
  }

  /** True if `device`, which shows this card, speaks for its person by the newest card there is. */
  isSpeaking(rows: Rows, card: Card, device: Uint8Array): boolean {
    const known = findKnownCard(rows, card.person)
    const comparison = known === null ? 'newer' : compareCards(known, card)
    if (comparison === 'rewritten') return false
    return isActive(comparison === 'older' ? known!.devices : card.devices, device)
  }

  /** What a newer card means for a contact. */
  #followContact(tx: Transaction, known: Card, card: Card): void {
    const { person, name } = card
    if (!this.#isContact(tx, person)) return
    const wasKnown = listDevices(known.devices).some((device) => equalBytes(device, card.signedBy))
    const now = this.#options.clock.now()
    if (!wasKnown) tx.run('UPDATE contacts SET new_device_at = ? WHERE person = ?', now, person)
    this.#rename(tx, person, name)
    this.#options.onNewerCard(tx, card)
    this.#tellChanged(person)
  }

  /** A name is a line of text to us, and somebody blocked says nothing: theirs is followed once they are unblocked. */
  #rename(tx: Transaction, person: Uint8Array, name: string): void {
    if (this.isBlockedPerson(tx, person)) return
    tx.run(RENAME, name, name, person)
    this.rememberName(tx, person, name)
  }

  /**
   * A picture from this person's feed: shown if their card names it, else kept for the card behind it. False when it takes the
   * place of one that no card came for. @throws MalformedRecord when it is no picture
   */
  offerPicture(tx: Transaction, person: Uint8Array, bytes: Uint8Array): boolean {
    const contact = this.find(tx, person)
    if (contact === null) return true
    const { isNamed, replaced } = keepPicture(tx, person, bytes, contact.card.picture)
    if (isNamed) this.#tellChanged(person)
    return !replaced
  }

  /** A card has come from this person's feed, new or not: their pictures follow the newest. False when one came that neither names. */
  settlePictures(tx: Transaction, received: Card): boolean {
    const newest = this.find(tx, received.person)?.card.picture ?? null
    return settlePictures(tx, received.person, received.picture, newest)
  }

  /** The picture that the contact's card names, once it has come. */
  findPicture(rows: Rows, { person, card }: Contact): Uint8Array | null {
    return card.picture === null ? null : findPicture(rows, person, card.picture)
  }

  /** `at` null takes it back. */
  setCompared(tx: Transaction, person: Uint8Array, at: number | null): void {
    tx.run('UPDATE contacts SET compared_at = ? WHERE person = ?', at, person)
    this.#tellChanged(person)
  }

  #tellChanged(person: Uint8Array): void {
    this.#changed.set(toHex(person), person)
  }

  /** That they write from a new device was read. */
  seeNewDevice(tx: Transaction, person: Uint8Array): void {
    tx.run('UPDATE contacts SET new_device_at = NULL WHERE person = ?', person)
    this.#tellChanged(person)
  }

  /** Nothing of theirs is taken any more, whichever device it comes from. A knock of theirs is gone. */
  block(tx: Transaction, person: Uint8Array): void {
    const sql = 'UPDATE contacts SET blocked_at = ? WHERE person = ? AND blocked_at IS NULL'
    if (tx.run(sql, this.#options.clock.now(), person).changes === 0) return
    tx.run('DELETE FROM knocks_in WHERE person = ? AND answer IS NULL', person)
    this.devices.noteChange()
    this.#blocked.push({ person, isBlocked: true })
  }

  /** They may knock again, and what they wrote meanwhile is read on. */
  unblock(tx: Transaction, person: Uint8Array): void {
    const sql = 'UPDATE contacts SET blocked_at = NULL WHERE person = ? AND blocked_at IS NOT NULL'
    if (tx.run(sql, person).changes === 0) return
    tx.run(FORGIVE_KNOCKS, person)
    this.#rename(tx, person, findKnownCard(tx, person)!.name)
    this.devices.noteChange()
    this.#blocked.push({ person, isBlocked: false })
  }

  /** Who was met in a group, or is followed, stays known as that. Who was blocked is not heard at the door either. */
  remove(tx: Transaction, person: Uint8Array): void {
    if (this.isBlockedPerson(tx, person)) tx.run(REFUSE_KNOCKS, this.#options.clock.now(), person)
    if (tx.get('SELECT 1 FROM acquaintances WHERE person = ?', person) === undefined) {
      this.devices.forget(tx, person)
      tx.run('DELETE FROM cards WHERE person = ?', person)
    }
    dropPictures(tx, person)
    tx.run('DELETE FROM contacts WHERE person = ?', person)
    this.devices.noteChange()
  }

  /** That they are called otherwise was read. */
  seeName(tx: Transaction, person: Uint8Array): void {
    tx.run('UPDATE contacts SET former_name = NULL WHERE person = ?', person)
    this.#tellChanged(person)
  }

  /** A name outlives its contact: old letters still say from whom they are. That of somebody blocked stays as it is. */
  rememberName(tx: Transaction, person: Uint8Array, name: string): void {
    if (this.isBlockedPerson(tx, person)) return
    tx.run(
      'INSERT INTO known_names VALUES (?, ?) ON CONFLICT DO UPDATE SET name = excluded.name',
      person,
      name,
    )
  }

  /** The name a person is shown by; one never met by a short form of their key. */
  nameOf(rows: Rows, person: Uint8Array): string {
    const row = rows.get<{ name: string }>('SELECT name FROM known_names WHERE person = ?', person)
    return row?.name ?? `(${toText(person).slice(0, 8)})`
  }

  /** Everyone ever met whose name is like this. */
  findNamed(name: string): Uint8Array[] {
    const rows = this.#ledger.all<{ person: Uint8Array; name: string }>(
      'SELECT person, name FROM known_names',
    )
    return rows.filter((row) => this.isNameLike(row.name, name)).map(({ person }) => person)
  }

  /** Whether a name, or a word in it, begins as typed. */
  isNameLike(name: string, typed: string): boolean {
    const folded = foldName(name)
    const wanted = foldName(typed)
    return folded.startsWith(wanted) || folded.split(/\s+/).some((word) => word.startsWith(wanted))
  }

  /** The contact meant by an id, an address or an unambiguous name. @throws NOT_FOUND, AMBIGUOUS */
  resolve(who: string): Contact {
    const person = isAddressText(who) ? parseAddress(who).person : parseText(who)
    const byId = person === null ? null : this.find(this.#ledger, person)
    if (byId !== null) return byId
    // An id means its person and nobody else, whatever somebody calls themselves.
    if (person?.byteLength === 32) throw new EngineError('NOT_FOUND', `No contact has the id ${who}.`)
    const wanted = foldName(who)
    // A name that somebody has given up counts as theirs until that was seen: nobody slips in under it.
    const [named, another] = this.#ledger
      .all<{ person: Uint8Array; name: string; formerName: string | null }>(
        'SELECT person, name, former_name AS formerName FROM contacts ORDER BY person',
      )
      .filter(({ name, formerName }) => [name, formerName ?? name].some((one) => foldName(one) === wanted))
    if (named === undefined) throw new EngineError('NOT_FOUND', `No contact is called ${who}.`)
    if (another === undefined) return this.find(this.#ledger, named.person)!
    const persons = [named, another].map(({ person }) => toText(person))
    throw new EngineError('AMBIGUOUS', `Several contacts are called ${who}.`, { details: { persons } })
  }
}

function foldName(name: string): string {
  return name.normalize('NFKC').trim().toLowerCase()
}

function toContact(row: ContactRow): Contact {
  const { person, name, since } = row
  return {
    person,
    name,
    since,
    isBlocked: row.blockedAt !== null,
    isRewritten: row.isRewritten === 1,
    comparedAt: row.comparedAt,
    newDeviceAt: row.newDeviceAt,
    formerName: row.formerName,
    get card() {
      return decodeStoredCard(row.card)
    },
  }
}

/** How many contacts there are, blocked ones among them. */
export function countContacts(rows: Rows): number {
  return rows.get<{ count: number }>('SELECT count(*) AS count FROM contacts')!.count
}
