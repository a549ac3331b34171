// A desk word: a device's signed statement that it writes the records of a group from an era on,
// and in which core.
// It counts only if the owner's card names the same device and term as the desk. Any member may
// relay both.
import {
  bytesUpTo,
  key32,
  MalformedRecord,
  optional,
  part,
  record,
  signedRecord,
  uint,
  type EncodedBy,
} from '../base/index.ts'
import { ATTESTATION_BYTES, kemKeyEncoding } from '../identity/index.ts'
import { isSignedBy, randomBytes, sign, type KeyPair } from '../seal/index.ts'
import { titleForm } from './title.ts'

/** A desk may start at most this many eras; the next desk starts after them. */
export const ERAS_OF_DESK = 0x1_0000
/**
 * Two desks that do not know of each other start at different eras, except with probability
 * 1/16384.
 */
const ERA_SPREAD = 0x4000
const LAST_ERA = 0xffff_ffff

const DOMAIN = 'fumikura/group-desk/1'
/** Persisted and sent. */
export const deskWordForm = signedRecord('desk word', {
  group: key32,
  device: key32,
  /** The root key's attestation that the device belongs to its person. */
  path: bytesUpTo(ATTESTATION_BYTES),
  term: uint,
  /** The first era of this desk. */
  began: uint,
  /** The last earlier era whose secrets this desk knows. Later posts are announced again. */
  after: uint,
  /** The number of the last record by another desk that this desk knew. */
  number: uint,
  core: key32,
  generation: uint,
})
export type DeskWord = EncodedBy<typeof deskWordForm.unsigned>
export const MAX_WORD_BYTES = 512

/** Signs a desk word with the device that it names. */
export function signDeskWord(device: KeyPair, word: Omit<DeskWord, 'device'>): Uint8Array {
  const unsigned = { ...word, device: device.publicKey }
  return deskWordForm.encode({
    ...unsigned,
    signature: sign(DOMAIN, device, deskWordForm.unsigned.encode(unsigned)),
  })
}

/** @throws MalformedRecord */
export function decodeDeskWord(bytes: Uint8Array): DeskWord {
  const { signature, ...word } = deskWordForm.decode(bytes)
  if (!isSignedBy(DOMAIN, word.device, signature, deskWordForm.unsigned.encode(word)))
    throw new MalformedRecord('a desk word with an invalid signature')
  if (word.began < word.term * ERAS_OF_DESK || word.began > LAST_ERA - ERAS_OF_DESK)
    throw new MalformedRecord('a desk word with an era outside its term')
  return word
}

/**
 * Returns an era after every era of the previous desk, so that records in order of era are also in
 * order of time.
 */
export function firstEra(term: number, began: number): number {
  const spread = Buffer.from(randomBytes(2)).readUInt16LE() % ERA_SPREAD
  return Math.max(term * ERAS_OF_DESK, began + ERAS_OF_DESK) + spread
}

/**
 * Members send this when they meet: a person's current card and, for a group that this person owns,
 * the desk that writes its records.
 */
export const announcedDeskEncoding = part('announced desk', {
  title: titleForm.encoding,
  word: bytesUpTo(MAX_WORD_BYTES),
})
/** Sent. */
export const deskAnnouncementForm = record('desk announcement', {
  card: bytesUpTo(6 * 1024),
  /** The KEM key that the card names. Only its own person sends it. */
  kemKey: optional(kemKeyEncoding),
  desk: optional(announcedDeskEncoding),
})
export type DeskAnnouncement = EncodedBy<typeof deskAnnouncementForm>
export const MAX_ANNOUNCEMENT_BYTES = 13_824
