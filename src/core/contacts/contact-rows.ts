// The rows of contacts, each with its newest card and its block. The address book changes them.
import { decodeStoredCard, type Card } from '../identity/index.ts'
import type { Rows, Stored } from '../ledger/index.ts'

export interface Contact {
  person: Uint8Array
  /** Decoded again on each read. */
  readonly card: Card
  name: string
  since: number
  isBlocked: boolean
  isRewritten: boolean
  /**
   * When the user confirmed that the safety numbers match, in ms since 1970. It concerns the
   * person's key, not their devices.
   */
  comparedAt: number | null
  /**
   * When the contact began to write from a new device. Null if the contact did not, or if the user
   * has seen it.
   */
  newDeviceAt: number | null
  /** The contact's name before the change that the user has not yet seen. Null if there is none. */
  formerName: string | null
  /** True if the page opens letters of this person as soon as they are selected. */
  opensOnSelection: boolean
}

interface ContactRow extends Omit<Stored<Contact>, 'card' | 'isBlocked'> {
  card: Uint8Array
  blockedAt: number | null
}

const CONTACTS = `
  SELECT person, card, contacts.name AS name, since, blocked_at AS blockedAt, is_rewritten AS isRewritten, compared_at AS comparedAt,
    new_device_at AS newDeviceAt, former_name AS formerName, opens_on_selection AS opensOnSelection
  FROM contacts JOIN cards USING (person) LEFT JOIN blocked_people USING (person)`

export function findContact(rows: Rows, person: Uint8Array): Contact | null {
  const row = rows.get<ContactRow>(`${CONTACTS} WHERE person = ?`, person)
  return row === undefined ? null : toContact(row)
}

export function listContacts(rows: Rows): Contact[] {
  return rows.all<ContactRow>(`${CONTACTS} ORDER BY contacts.name COLLATE NOCASE, person`).map(toContact)
}

/** Returns their names, which is cheaper than to list them. */
export function listContactNames(rows: Rows): string[] {
  return rows.all<{ name: string }>('SELECT name FROM contacts').map(({ name }) => name)
}

/**
 * Returns the one contact whose key begins with `start`; null if there is none or more than one.
 */
export function findContactByStart(rows: Rows, start: Uint8Array): Uint8Array | null {
  const after = Buffer.concat([start, Buffer.alloc(32 - start.byteLength, 0xff)])
  const sql = 'SELECT person FROM contacts WHERE person BETWEEN ? AND ? LIMIT 2'
  const [only, another] = rows.all<{ person: Uint8Array }>(sql, start, after)
  return only === undefined || another !== undefined ? null : only.person
}

/** Returns the number of contacts, including blocked ones. */
export function countContacts(rows: Rows): number {
  return rows.get<{ count: number }>('SELECT count(*) AS count FROM contacts')!.count
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
    opensOnSelection: row.opensOnSelection === 1,
    get card() {
      return decodeStoredCard(row.card)
    },
  }
}
