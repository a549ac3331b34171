// The word of a desk: a device signs that it writes the records of a group from an era on, and in which core.
// It counts beside the owner's card that names this device and term as the desk. Any member may relay both.
import {
  bytesUpTo,
  decodeRecord,
  encodeRecord,
  key32,
  MalformedRecord,
  optional,
  part,
  record,
  signedRecord,
  uint,
  type EncodedBy,
} from '../base/index.ts'
import { ATTESTATION_BYTES } from '../identity/index.ts'
import { isSignedBy, randomBytes, sign, type KeyPair } from '../seal/index.ts'
import { titleEncoding } from './title.ts'

/** A desk begins so many eras anew at most; the next one begins behind them. */
export const ERAS_OF_DESK = 0x1_0000
/** Two desks that know nothing of each other begin at different eras, but for one time in as many. */
const ERA_SPREAD = 0x4000
const LAST_ERA = 0xffff_ffff

const DOMAIN = 'fumikura/group-desk/1'
/** Persisted and sent. */
export const deskWordForm = signedRecord('desk word', {
  group: key32,
  device: key32,
  /** The root key's word that it is a device of its person. */
  path: bytesUpTo(ATTESTATION_BYTES),
  term: uint,
  /** The first era of this desk. */
  began: uint,
  /** The last era before it of which the desk knows the secrets: what was posted later is announced again. */
  after: uint,
  /** The last record of another desk that it knew. */
  number: uint,
  core: key32,
  generation: uint,
})
export type DeskWord = EncodedBy<typeof deskWordForm.unsigned>
export const MAX_WORD_BYTES = 512

/** Signed by the device it names. */
export function signDeskWord(device: KeyPair, word: Omit<DeskWord, 'device'>): Uint8Array {
  const said = { ...word, device: device.publicKey }
  return encodeRecord(deskWordForm.whole, {
    ...said,
    signature: sign(DOMAIN, device, encodeRecord(deskWordForm.unsigned, said)),
  })
}

/** @throws MalformedRecord */
export function decodeDeskWord(bytes: Uint8Array): DeskWord {
  const { signature, ...word } = decodeRecord(deskWordForm.whole, bytes)
  if (!isSignedBy(DOMAIN, word.device, signature, encodeRecord(deskWordForm.unsigned, word)))
    throw new MalformedRecord('a word that its desk did not sign')
  if (word.began < word.term * ERAS_OF_DESK || word.began > LAST_ERA - ERAS_OF_DESK)
    throw new MalformedRecord('an era that is not of its term')
  return word
}

/** Behind every era of the desk before, so that what is read in order stays in order. */
export function firstEra(term: number, began: number): number {
  const spread = Buffer.from(randomBytes(2)).readUInt16LE() % ERA_SPREAD
  return Math.max(term * ERAS_OF_DESK, began + ERAS_OF_DESK) + spread
}

/** What is told on meeting: a person's present card, and of a group they own which desk writes its records. */
export const standingDeskEncoding = part('standing desk', {
  title: titleEncoding,
  word: bytesUpTo(MAX_WORD_BYTES),
})
/** Sent. */
export const standingEncoding = record('standing', {
  card: bytesUpTo(6 * 1024),
  desk: optional(standingDeskEncoding),
})
export type Standing = EncodedBy<typeof standingEncoding>
export const MAX_STANDING_BYTES = 12 * 1024

export const encodeStanding = (standing: Standing): Uint8Array => encodeRecord(standingEncoding, standing)
/** @throws MalformedRecord */
export const decodeStanding = (bytes: Uint8Array): Standing => decodeRecord(standingEncoding, bytes)
