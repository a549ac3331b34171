// The moment two people become contacts, however they met: one transaction keeps card and secrets, then the network is told.
// From here on notices have a way: both feeds can be computed by both sides.
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
  /** The feed begins with our card's picture, and with notices that the person has not confirmed. */
  onNewFeed: (tx: Transaction, person: Uint8Array) => void
  /** They have lost what their device before had: everything since then is told again. */
  onNewDevice: (tx: Transaction, person: Uint8Array, since: number) => void
}

export class NewPair {
  readonly events = new Emitter<{ paired: Uint8Array }>()
  readonly #options: Options

  constructor(options: Options) {
    this.#options = options
  }

  /**
   * `pairSecret` null keeps the pair that both already have. `since`: what they still have of what
   * was told to a device before.
   * @throws MalformedRecord for somebody blocked, and for a device that does not speak for them any more
   */
  store(
    tx: Transaction,
    pair: { card: Card; device: Uint8Array; pairSecret: Uint8Array | null; since?: number },
  ): void {
    const { addressBook, feeds, onNewFeed, onNewDevice } = this.#options
    const { person } = pair.card
    const before = feeds.find(tx, person)
    if (addressBook.isBlockedPerson(tx, person)) throw new MalformedRecord('a pair with somebody blocked')
    addressBook.keep(tx, pair.card)
    const owner = addressBook.devices.ownerOf(tx, pair.device)
    if (owner === null || !equalBytes(owner, person))
      throw new MalformedRecord('a pair with a device that does not speak for its person')
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
