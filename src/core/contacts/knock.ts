// A knock: all that a stranger may send to an address: its tag, a card and one line of text.
// Nothing else is fetched or shown.
// Type, encoder and decoder. The answer to a knock reveals nothing until it is a yes.
import {
  bytesUpTo,
  decodeRecord,
  encodeRecord,
  fixedBytes,
  key32,
  MalformedRecord,
  record,
  textUpTo,
  time,
  type Extended,
} from '../base/index.ts'
import { ADDRESS_TAG_BYTES, decodeCard, isActive, type Card } from '../identity/index.ts'
import { hash } from '../seal/index.ts'

export interface Knock extends Extended {
  tag: Uint8Array
  card: Uint8Array
  nonce: Uint8Array
  text: string
  at: number
}

/** Sent to the knocker after a yes. */
export interface Welcome extends Extended {
  knock: Uint8Array
  card: Uint8Array
  nonce: Uint8Array
}

export const MAX_KNOCK_TEXT_BYTES = 1024
const MAX_CARD_BYTES = 16 * 1024

/** Sent. */
export const knockEncoding = record('knock', {
  tag: fixedBytes(ADDRESS_TAG_BYTES),
  card: bytesUpTo(MAX_CARD_BYTES),
  nonce: key32,
  text: textUpTo(MAX_KNOCK_TEXT_BYTES),
  at: time,
})
/** Sent. */
export const welcomeEncoding = record('welcome', {
  knock: key32,
  card: bytesUpTo(MAX_CARD_BYTES),
  nonce: key32,
})

/** Returns the same id for every delivery of one knock: H(card person, nonce). */
export function knockId(person: Uint8Array, nonce: Uint8Array): Uint8Array {
  return hash('fumikura/knock/1', person, nonce)
}

export function encodeKnock(knock: Knock): Uint8Array {
  return encodeRecord(knockEncoding, knock)
}

/**
 * Decodes a knock and checks its card.
 * @throws MalformedRecord if the card does not name `device`, which sent the knock
 */
export function decodeKnock(bytes: Uint8Array, device: Uint8Array): Knock & { decoded: Card } {
  const knock = decodeRecord(knockEncoding, bytes)
  return { ...knock, decoded: decodeCardOf(knock.card, device) }
}

export function encodeWelcome(welcome: Welcome): Uint8Array {
  return encodeRecord(welcomeEncoding, welcome)
}

/** @throws MalformedRecord */
export function decodeWelcome(bytes: Uint8Array, device: Uint8Array): Welcome & { decoded: Card } {
  const welcome = decodeRecord(welcomeEncoding, bytes)
  return { ...welcome, decoded: decodeCardOf(welcome.card, device) }
}

function decodeCardOf(bytes: Uint8Array, device: Uint8Array): Card {
  const card = decodeCard(bytes)
  if (!isActive(card.devices, device)) throw new MalformedRecord('the card does not name the sending device')
  return card
}
