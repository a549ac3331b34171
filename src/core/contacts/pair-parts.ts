// Shared by both sides of a pairing: the nouns they use, the form of the answer, and the one way to
// store a pair.
// If two people already share a pair secret, they keep it, with all records that are in transit.
import { bytesUpTo, equalBytes, oneOf, record, type Clock, type Log } from '../base/index.ts'
import type { BadInput } from '../diagnostics/index.ts'
import type { PairFeeds } from '../feeds/index.ts'
import type { Identity } from '../identity/index.ts'
import type { Ledger, Transaction } from '../ledger/index.ts'
import type { Peers } from '../network/index.ts'
import type { News } from '../news/index.ts'
import type { AddressBook } from './address-book.ts'
import type { NewPair } from './new-pair.ts'
import {
  agreePairSecret,
  MAX_ANSWER_BYTES,
  pairSecretProof,
  type CheckedOffer,
  type Exchange,
  type PairSide,
} from './pair-agreement.ts'

export interface PairingParts {
  ledger: Ledger
  identity: Identity
  clock: Clock
  peers: Peers
  addressBook: AddressBook
  feeds: PairFeeds
  newPair: NewPair
  news: News
  badInput: BadInput
  log: Log
}

/** Sent by position: append only. `asked`: the inviter decides about each guest. */
const ANSWERS = ['paired', 'used', 'expired', 'asked'] as const
/** Sent. */
export const pairAnswerForm = record('pair answer', {
  answer: oneOf(ANSWERS),
  /** blind-pairing-core's response, made with the invite. */
  response: bytesUpTo(1024),
  /** The inviter's own offer, sealed to the guest. Empty unless the answer is `paired`. */
  sealed: bytesUpTo(MAX_ANSWER_BYTES),
})

/** The method by which an inviter signals a decision. The guest then asks for it. */
export const DECIDED = 'pair-decided'

/** Returns a proof of the pair secret that we share with `person`; null if there is none. */
export function knownProof(tx: Transaction, feeds: PairFeeds, person: Uint8Array): Uint8Array | null {
  const pair = feeds.find(tx, person)
  return pair === null ? null : pairSecretProof(pair.pairSecret)
}

/** Stores contact and feeds in the caller's transaction, which completes the pairing. */
export function storePair(
  tx: Transaction,
  { feeds, identity, newPair }: PairingParts,
  own: PairSide,
  { decoded: card, kemKey, nonce, known }: CheckedOffer,
  { device, exchange }: { device: Uint8Array; exchange: Exchange },
): void {
  const proof = knownProof(tx, feeds, card.person)
  const isSame = proof !== null && known !== null && equalBytes(proof, known)
  const pairSecret = isSame ? null : agreePairSecret(identity, own, { card, nonce }, exchange)
  newPair.store(tx, { card, kemKey, device, pairSecret })
}
