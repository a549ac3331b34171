// The offer that two people exchange to become contacts: a card and a nonce. Both derive the same
// pair secret.
// No secret is sent, because the pair secret follows from the box keys on the cards, both nonces
// and both persons.
import {
  bytesUpTo,
  concatBytes,
  decodeRecord,
  encodeRecord,
  equalBytes,
  key32,
  MalformedRecord,
  optional,
  record,
  type Extended,
} from '../base/index.ts'
import {
  decodeCard,
  isActive,
  latestBoxKey,
  sortPersons,
  type Card,
  type Identity,
} from '../identity/index.ts'
import { agreeSecret, hash } from '../seal/index.ts'

export interface PairOffer extends Extended {
  card: Uint8Array
  nonce: Uint8Array
  /** Proof of a pair secret that both already share, so that both can keep it. */
  known: Uint8Array | null
}

const MAX_CARD_BYTES = 16 * 1024

/** Sent. */
export const pairOfferEncoding = record('pair offer', {
  card: bytesUpTo(MAX_CARD_BYTES),
  nonce: key32,
  known: optional(key32),
})

export function encodeOffer(offer: PairOffer): Uint8Array {
  return encodeRecord(pairOfferEncoding, offer)
}

/**
 * Decodes an offer and checks its card.
 * @throws MalformedRecord if the card does not name `device`, which sent the offer
 */
export function decodeOffer(bytes: Uint8Array, device: Uint8Array): PairOffer & { decoded: Card } {
  const offer = decodeRecord(pairOfferEncoding, bytes)
  const decoded = decodeCard(offer.card)
  if (!isActive(decoded.devices, device))
    throw new MalformedRecord('the card in the offer does not name the sending device')
  return { ...offer, decoded }
}

/**
 * Returns H(label ‖ X25519(box keys) ‖ both nonces ‖ persons). Persons and nonces are sorted by the
 * persons' keys.
 */
export function agreePairSecret(
  identity: Identity,
  ownNonce: Uint8Array,
  their: { card: Card; nonce: Uint8Array },
): Uint8Array {
  const { person, card } = identity
  const ownBox = identity.boxKeyPair(latestBoxKey(card).number)
  const [first, second] = sortPersons(person, their.card.person)
  const nonces = equalBytes(first, person)
    ? concatBytes(ownNonce, their.nonce)
    : concatBytes(their.nonce, ownNonce)
  const secret =
    ownBox === null
      ? null
      : agreeSecret('fumikura/pair/1', ownBox, latestBoxKey(their.card).publicKey, nonces, first, second)
  if (secret === null || equalBytes(person, their.card.person))
    throw new MalformedRecord('no pair secret can be derived from this card and nonce')
  return secret
}

/** Returns a proof of the pair secret that does not reveal it. */
export function pairSecretProof(pairSecret: Uint8Array): Uint8Array {
  return hash('fumikura/pair-known/1', pairSecret)
}
