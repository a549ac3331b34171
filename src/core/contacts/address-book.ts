// The address book: contacts with their cards, and who is blocked. Everything that asks "who is this device?" ends here.
// compose takes its readers from it, receive its authors.
import { Emitter, equalBytes, MalformedRecord, parseText, toHex, toText } from '../base/index.ts'
import { EngineError } from '../contract/errors.ts'
import type { Ledger, Reader, Transaction } from '../ledger/index.ts'
import {
  compareCards,
  decodeStoredCard,
  encodeCard,
  hasDevice,
  isAddressText,
  parseAddress,
  type Card,
  type CardComparison,
} from '../identity/index.ts'
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
}

interface ContactRow {
  person: Uint8Array
  card: Uint8Array
  name: string
  since: number
  blocked_at: number | null
  is_rewritten: number
  compared_at: number | null
  new_device_at: number | null
}

export class AddressBook {
  /** A known contact shows something else, after the commit that made it so. */
  readonly events = new Emitter<{ changed: Uint8Array }>()
  readonly #ledger: Ledger
  readonly #changed = new Map<string, Uint8Array>()

  constructor(ledger: Ledger) {
    this.#ledger = ledger
    ledger.onCommit(() => {
      const changed = [...this.#changed.values()]
      this.#changed.clear()
      for (const person of changed) this.events.emit('changed', person)
    })
  }

  /** The one contact whose key begins so, or null when there is none or more than one. */
  findByStart(reader: Reader, start: Uint8Array): Uint8Array | null {
    const after = Buffer.concat([start, Buffer.alloc(32 - start.byteLength, 0xff)])
    const sql = 'SELECT person FROM contacts WHERE person BETWEEN ? AND ? LIMIT 2'
    const [only, another] = reader.all<{ person: Uint8Array }>(sql, start, after)
    return only === undefined || another !== undefined ? null : only.person
  }

  find(reader: Reader, person: Uint8Array): Contact | null {
    const row = reader.get<ContactRow>('SELECT * FROM contacts WHERE person = ?', person)
    return row === undefined ? null : toContact(row)
  }

  list(): Contact[] {
    return this.#ledger
      .all<ContactRow>('SELECT * FROM contacts ORDER BY name COLLATE NOCASE, person')
      .map(toContact)
  }

  /** Whose device this is, unless they are blocked. */
  whoIs = (device: Uint8Array): Uint8Array | null => {
    const row = this.#ledger.get<{ person: Uint8Array }>(
      `SELECT person FROM contact_devices JOIN contacts USING (person) WHERE device = ? AND blocked_at IS NULL`,
      device,
    )
    return row?.person ?? null
  }

