// A card: the signed description of a person for their contacts. One of the
// person's devices signs it. It is sent at pairing. When it changes, it is appended
// to each pair feed, together with the picture that it names.
import {
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
  type EncodedBy,
} from '../base/index.ts'
import { agreeOnce, hash, isSignedBy, sign, type KeyPair } from '../seal/index.ts'
import { compareEras, deviceEraForm, isActive, isValidEra } from './device-era.ts'
import { areValidKeepers, keepersForm } from './keepers.ts'
import { isName, MAX_NAME_BYTES } from './names.ts'

/** The first era of a desk is greater than 65,536 times its term, and an era has four bytes. */
const MAX_DESK_TERM = 0xfffe
const MAX_BOX_KEYS = 8

const DOMAIN = 'fumikura/card/1'
/** Persisted and sent. */
export const cardForm = signedRecord('card', {
  person: key32,
  /**
   * Starts at 1. Every change adds one, and a recovery may add more. The highest number is valid.
   */
  number: uint,
  name: textUpTo(MAX_NAME_BYTES),
  /** The hash of the picture, which is sent beside the card. Null if there is no picture. */
  picture: optional(key32),
  devices: deviceEraForm.encoding,
  boxKeys: listUpTo(
    struct({
      /** Starts at 1. A recovery raises it. */
      number: uint,
      /** The pair key: X25519. */
      publicKey: key32,
    }),
    MAX_BOX_KEYS,
  ),
  /** The hash of the KEM key that belongs to the highest box key. It is sent beside the card. */
  kemKey: key32,
  /**
   * The only device that writes the records of this person's groups, with the number of its moves.
   */
  desk: struct({
    device: key32,
    /** Starts at 1. Every move of the desk adds one. */
    term: uint,
  }),
  /** The stations that keep this person's letters, and take records for them. */
  keepers: keepersForm.encoding,
  at: time,
  signedBy: key32,
})
export type Card = EncodedBy<typeof cardForm>
type BoxKey = Card['boxKeys'][number]
type Desk = Card['desk']

export function signCard(device: KeyPair, card: Omit<Card, 'signedBy' | 'signature'>): Card {
  const unsigned = { ...card, signedBy: device.publicKey }
  return { ...unsigned, signature: sign(DOMAIN, device, cardForm.unsigned.encode(unsigned)) }
}

export const encodeCard: (card: Card) => Uint8Array = cardForm.encode

/**
 * Decodes a card and checks its device era, consents and signature, and that its box key is usable.
 * @throws MalformedRecord
 */
export function decodeCard(bytes: Uint8Array): Card {
  const card = decodeStoredCard(bytes)
  const id = toHex(hash('fumikura/checked-card/1', bytes))
  if (checkedCards.has(id)) return card
  if (!isValidCard(card))
    throw new MalformedRecord('the card is not valid, or no device of its person signed it')
  agreeOnce(latestBoxKey(card).publicKey)
  rememberChecked(id)
  return card
}

/**
 * Hashes of the cards that this process has checked. The same card arrives with
 * every request to join, and in every group that two persons share. The cache saves
 * the checks of signatures and a key agreement.
 */
const checkedCards = new Set<string>()
const MAX_CHECKED = 4096

function rememberChecked(id: string): void {
  if (checkedCards.size >= MAX_CHECKED) checkedCards.delete(checkedCards.values().next().value!)
  checkedCards.add(id)
}

/**
 * Decodes a card that was checked before it was stored. Checking its signatures at
 * every read would be too slow.
 */
export const decodeStoredCard: (bytes: Uint8Array) => Card = cardForm.decode

function isValidCard(card: Card): boolean {
  const unsigned = cardForm.unsigned.encode(card)
  return (
    card.number >= 1 &&
    card.boxKeys.length > 0 &&
    isName(card.name) &&
    equalBytes(card.devices.person, card.person) &&
    isValidEra(card.devices) &&
    isActive(card.devices, card.signedBy) &&
    isActive(card.devices, card.desk.device) &&
    isTerm(card.desk.term) &&
    areValidKeepers(card.keepers) &&
    isSignedBy(DOMAIN, card.signedBy, card.signature, unsigned)
  )
}

const isTerm = (term: number): boolean => term >= 1 && term <= MAX_DESK_TERM

/** Returns the box key that seals new grants. */
export function latestBoxKey(card: Card): BoxKey {
  return card.boxKeys.reduce((latest, key) => (key.number > latest.number ? key : latest))
}

export type CardComparison = 'newer' | 'same' | 'older' | 'rewritten'

/**
 * Compares a received card with the known one. A card with the same number and
 * other content is 'rewritten'.
 */
export function compareCards(known: Card, received: Card): CardComparison {
  if (!equalBytes(known.person, received.person)) return 'rewritten'
  // A device that was ended since can still sign, but only under the older era that named it.
  const era = compareEras(known.devices, received.devices)
  if (era !== 0) return era < 0 ? 'newer' : 'older'
  if (received.number < known.number) return 'older'
  if (received.number > known.number) return isNextDesk(known.desk, received.desk) ? 'newer' : 'older'
  return equalBytes(encodeCard(known), encodeCard(received)) ? 'same' : 'rewritten'
}

/**
 * Within one era the desk stays, or moves by one term. So a stolen device cannot
 * take a much higher term than its person.
 */
function isNextDesk(known: Desk, received: Desk): boolean {
  const isSame = equalBytes(known.device, received.device)
  return received.term === known.term + (isSame ? 0 : 1)
}
