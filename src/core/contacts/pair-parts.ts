// What both sides of a pairing share: what they stand on, the answer's form, and the one way in which a pair is stored.
// Two who already share a pair secret keep it, and with it everything on its way.
import {
  bytesUpTo,
  decodeRecord,
  encodeRecord,
  equalBytes,
  oneOf,
  record,
  type Clock,
  type Extended,
} from '../base/index.ts'
import type { BadInput } from '../diagnostics/index.ts'
import type { PairFeeds } from '../feeds/index.ts'
import type { Card, Identity } from '../identity/index.ts'
import type { Ledger, Transaction } from '../ledger/index.ts'
import type { Peers } from '../network/index.ts'
import type { AddressBook } from './address-book.ts'
import type { NewPair } from './new-pair.ts'
import { agreePairSecret, pairSecretProof } from './pair-agreement.ts'

export interface PairingParts {
  ledger: Ledger
  identity: Identity
  clock: Clock
  peers: Peers
  addressBook: AddressBook
  feeds: PairFeeds
  newPair: NewPair
  badInput: BadInput
}

export interface PairAnswer extends Extended {
  answer: (typeof ANSWERS)[number]
  /** blind-pairing-core's response, made with the invite. */
  response: Uint8Array
  /** The inviter's own offer; empty in a refusal. */
  offer: Uint8Array
}

/** Sent by position: append only. */
const ANSWERS = ['paired', 'used', 'expired'] as const
/** Sent. */
export const pairAnswerEncoding = record('pair answer', {
  answer: oneOf(ANSWERS),
  response: bytesUpTo(1024),
  offer: bytesUpTo(20 * 1024),
})

export function encodePairAnswer(answer: PairAnswer): Uint8Array {
  return encodeRecord(pairAnswerEncoding, answer)
}

/** @throws MalformedRecord */
export function decodePairAnswer(bytes: Uint8Array): PairAnswer {
  return decodeRecord(pairAnswerEncoding, bytes)
}

/** Proof of the pair secret that is shared with `person` already, or null. */
export function knownProof(tx: Transaction, feeds: PairFeeds, person: Uint8Array): Uint8Array | null {
  const pair = feeds.find(tx, person)
  return pair === null ? null : pairSecretProof(pair.pairSecret)
}

export interface TheirOffer {
  card: Card
  nonce: Uint8Array
  known: Uint8Array | null
}

/** Contact and feeds, in the transaction that makes the pairing count. */
export function storePair(
  tx: Transaction,
  { feeds, identity, newPair }: PairingParts,
  ownNonce: Uint8Array,
  their: TheirOffer,
  device: Uint8Array,
): void {
  const own = knownProof(tx, feeds, their.card.person)
  const isSame = own !== null && their.known !== null && equalBytes(own, their.known)
  const pairSecret = isSame ? null : agreePairSecret(identity, ownNonce, their)
  newPair.store(tx, { card: their.card, device, pairSecret })
}
