// What a member tells the present desk of a group: the last record of another desk that they have, and how to open it.
// Nothing in it is believed as told: the record is read from its core, which that desk signed.
import {
  bytesUpTo,
  decodeRecord,
  encodeRecord,
  key32,
  listUpTo,
  optional,
  record,
  time,
  uint,
  type EncodedBy,
} from '../base/index.ts'
import { MAX_WORD_BYTES } from './desk-word.ts'
import { eraSecretsEncoding } from './membership-record.ts'
import { titleEncoding } from './title.ts'

export const MAX_OFFERED_ERAS = 64
export const MAX_OFFER_BYTES = 24 * 1024

/** Sent. */
export const deskOfferEncoding = record('desk offer', {
  group: key32,
  core: key32,
  /** Of the head of that record in its core. */
  position: uint,
  number: uint,
  /** When the record was applied here. */
  seenAt: time,
  /** The first era of the desk that wrote it. */
  began: uint,
  title: titleEncoding,
  /** The present card of the owner by that title. */
  card: bytesUpTo(6 * 1024),
  /** The word of the desk that wrote it; null for the founder's first. */
  word: optional(bytesUpTo(MAX_WORD_BYTES)),
  eras: listUpTo(eraSecretsEncoding, MAX_OFFERED_ERAS),
})
export type Offer = EncodedBy<typeof deskOfferEncoding>

export const encodeOffer = (offer: Offer): Uint8Array => encodeRecord(deskOfferEncoding, offer)
/** @throws MalformedRecord */
export const decodeOffer = (bytes: Uint8Array): Offer => decodeRecord(deskOfferEncoding, bytes)
