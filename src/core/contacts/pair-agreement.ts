// The offer that two people exchange to become contacts: a card, its KEM key and a nonce. The one
// who asks sends an offer. The other seals an offer to its KEM key and answers with it. Both derive
// the same pair secret: from their pair keys, from the secret of the sealed answer, and from all
// that was sent. So it holds as long as X25519 or ML-KEM holds.
import {
  bytesUpTo,
  concatBytes,
  equalBytes,
  key32,
  MalformedRecord,
  optional,
  record,
  type EncodedBy,
} from '../base/index.ts'
import {
  checkKemKey,
  decodeCard,
  isActive,
  kemKeyEncoding,
  latestBoxKey,
  sortPersons,
  type Card,
  type Identity,
} from '../identity/index.ts'
import {
  agreeSecret,
  encapsulate,
  hash,
  KEM_BOX_OVERHEAD_BYTES,
  sealWithKem,
  type BoxPlace,
} from '../seal/index.ts'

/** An offer whose card and KEM key were checked. */
export interface CheckedOffer extends PairOffer {
  decoded: Card
}

export const MAX_CARD_BYTES = 16 * 1024
/** A card, a KEM key and two hashes. */
const MAX_OFFER_BYTES = MAX_CARD_BYTES + 2048
export const MAX_ANSWER_BYTES = MAX_OFFER_BYTES + KEM_BOX_OVERHEAD_BYTES

/** Sent. */
export const pairOfferForm = record('pair offer', {
  card: bytesUpTo(MAX_CARD_BYTES),
  kemKey: kemKeyEncoding,
  nonce: key32,
  /** Proof of a pair secret that both already share, so that both can keep it. */
  known: optional(key32),
})
export type PairOffer = EncodedBy<typeof pairOfferForm>

/**
 * Decodes an offer and checks its card and KEM key.
 * @throws MalformedRecord if the card does not name `device`, which sent the offer
 */
export function decodeOffer(bytes: Uint8Array, device: Uint8Array): CheckedOffer {
  const offer = pairOfferForm.decode(bytes)
  return { ...offer, decoded: checkSentCard(offer, device) }
}

/**
 * Returns the card of an offer or a knock.
 * @throws MalformedRecord if it does not name `device`, which sent it, and this KEM key
 */
export function checkSentCard(
  { card, kemKey }: { card: Uint8Array; kemKey: Uint8Array },
  device: Uint8Array,
): Card {
  const decoded = decodeCard(card)
  if (!isActive(decoded.devices, device))
    throw new MalformedRecord('the card does not name the sending device')
  checkKemKey(decoded, kemKey)
  return decoded
}

/** What a sealed answer adds to the pair secret. */
export interface Exchange {
  /** The secret of its KEM box. */
  secret: Uint8Array
  /** The hash of the bytes that it answers. */
  asked: Uint8Array
  /** The hash of its own bytes. */
  answer: Uint8Array
}

/** Returns the id of an offer or a knock, and the place of its answer. */
export function hashAsked(asked: Uint8Array): Uint8Array {
  return hash('fumikura/pair-offer/1', asked)
}

function placeOf(asked: Uint8Array): BoxPlace {
  return { purpose: 'answer', place: [asked] }
}

function exchangeOf(secret: Uint8Array, asked: Uint8Array, sealed: Uint8Array): Exchange {
  return { secret, asked, answer: hash('fumikura/pair-answer/1', sealed) }
}

/**
 * Seals an offer as the answer to another one, or to a knock.
 * @param asked the hash of what it answers
 * @throws MalformedRecord if the KEM key is not usable
 */
export function sealAnswer(
  kemKey: Uint8Array,
  asked: Uint8Array,
  offer: PairOffer,
): { sealed: Uint8Array; exchange: Exchange } {
  const kem = encapsulate(kemKey)
  const sealed = sealWithKem(kem, placeOf(asked), pairOfferForm.encode(offer))
  return { sealed, exchange: exchangeOf(kem.secret, asked, sealed) }
}

/**
 * Opens the answer to an own offer or knock, which was sent with `ownCard`.
 * @throws MalformedRecord if it was not sealed for it, or its card does not name `device`
 */
export function openAnswer(
  { boxKeys }: Identity,
  { card, asked }: { card: Card; asked: Uint8Array },
  sealed: Uint8Array,
  device: Uint8Array,
): CheckedOffer & { exchange: Exchange } {
  const opened = boxKeys.openKem(latestBoxKey(card).number, placeOf(asked), sealed)
  if (opened === null) throw new MalformedRecord('an answer that was not sealed for this offer')
  return { ...decodeOffer(opened.plaintext, device), exchange: exchangeOf(opened.secret, asked, sealed) }
}

export interface PairSide {
  /** The card that was sent. A later one may name another key. */
  card: Card
  nonce: Uint8Array
}

/**
 * Returns H(label ‖ X25519(pair keys) ‖ exchange ‖ both nonces ‖ persons). Persons and nonces are
 * sorted by the persons' keys.
 */
export function agreePairSecret(
  { boxKeys }: Identity,
  own: PairSide,
  their: PairSide,
  { secret: kemSecret, asked, answer }: Exchange,
): Uint8Array {
  const ownPair = boxKeys.pair(latestBoxKey(own.card).number)
  const [first, second] = sortPersons(own.card.person, their.card.person)
  const nonces = equalBytes(first, own.card.person)
    ? concatBytes(own.nonce, their.nonce)
    : concatBytes(their.nonce, own.nonce)
  const theirKey = latestBoxKey(their.card).publicKey
  const parts = [kemSecret, asked, answer, nonces, first, second]
  const secret = ownPair === null ? null : agreeSecret('fumikura/pair/1', ownPair, theirKey, ...parts)
  if (secret === null || equalBytes(own.card.person, their.card.person))
    throw new MalformedRecord('no pair secret can be derived from this card and nonce')
  return secret
}

/** Returns a proof of the pair secret that does not reveal it. */
export function pairSecretProof(pairSecret: Uint8Array): Uint8Array {
  return hash('fumikura/pair-known/1', pairSecret)
}
