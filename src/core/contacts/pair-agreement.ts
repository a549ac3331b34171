// What two people need from each other to become contacts: a card and a nonce. Both derive the same pair secret from them.
// Nothing secret is sent: the secret follows from the box keys on the cards, both nonces and both persons.
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
  /** Proof of a pair secret the sender already shares with the other, so that both may keep it. */
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

/** The offer with its card checked, and that `device`, which sent it, is on that card. @throws MalformedRecord */
export function decodeOffer(bytes: Uint8Array, device: Uint8Array): PairOffer & { decoded: Card } {
  const offer = decodeRecord(pairOfferEncoding, bytes)
  const decoded = decodeCard(offer.card)
  if (!isActive(decoded.devices, device)) throw new MalformedRecord('offer of another’s card')
  return { ...offer, decoded }
}

/** H(label ‖ X25519(box keys) ‖ both nonces ‖ persons), persons and nonces in the order of the persons' keys. */
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
    throw new MalformedRecord('no pair can be made of these')
  return secret
}

/** What shows that one knows a pair secret, without showing it. */
export function pairSecretProof(pairSecret: Uint8Array): Uint8Array {
  return hash('fumikura/pair-known/1', pairSecret)
}
