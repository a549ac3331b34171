// The contact's side. An unknown device claims to be a known person, and proves it with a device
// era that the root signed.
// After that, this person writes from the new device, the old device counts as a stranger, and
// records that it may have lost are repeated.
import type { DeliveryParts } from '../delivery/index.ts'
import { compareBytes, equalBytes, MalformedRecord } from '../base/index.ts'
import type { NewPair } from '../contacts/index.ts'
import { isActive, type Card } from '../identity/index.ts'
import type { Transaction } from '../ledger/index.ts'
import type { Peer } from '../network/index.ts'
import { hash } from '../seal/index.ts'
import { isReturningTo } from './return-notifier.ts'
import {
  decodeReturn,
  returnAnswerForm,
  MAX_RETURN_BYTES,
  returnPlace,
  type Return,
} from './return-record.ts'

interface Options extends Pick<DeliveryParts, 'ledger' | 'identity' | 'feeds' | 'addressBook' | 'peers'> {
  newPair: NewPair
  /** Called after the commit when this contact writes from another device. */
  onReturned: (person: Uint8Array) => void
}

export class ReturnReceiver {
  readonly #options: Options

  constructor(options: Options) {
    this.#options = options
  }

  /** Call this function before the first connection. */
  listen(): void {
    this.#options.peers.respond({
      name: 'return',
      isForStrangers: true,
      maxRequestBytes: MAX_RETURN_BYTES,
      handle: (peer, bytes) => this.#receive(peer, bytes),
    })
  }

  async #receive(peer: Peer, bytes: Uint8Array): Promise<Uint8Array> {
    const request = decodeReturn(bytes, peer.device)
    const { person } = request.decoded
    const { ledger, feeds, newPair, peers, onReturned } = this.#options
    const before = feeds.find(ledger, person)
    const isNew = await ledger.write((tx) => this.#keep(tx, request, peer.device))
    if (isNew) {
      // Do this before the answer, so that the contact then asks for the feed that they lost.
      peers.refresh(peer.device)
      newPair.announce({ person, device: peer.device })
      if (before !== null) {
        peers.undial(before.device)
        peers.refresh(before.device)
      }
      onReturned(person)
    }
    const length = feeds.lengthOfFormer(ledger, person, request.core)
    return returnAnswerForm.encode({ length, repeated: feeds.lengthOfMine(ledger, person) })
  }

  /**
   * True if the request was new. The contact repeats a request if our answer was lost.
   * @throws MalformedRecord for an unknown, blocked or outdated sender
   */
  #keep(tx: Transaction, request: Return & { decoded: Card }, device: Uint8Array): boolean {
    const { addressBook, feeds, identity, newPair } = this.#options
    const { decoded: card, kemKey, boxNumber, sealed, since } = request
    const contact = addressBook.find(tx, card.person)
    if (contact === null || contact.isBlocked)
      throw new MalformedRecord('a return of an unknown or blocked person')
    const pair = feeds.find(tx, card.person)
    if (pair !== null && equalBytes(pair.device, device)) return false
    // The card may be here already, by way of a common group.
    if (!addressBook.isSpeaking(tx, card, device)) throw new MalformedRecord('a return under an older era')
    if (pair !== null && isActive(card.devices, pair.device))
      throw new MalformedRecord('a return while the former device is still active')
    const at = returnPlace(card.person, identity.person, device)
    const offered = identity.boxKeys.openKem(boxNumber, at, sealed)?.plaintext
    if (offered?.byteLength !== 32) throw new MalformedRecord('a return whose secret is not for us')
    const isCrossing = pair !== null && isReturningTo(tx, card.person, device)
    const pairSecret = isCrossing ? chooseSecret(pair.pairSecret, offered) : offered
    newPair.store(tx, { card, kemKey, device, pairSecret, since })
    return true
  }
}

/** Two returns cross, and both sides see the same two secrets. Both choose the same one. */
function chooseSecret(own: Uint8Array, offered: Uint8Array): Uint8Array {
  const [one, other] = [own, offered].map((secret) => hash('fumikura/return-choice/1', secret))
  return compareBytes(one!, other!) <= 0 ? own : offered
}
