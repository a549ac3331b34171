// A member offers the current desk of a group the last record of another desk that they have, and
// the secrets that open it. They are in a KEM box for the owner.
// The desk believes no field as such. It reads the record from its core, which the other desk
// signed.
import { bytesUpTo, key32, listUpTo, optional, record, time, uint, type EncodedBy } from '../base/index.ts'
import type { BoxPlace } from '../seal/index.ts'
import { MAX_WORD_BYTES } from './desk-word.ts'
import { eraSecretsEncoding } from './membership-record.ts'
import { titleForm } from './title.ts'

export const MAX_OFFERED_ERAS = 64
export const MAX_OFFER_BYTES = 24 * 1024

/** In the box. */
export const deskOfferForm = record('desk offer', {
  /** Position of that record's head in its core. */
  position: uint,
  number: uint,
  /** When the sender applied the record. */
  seenAt: time,
  /** The first era of the desk that wrote it. */
  began: uint,
  title: titleForm.encoding,
  /** The current card of the owner by that title. */
  card: bytesUpTo(6 * 1024),
  /** The desk word of the desk that wrote it; null for the first desk of the founder. */
  word: optional(bytesUpTo(MAX_WORD_BYTES)),
  eras: listUpTo(eraSecretsEncoding, MAX_OFFERED_ERAS),
})
/** Sent. */
export const sealedOfferForm = record('sealed desk offer', {
  group: key32,
  core: key32,
  /** Of the owner's box key. */
  boxNumber: uint,
  sealed: bytesUpTo(MAX_OFFER_BYTES - 128),
})
export type SealedOffer = EncodedBy<typeof sealedOfferForm>
export type Offer = EncodedBy<typeof deskOfferForm> & Pick<SealedOffer, 'group' | 'core'>

/** Where the box belongs: `from` is the member, `to` the owner. */
export function offerPlace(
  { group, core }: Pick<SealedOffer, 'group' | 'core'>,
  from: Uint8Array,
  to: Uint8Array,
): BoxPlace {
  return { purpose: 'desk-offer', place: [group, core, from, to] }
}
