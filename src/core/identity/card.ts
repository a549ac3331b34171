// A card: what a person tells contacts about themselves, signed by one of their devices.
// It travels at pairing and, when it changes, as a record in each pair feed; the picture it names comes there too.
import {
  decodeRecord,
  encodeRecord,
  equalBytes,
  key32,
  listUpTo,
  MalformedRecord,
  optional,
  signedRecord,
  struct,
  textUpTo,
  time,
  toHex,
  uint,
  type Extended,
} from '../base/index.ts'
import { hash, isSignedBy, sealToBox, sign, type KeyPair } from '../seal/index.ts'
import { compareEras, deviceEraForm, isActive, isValidEra, type DeviceEra } from './device-era.ts'
import { isName, MAX_NAME_BYTES } from './names.ts'

export interface BoxKey {
  /** From 1; a recovery raises it. */
  number: number
  publicKey: Uint8Array
}

export interface Desk {
  device: Uint8Array
  /** From 1, one more with every move. */
  term: number
}

export interface Card extends Extended {
  person: Uint8Array
  /** From 1, one more with every change; the highest counts. */
  number: number
  name: string
  devices: DeviceEra
  boxKeys: BoxKey[]
  /** The one device that writes the records of this person's groups, and how often it was moved. */
  desk: Desk
  at: number
  /** Names the picture that goes with this card, which comes beside it; null when there is none. */
  picture: Uint8Array | null
  signedBy: Uint8Array
  signature: Uint8Array
}

/** The first era of a desk is above 65,536 times its term, and an era has four bytes. */
export const MAX_DESK_TERM = 0xfffe
const MAX_BOX_KEYS = 32

const DOMAIN = 'fumikura/card/1'
/** Persisted and sent. */
export const cardForm = signedRecord('card', {
  person: key32,
  number: uint,
  name: textUpTo(MAX_NAME_BYTES),
  picture: optional(key32),
  devices: deviceEraForm.whole,
  boxKeys: listUpTo(struct({ number: uint, publicKey: key32 }), MAX_BOX_KEYS),
  desk: struct({ device: key32, term: uint }),
  at: time,
  signedBy: key32,
})

export function signCard(device: KeyPair, card: Omit<Card, 'signedBy' | 'signature'>): Card {
  const said = { ...card, signedBy: device.publicKey }
  return { ...said, signature: sign(DOMAIN, device, encodeRecord(cardForm.unsigned, said)) }
}

export function encodeCard(card: Card): Uint8Array {
  return encodeRecord(cardForm.whole, card)
}

/** A card whose device era, consents and signature all hold, and to which something can be sealed. @throws MalformedRecord */
export function decodeCard(bytes: Uint8Array): Card {
  const card = decodeStoredCard(bytes)
  const id = toHex(hash('fumikura/checked-card/1', bytes))
  if (checkedCards.has(id)) return card
  if (!isValidCard(card)) throw new MalformedRecord('card not signed by a device of its person')
  sealToBox(latestBoxKey(card).publicKey, new Uint8Array(32))
  rememberChecked(id)
  return card
}

/**
 * Cards that were checked in this process, by all that is in them: their signatures and a key agreement, for what comes again with every
 * try to join and every group that two people share.
 */
const checkedCards = new Set<string>()
const MAX_CHECKED = 4096

function rememberChecked(id: string): void {
  if (checkedCards.size >= MAX_CHECKED) checkedCards.delete(checkedCards.values().next().value!)
  checkedCards.add(id)
}

/** A card that was checked before it was stored here; checking its signatures at every look would cost more than the look. */
export function decodeStoredCard(bytes: Uint8Array): Card {
  return decodeRecord(cardForm.whole, bytes)
}

function isValidCard(card: Card): boolean {
  const said = encodeRecord(cardForm.unsigned, card)
  return (
    card.number >= 1 &&
    card.boxKeys.length > 0 &&
    isName(card.name) &&
    equalBytes(card.devices.person, card.person) &&
    isValidEra(card.devices) &&
    isActive(card.devices, card.signedBy) &&
    isActive(card.devices, card.desk.device) &&
    isTerm(card.desk.term) &&
    isSignedBy(DOMAIN, card.signedBy, card.signature, said)
  )
}

const isTerm = (term: number): boolean => term >= 1 && term <= MAX_DESK_TERM

/** The box key that new grants are sealed to. */
export function latestBoxKey(card: Card): BoxKey {
  return card.boxKeys.reduce((latest, key) => (key.number > latest.number ? key : latest))
}

export type CardComparison = 'newer' | 'same' | 'older' | 'rewritten'

/** What a received card means beside the one we hold: equal numbers with other content are a rewrite. */
export function compareCards(known: Card, received: Card): CardComparison {
  if (!equalBytes(known.person, received.person)) return 'rewritten'
  // A device that was ended since still signs, under the era that named it.
  const era = compareEras(known.devices, received.devices)
  if (era !== 0) return era < 0 ? 'newer' : 'older'
  if (received.number < known.number) return 'older'
  if (received.number > known.number) return isNextDesk(known.desk, received.desk) ? 'newer' : 'older'
  return equalBytes(encodeCard(known), encodeCard(received)) ? 'same' : 'rewritten'
}

/** In one era a desk stays, or moves by one term: a stolen device cannot jump ahead of its person. */
function isNextDesk(known: Desk, received: Desk): boolean {
  const isSame = equalBytes(known.device, received.device)
  return received.term === known.term + (isSame ? 0 : 1)
}
