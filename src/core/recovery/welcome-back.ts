// The contact's side: a device that nobody knows says that it is a person who is known, and proves it by the era their root has signed.
// From then on it is they who write from there, the device before is a stranger, and everything it may have lost is told again.
import { equalBytes, MalformedRecord } from '../base/index.ts'
import type { AddressBook, NewPair } from '../contacts/index.ts'
import type { PairFeeds } from '../feeds/index.ts'
import { isActive, type Card, type Identity } from '../identity/index.ts'
import type { Ledger, Transaction } from '../ledger/index.ts'
import type { Peer, Peers } from '../network/index.ts'
import { decodeReturn, encodeReturnAnswer, MAX_RETURN_BYTES, type Return } from './return-record.ts'

interface Options {
  ledger: Ledger
  identity: Identity
  feeds: PairFeeds
  addressBook: AddressBook
  newPair: NewPair
  peers: Peers
  /** After the commit: this contact writes from another device. */
  onReturned: (person: Uint8Array) => void
}

export class WelcomeBack {
  readonly #options: Options

  constructor(options: Options) {
    this.#options = options
  }

  /** Before the first wire comes. */
  listen(): void {
    this.#options.peers.respond({
      name: 'return',
      isForStrangers: true,
      maxRequestBytes: MAX_RETURN_BYTES,
      handle: (peer, bytes) => this.#hear(peer, bytes),
    })
  }

  async #hear(peer: Peer, bytes: Uint8Array): Promise<Uint8Array> {
    const said = decodeReturn(bytes, peer.device)
    const { person } = said.decoded
    const { ledger, feeds, newPair, peers, onReturned } = this.#options
    const before = feeds.find(ledger, person)
    const isNew = await ledger.write((tx) => this.#keep(tx, said, peer.device))
    if (isNew) {
      // Before the answer: from then on they ask for the feed that they lost.
      peers.refresh(peer.device)
      newPair.announce({ person, device: peer.device })
      if (before !== null) {
        peers.undial(before.device)
        peers.refresh(before.device)
      }
      onReturned(person)
    }
    const length = feeds.lengthOfFormer(ledger, person, said.core)
    return encodeReturnAnswer({ length, told: feeds.lengthOfMine(ledger, person) })
  }

  /** Whether it was news: the same is said again when our answer was lost. @throws MalformedRecord for whoever is not welcome */
  #keep(tx: Transaction, said: Return & { decoded: Card }, device: Uint8Array): boolean {
    const { addressBook, feeds, identity, newPair } = this.#options
    const { decoded: card, boxNumber, sealed, since } = said
    const contact = addressBook.find(tx, card.person)
    if (contact === null || contact.isBlocked) throw new MalformedRecord('a return of nobody known')
    const pair = feeds.find(tx, card.person)
    if (pair !== null && equalBytes(pair.device, device)) return false
    // Their card may have come before them, by a group that we share.
    if (!addressBook.isSpeaking(tx, card, device)) throw new MalformedRecord('a return under an older era')
    if (pair !== null && isActive(card.devices, pair.device))
      throw new MalformedRecord('a return while the device before still speaks')
    const pairSecret = identity.openSealed(boxNumber, sealed)
    if (pairSecret?.byteLength !== 32) throw new MalformedRecord('a return whose secret is not for us')
    newPair.store(tx, { card, device, pairSecret, since })
    return true
  }
}
