// The address book: contacts with their cards, and who is blocked. Everything that asks "who is this device?" ends here.
// compose takes its readers from it, receive its authors.
import { equalBytes, MalformedRecord, parseText, toText } from '../base/index.ts'
import { EngineError } from '../contract/errors.ts'
import type { Ledger, Reader, Schema, Transaction } from '../ledger/index.ts'
import {
  compareCards,
  decodeStoredCard,
  encodeCard,
  hasDevice,
  isAddressText,
  latestBoxKey,
  parseAddress,
  type Card,
  type CardComparison,
} from '../identity/index.ts'
import { sealToBox } from '../seal/index.ts'

export const contactsSchema: Schema = {
  noun: 'contacts',
  steps: [
    `CREATE TABLE contacts (
       person BLOB PRIMARY KEY, card BLOB NOT NULL, name TEXT NOT NULL, since INTEGER NOT NULL,
       blocked_at INTEGER, is_rewritten INTEGER NOT NULL DEFAULT 0
     ) STRICT, WITHOUT ROWID;
     CREATE TABLE contact_devices (device BLOB PRIMARY KEY, person BLOB NOT NULL) STRICT, WITHOUT ROWID;
     CREATE INDEX contact_devices_by_person ON contact_devices (person);
     CREATE TABLE known_names (person BLOB PRIMARY KEY, name TEXT NOT NULL) STRICT, WITHOUT ROWID;
     CREATE TABLE invites (
       id BLOB PRIMARY KEY, invite BLOB NOT NULL, link TEXT NOT NULL, public_key BLOB NOT NULL,
       created_at INTEGER NOT NULL, expires_at INTEGER NOT NULL, revoked_at INTEGER,
       used_by BLOB, offer_hash BLOB, answer BLOB
     ) STRICT, WITHOUT ROWID;
     CREATE TABLE accepted_invites (id BLOB PRIMARY KEY, offer BLOB NOT NULL, person BLOB) STRICT, WITHOUT ROWID;
     CREATE TABLE knocks_in (
       id BLOB PRIMARY KEY, person BLOB NOT NULL, device BLOB NOT NULL, name TEXT NOT NULL, text TEXT NOT NULL, card BLOB NOT NULL,
       nonce BLOB NOT NULL, tag BLOB NOT NULL, at INTEGER NOT NULL, answer TEXT, welcome BLOB
     ) STRICT, WITHOUT ROWID;
     CREATE INDEX knocks_in_by_person ON knocks_in (person);
     CREATE TABLE knocks_out (
       id BLOB PRIMARY KEY, person BLOB NOT NULL, device BLOB NOT NULL, knock BLOB NOT NULL, nonce BLOB NOT NULL, at INTEGER NOT NULL,
       delivered_at INTEGER, answered_at INTEGER
     ) STRICT, WITHOUT ROWID;
     CREATE TABLE contact_settings (name TEXT PRIMARY KEY, value INTEGER NOT NULL) STRICT, WITHOUT ROWID;`,
  ],
}

export interface Contact {
  person: Uint8Array
  /** Decoded at each look. */
  readonly card: Card
  name: string
  since: number
  isBlocked: boolean
  isRewritten: boolean
}

interface ContactRow {
  person: Uint8Array
  card: Uint8Array
  name: string
  since: number
  blocked_at: number | null
  is_rewritten: number
}

export class AddressBook {
  readonly #ledger: Ledger

  constructor(ledger: Ledger) {
    this.#ledger = ledger
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
   * @throws MalformedRecord when the card claims another contact's device, or nothing can be sealed to its box key
   */
  keep(tx: Transaction, card: Card, now: number, proven: Uint8Array | null = null): CardComparison {
    const known = this.find(tx, card.person)
    const comparison = known === null ? 'newer' : compareCards(known.card, card)
    if (comparison === 'rewritten')
      tx.run('UPDATE contacts SET is_rewritten = 1 WHERE person = ?', card.person)
    if (comparison !== 'newer') return comparison
    this.#checkDevices(tx, card, proven)
    sealToBox(latestBoxKey(card).publicKey, new Uint8Array(32))
    tx.run(
      `INSERT INTO contacts (person, card, name, since) VALUES (?, ?, ?, ?)
       ON CONFLICT (person) DO UPDATE SET card = excluded.card, name = excluded.name`,
      ...[card.person, encodeCard(card), card.name, now],
    )
    this.#keepDevices(tx, card)
    return comparison
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

  #keepDevices(tx: Transaction, card: Card): void {
    tx.run('DELETE FROM contact_devices WHERE person = ?', card.person)
    for (const { device } of card.devices.devices.filter((entry) => hasDevice(card.devices, entry.device))) {
      tx.run('INSERT OR REPLACE INTO contact_devices VALUES (?, ?)', device, card.person)
    }
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
    const [named, another] = this.list().filter((contact) => foldName(contact.name) === wanted)
    if (named === undefined) throw new EngineError('NOT_FOUND', `No contact is called ${who}.`)
    if (another === undefined) return named
    const persons = [named, another].map((contact) => toText(contact.person))
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
    get card() {
      return decodeStoredCard(row.card)
    },
  }
}
