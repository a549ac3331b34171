// What a person's new device says to a contact, and what it hears: a card whose device era is signed by the root, and a fresh secret.
// It crosses one wire, whose other end has proven that it is that device; nobody else can make use of it.
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
  /** The pair's next secret, sealed to that box key of the contact. */
  boxNumber: uint,
  sealed: bytesUpTo(KEY_BYTES + 48),
  /** What was told before that is there still; 0 when nothing is. */
  since: time,
  /** The feed of the device before. */
  core: bytesUpTo(KEY_BYTES),
})
export type Return = EncodedBy<typeof returnEncoding>

/** Sent. `told`: how long the feed is in which they say again what they have. */
export const returnAnswerEncoding = record('return answer', { length: uint, told: uint })
export type ReturnAnswer = EncodedBy<typeof returnAnswerEncoding>

export const encodeReturn = (said: Return): Uint8Array => encodeRecord(returnEncoding, said)

/** With its card checked, and that `device`, which said it, signed that card itself. @throws MalformedRecord */
export function decodeReturn(bytes: Uint8Array, device: Uint8Array): Return & { decoded: Card } {
  const said = decodeRecord(returnEncoding, bytes)
  const decoded = decodeCard(said.card)
  if (!equalBytes(decoded.signedBy, device) || !isActive(decoded.devices, device))
    throw new MalformedRecord('another’s return')
  return { ...said, decoded }
}

/** How much of the feed of the device before is there to be read back, and up to where the new one is to be heard. */
export const encodeReturnAnswer = (answer: ReturnAnswer): Uint8Array =>
  encodeRecord(returnAnswerEncoding, answer)

/** @throws MalformedRecord */
export const decodeReturnAnswer = (bytes: Uint8Array): ReturnAnswer =>
  decodeRecord(returnAnswerEncoding, bytes)
