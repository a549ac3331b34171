// What a person's new device sends to a contact, and the answer: a card whose device era the root
// signed, and a fresh secret.
// It is sent over one connection whose other end has proven its device, so a third party cannot
// replay it.
import {
  bytesUpTo,
  decodeRecord,
  encodeRecord,
  equalBytes,
  KEY_BYTES,
  MalformedRecord,
  record,
  time,
  uint,
  type EncodedBy,
} from '../base/index.ts'
import { decodeCard, isActive, type Card } from '../identity/index.ts'

const MAX_CARD_BYTES = 16 * 1024
export const MAX_RETURN_BYTES = MAX_CARD_BYTES + 512

/** Sent. */
export const returnEncoding = record('return', {
  card: bytesUpTo(MAX_CARD_BYTES),
  /** The pair's next secret, sealed to the contact's box key with this number. */
  boxNumber: uint,
  sealed: bytesUpTo(KEY_BYTES + 48),
  /** Records before this time are known here; 0 if none are. */
  since: time,
  /** The feed of the former device. */
  core: bytesUpTo(KEY_BYTES),
})
export type Return = EncodedBy<typeof returnEncoding>

/** Sent. `repeated`: the length of the feed in which the contact repeats which objects they keep. */
export const returnAnswerEncoding = record('return answer', { length: uint, repeated: uint })
export type ReturnAnswer = EncodedBy<typeof returnAnswerEncoding>

export const encodeReturn = (request: Return): Uint8Array => encodeRecord(returnEncoding, request)

/**
 * Decodes and checks the card. `device`, which sent it, must have signed it and be active in it.
 * @throws MalformedRecord
 */
export function decodeReturn(bytes: Uint8Array, device: Uint8Array): Return & { decoded: Card } {
  const request = decodeRecord(returnEncoding, bytes)
  const decoded = decodeCard(request.card)
  if (!equalBytes(decoded.signedBy, device) || !isActive(decoded.devices, device))
    throw new MalformedRecord('another’s return')
  return { ...request, decoded }
}

/**
 * `length`: how much of the former device's feed can be read back. `repeated`: how far the contact's
 * own feed must be read.
 */
export const encodeReturnAnswer = (answer: ReturnAnswer): Uint8Array =>
  encodeRecord(returnAnswerEncoding, answer)

/** @throws MalformedRecord */
export const decodeReturnAnswer = (bytes: Uint8Array): ReturnAnswer =>
  decodeRecord(returnAnswerEncoding, bytes)
