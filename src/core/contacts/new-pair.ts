// Makes two people contacts, by invite, knock or recovery. One transaction stores the card and the
// secret, then the device is dialled.
// From here on notices can be delivered, because both sides can compute both feeds.
import { Emitter, equalBytes, MalformedRecord, type Log } from '../base/index.ts'
import type { PairFeeds } from '../feeds/index.ts'
import type { Card } from '../identity/index.ts'
import type { Transaction } from '../ledger/index.ts'
import type { Peers } from '../network/index.ts'
import type { AddressBook } from './address-book.ts'

interface Options {
  addressBook: AddressBook
  feeds: PairFeeds
  peers: Peers
  log: Log
  /**
   * Begins a new feed with our card's picture and the notices that the person has not confirmed.
   */
  onNewFeed: (tx: Transaction, person: Uint8Array) => void
  /**
   * The person's new device lost the earlier one's data. Repeats all records after `since` (ms
   * since 1970).
   */
  onNewDevice: (tx: Transaction, person: Uint8Array, since: number) => void
}

export interface NewContact {
  card: Card
  /** The KEM key that the card names. */
  kemKey: Uint8Array
  device: Uint8Array
  /** Null keeps the pair that both already have. */
  pairSecret: Uint8Array | null
  /** The person still has the records from before this time, in ms since 1970. */
  since?: number
}

export class NewPair {
  readonly events = new Emitter<{ paired: Uint8Array }>()
  readonly #options: Options

  constructor(options: Options) {
    this.#options = options
  }

  /**
   * @throws MalformedRecord for a blocked person, and for a device that their newest card does not
   * name
   */
  store(tx: Transaction, pair: NewContact): void {
    const { addressBook, feeds, onNewFeed, onNewDevice } = this.#options
    const { person } = pair.card
    const before = feeds.find(tx, person)
    if (addressBook.isBlockedPerson(tx, person))
      throw new MalformedRecord('cannot pair with a blocked person')
    addressBook.keep(tx, pair.card)
    addressBook.keepKemKey(tx, person, pair.kemKey)
    const owner = addressBook.devices.ownerOf(tx, pair.device)
    if (owner === null || !equalBytes(owner, person))
      throw new MalformedRecord('cannot pair with a device that the person’s card does not name')
    if (pair.pairSecret === null) return
    const next = { person, device: pair.device, pairSecret: pair.pairSecret }
    if (before === null || equalBytes(before.device, pair.device)) {
      feeds.create(tx, next)
      onNewFeed(tx, person)
    } else {
      feeds.replace(tx, next)
      onNewDevice(tx, person, pair.since ?? 0)
    }
  }

  announce(pair: { person: Uint8Array; device: Uint8Array }): void {
    const { peers, feeds } = this.#options
    const join = async (): Promise<void> => {
      await feeds.open(pair.person)
      peers.dial(pair.device)
      peers.refresh(pair.device)
      this.events.emit('paired', pair.person)
    }
    join().catch((error: unknown) => this.#options.log.warn('pair-not-joined', { message: String(error) }))
  }
}
