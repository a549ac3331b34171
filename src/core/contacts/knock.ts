// A knock: all that a stranger may send to an address: its tag, and a box with a card, its KEM key
// and one line of text. Nothing else is fetched or shown. Type, encoder and decoder. The answer to
// a knock reveals nothing until it is a yes.
import { bytesUpTo, fixedBytes, key32, record, textUpTo, time, type EncodedBy } from '../base/index.ts'
import { ADDRESS_TAG_BYTES, kemKeyEncoding, type Card } from '../identity/index.ts'
import { hash, KEM_BOX_OVERHEAD_BYTES, sealKemBox, type BoxPlace } from '../seal/index.ts'
import { checkSentCard, hashAsked, MAX_ANSWER_BYTES, MAX_CARD_BYTES } from './pair-agreement.ts'

export const MAX_KNOCK_TEXT_BYTES = 1024
/** Enough for a card, its KEM key and one kilobyte of text. */
export const MAX_KNOCK_BYTES = 24 * 1024
const MAX_SEALED_BYTES = MAX_CARD_BYTES + MAX_KNOCK_TEXT_BYTES + 2048 + KEM_BOX_OVERHEAD_BYTES

/** Inside the box. */
export const knockForm = record('knock', {
  card: bytesUpTo(MAX_CARD_BYTES),
  kemKey: kemKeyEncoding,
  nonce: key32,
  text: textUpTo(MAX_KNOCK_TEXT_BYTES),
  at: time,
})
export type Knock = EncodedBy<typeof knockForm>

/** Sent. The tag is in clear, so that a knock with a wrong one is not opened. */
export const sealedKnockForm = record('sealed knock', {
  tag: fixedBytes(ADDRESS_TAG_BYTES),
  sealed: bytesUpTo(MAX_SEALED_BYTES),
})
export type SealedKnock = EncodedBy<typeof sealedKnockForm>

/** Sent to the knocker after a yes: the id of the knock, and an offer that is sealed to its KEM key. */
export const welcomeForm = record('welcome', { knock: key32, sealed: bytesUpTo(MAX_ANSWER_BYTES) })

/** Returns the same id for every delivery of one knock: H(card person, nonce). */
export function knockId(person: Uint8Array, nonce: Uint8Array): Uint8Array {
  return hash('fumikura/knock/1', person, nonce)
}

export interface OpenedKnock extends Knock {
  decoded: Card
  id: Uint8Array
  /** The hash of its bytes, which a welcome answers. */
  asked: Uint8Array
}

/**
 * Decodes an opened knock and checks its card and KEM key.
 * @throws MalformedRecord if the card does not name `device`, which sent the knock
 */
export function decodeKnock(bytes: Uint8Array, device: Uint8Array): OpenedKnock {
  const knock = knockForm.decode(bytes)
  const decoded = checkSentCard(knock, device)
  return { ...knock, decoded, id: knockId(decoded.person, knock.nonce), asked: hashAsked(bytes) }
}

export function knockPlace(tag: Uint8Array): BoxPlace {
  return { purpose: 'knock', place: [tag] }
}

/** @throws MalformedRecord if the knock key is not usable */
export function sealKnock(knockKey: Uint8Array, tag: Uint8Array, knock: Uint8Array): Uint8Array {
  return sealedKnockForm.encode({ tag, sealed: sealKemBox(knockKey, knockPlace(tag), knock) })
}

/** @throws MalformedRecord */
export function decodeSealedKnock(bytes: Uint8Array): SealedKnock & { hash: Uint8Array } {
  return { ...sealedKnockForm.decode(bytes), hash: hash('fumikura/sealed-knock/1', bytes) }
}