  isBlocked = (device: Uint8Array): boolean =>
    this.#ledger.get(
      'SELECT 1 FROM contact_devices JOIN contacts USING (person) WHERE device = ? AND blocked_at IS NOT NULL',
      device,
    ) !== undefined

  /**
   * A new contact, or a newer card of a known one. A card that contradicts the known one changes nothing but is remembered.
   * `proven` is the device that sent it over its own connection: what merely stands on a card never takes a device from another.
   * @throws MalformedRecord when the card claims another contact's device
   */
  keep(tx: Transaction, card: Card, now: number, proven: Uint8Array | null = null): CardComparison {
    const known = this.find(tx, card.person)
    const comparison = known === null ? 'newer' : compareCards(known.card, card)
    if (comparison === 'rewritten')
      tx.run('UPDATE contacts SET is_rewritten = 1 WHERE person = ?', card.person)
    if (comparison !== 'newer') return comparison
    this.#checkDevices(tx, card, proven)
    tx.run(
      `INSERT INTO contacts (person, card, name, since) VALUES (?, ?, ?, ?)
       ON CONFLICT (person) DO UPDATE SET card = excluded.card, name = excluded.name`,
      ...[card.person, encodeCard(card), card.name, now],
    )
    if (known !== null) this.#noteOtherDevice(tx, known.card, card, now)
    this.#keepDevices(tx, card)
    if (known !== null) this.#tellChanged(card.person)
    return comparison
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
  findPicture(reader: Reader, { person, card }: Contact): Uint8Array | null {
    return card.picture === null ? null : findPicture(reader, person, card.picture)
  }

  /** `at` null takes it back. */
  setCompared(tx: Transaction, person: Uint8Array, at: number | null): void {
    tx.run('UPDATE contacts SET compared_at = ? WHERE person = ?', at, person)
    this.#tellChanged(person)
  }

  #tellChanged(person: Uint8Array): void {
    this.#changed.set(toHex(person), person)
  }

  #checkDevices(tx: Transaction, card: Card, proven: Uint8Array | null): void {
    for (const { device } of card.devices.devices) {
      const owner = tx.get<{ person: Uint8Array }>(
        'SELECT person FROM contact_devices WHERE device = ?',
        device,
      )?.person
      const isTaken = owner !== undefined && !equalBytes(owner, card.person)
      if (isTaken && (proven === null || !equalBytes(proven, device)))
        throw new MalformedRecord('another contact’s device')
    }
  }

  /** What a device wrote stays its person's, also when it speaks for them no more. */
  #noteOtherDevice(tx: Transaction, known: Card, card: Card, now: number): void {
    for (const { device } of known.devices.devices)
      if (!hasDevice(card.devices, device))
        tx.run('INSERT OR IGNORE INTO former_devices VALUES (?, ?)', device, card.person)
    const wasKnown = known.devices.devices.some(({ device }) => equalBytes(device, card.signedBy))
    if (!wasKnown) tx.run('UPDATE contacts SET new_device_at = ? WHERE person = ?', now, card.person)
  }

  /** Whether this device writes for this person, or did. */
  isDeviceOf(reader: Reader, person: Uint8Array, device: Uint8Array): boolean {
    const sql = `SELECT 1 FROM contact_devices WHERE person = ? AND device = ?
      UNION ALL SELECT 1 FROM former_devices WHERE person = ? AND device = ?`
    return reader.get(sql, person, device, person, device) !== undefined
  }

  /** The device to ask for what this one wrote: the same, or the one that took its place. */
  currentDevice(reader: Reader, person: Uint8Array, device: Uint8Array): Uint8Array {
    const sql = 'SELECT 1 FROM former_devices WHERE person = ? AND device = ?'
    if (reader.get(sql, person, device) === undefined) return device
    return this.find(reader, person)?.card.releaser.device ?? device
  }

  /** That they write from a new device was read. */
  seeNewDevice(tx: Transaction, person: Uint8Array): void {
    tx.run('UPDATE contacts SET new_device_at = NULL WHERE person = ?', person)
    this.#tellChanged(person)
  }

  #keepDevices(tx: Transaction, card: Card): void {
    tx.run('DELETE FROM contact_devices WHERE person = ?', card.person)
    for (const { device } of card.devices.devices.filter((entry) => hasDevice(card.devices, entry.device))) {
      tx.run('INSERT OR REPLACE INTO contact_devices VALUES (?, ?)', device, card.person)
    }
    for (const { device } of card.devices.devices.filter((entry) => !hasDevice(card.devices, entry.device)))
      tx.run('INSERT OR IGNORE INTO former_devices VALUES (?, ?)', device, card.person)
    this.rememberName(tx, card.person, card.name)
  }

  /** Blocked and not yet known persons are kept too, so that a stranger can be blocked at the door. */
  block(tx: Transaction, person: Uint8Array, now: number): void {
    tx.run('UPDATE contacts SET blocked_at = ? WHERE person = ? AND blocked_at IS NULL', now, person)
  }

  unblock(tx: Transaction, person: Uint8Array): void {
    tx.run('UPDATE contacts SET blocked_at = NULL WHERE person = ?', person)
  }

  remove(tx: Transaction, person: Uint8Array): void {
    tx.run('DELETE FROM contact_devices WHERE person = ?', person)
    tx.run('DELETE FROM former_devices WHERE person = ?', person)
    dropPictures(tx, person)
    tx.run('DELETE FROM contacts WHERE person = ?', person)
  }

  /** A name outlives its contact: old letters still say from whom they are. */
  rememberName(tx: Transaction, person: Uint8Array, name: string): void {
    tx.run(
      'INSERT INTO known_names VALUES (?, ?) ON CONFLICT DO UPDATE SET name = excluded.name',
      person,
      name,
    )
  }

  /** The name a person is shown by; one never met by a short form of their key. */
  nameOf(reader: Reader, person: Uint8Array): string {
    const row = reader.get<{ name: string }>('SELECT name FROM known_names WHERE person = ?', person)
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
    const wanted = foldName(who)
    const [named, another] = this.#ledger
      .all<{ person: Uint8Array; name: string }>('SELECT person, name FROM contacts ORDER BY person')
      .filter(({ name }) => foldName(name) === wanted)
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
    isBlocked: row.blocked_at !== null,
    isRewritten: row.is_rewritten === 1,
    comparedAt: row.compared_at,
    newDeviceAt: row.new_device_at,
    get card() {
      return decodeStoredCard(row.card)
    },
  }
}
