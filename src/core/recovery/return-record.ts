// What a person's new device sends to a contact, and the answer: a card whose device era the root
// signed, and a fresh secret.
// It is sent over one connection whose other end has proven its device, so a third party cannot
// replay it.
import {
  bytesUpTo,
  equalBytes,
  KEY_BYTES,
  MalformedRecord,
  record,
  time,
  uint,
  type EncodedBy,
} from '../base/index.ts'
import { checkKemKey, decodeCard, isActive, kemKeyEncoding, type Card } from '../identity/index.ts'
import { KEM_BOX_OVERHEAD_BYTES, KEM_KEY_BYTES, type BoxPlace } from '../seal/index.ts'

const MAX_CARD_BYTES = 16 * 1024
const MAX_SEALED_BYTES = KEY_BYTES + KEM_BOX_OVERHEAD_BYTES
export const MAX_RETURN_BYTES = MAX_CARD_BYTES + KEM_KEY_BYTES + MAX_SEALED_BYTES + 512

/** Sent. */
export const returnForm = record('return', {
  card: bytesUpTo(MAX_CARD_BYTES),
  kemKey: kemKeyEncoding,
  /** The pair's next secret, in a KEM box for the contact's box key with this number. */
  boxNumber: uint,
  sealed: bytesUpTo(MAX_SEALED_BYTES),
  /** Records before this time are known here; 0 if none are. */
  since: time,
  /** The feed of the former device. */
  core: bytesUpTo(KEY_BYTES),
})
export type Return = EncodedBy<typeof returnForm>

/**
 * Sent. `length`: how much of the former device's feed can be read back. `repeated`: the length of
 * the feed in which the contact repeats which objects they keep. */
export const returnAnswerForm = record('return answer', { length: uint, repeated: uint })
export type ReturnAnswer = EncodedBy<typeof returnAnswerForm>

/** Where the box of a return belongs. `device` is the new one. */
export function returnPlace(from: Uint8Array, to: Uint8Array, device: Uint8Array): BoxPlace {
  return { purpose: 'return', place: [from, to, device] }
}

/**
 * Decodes and checks the card. `device`, which sent it, must have signed it and be active in it.
 * @throws MalformedRecord
 */
export function decodeReturn(bytes: Uint8Array, device: Uint8Array): Return & { decoded: Card } {
  const request = returnForm.decode(bytes)
  const decoded = decodeCard(request.card)
  if (!equalBytes(decoded.signedBy, device) || !isActive(decoded.devices, device))
    throw new MalformedRecord('another’s return')
  checkKemKey(decoded, request.kemKey)
  return { ...request, decoded }
}
