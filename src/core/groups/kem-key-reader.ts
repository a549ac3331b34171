// Reads the KEM keys of the members of a group from its core of records, as far as they are not
// known here. They are needed to answer an author who is no contact, and to own the group.
import { Mutex, toHex, turn, type Log } from '../base/index.ts'
import type { Acquaintances, AddressBook } from '../contacts/index.ts'
import type { Ledger, Transaction } from '../ledger/index.ts'
import { hashKemKey } from '../seal/index.ts'
import { findGroup, listMemberKeys } from './group-row.ts'
import type { KeysPoint } from './member-keys-block.ts'
import type { RecordReader } from './record-reader.ts'

interface Options {
  ledger: Ledger
  acquaintances: Acquaintances
  addressBook: AddressBook
  reader: RecordReader
  log: Log
  /** Runs in the transaction that keeps the key of this person. */
  onArrived: (tx: Transaction, group: Uint8Array, person: Uint8Array) => void
}

export class KemKeyReader {
  readonly #options: Options
  readonly #mutex = new Mutex()
  /** Up to which block each group was read. */
  readonly #read = new Map<string, string>()

  constructor(options: Options) {
    this.#options = options
  }

  readSoon(group: Uint8Array): void {
    this.read(group).catch((error: unknown) =>
      this.#options.log.warn('member-keys-not-read', { message: String(error) }),
    )
  }

  /** Resolves when all keys are here that the newest record names. */
  async read(group: Uint8Array): Promise<void> {
    await this.#mutex.run(() => this.#readNewest(group))
  }

  async #readNewest(group: Uint8Array): Promise<void> {
    const row = findGroup(this.#options.ledger, group)
    if (row === null || row.keysPosition === null || row.keysKey === null) return
    const id = `${toHex(row.core)} ${row.keysPosition}`
    if (this.#read.get(toHex(group)) === id) return
    await this.readFrom(group, row.core, { position: row.keysPosition, key: row.keysKey }, [])
    this.#read.set(toHex(group), id)
  }

  /**
   * Keeps the keys of the members of the group and of these persons, from a core of its records.
   * @throws MalformedRecord
   */
  async readFrom(
    group: Uint8Array,
    core: Uint8Array,
    newest: KeysPoint | null,
    others: readonly Uint8Array[],
  ): Promise<void> {
    const { ledger, reader, addressBook, onArrived } = this.#options
    const missing = await this.#listMissing([...listMemberKeys(ledger, group), ...others])
    const found: { person: Uint8Array; key: Uint8Array }[] = []
    if (missing.size === 0) return
    await reader.readKeys(core, newest, (keys) => {
      for (const key of keys) {
        const id = toHex(hashKemKey(key))
        const person = missing.get(id)
        if (person !== undefined) found.push({ person, key })
        missing.delete(id)
      }
      return missing.size > 0
    })
    if (found.length === 0) return
    await ledger.write((tx) => {
      for (const { person, key } of found) {
        addressBook.keepKemKey(tx, person, key)
        onArrived(tx, group, person)
      }
    })
  }

  /** Returns the persons by the hash of the key that is missing, in hex. */
  async #listMissing(persons: readonly Uint8Array[]): Promise<Map<string, Uint8Array>> {
    const { ledger, acquaintances } = this.#options
    const missing = new Map<string, Uint8Array>()
    for (const person of persons) {
      const card = acquaintances.findCard(ledger, person)
      if (card !== null && acquaintances.findKemKey(ledger, person) === null)
        missing.set(toHex(card.kemKey), person)
      await turn.pass()
    }
    return missing
  }
}
