// People: who I am here, and whom I am paired with.
// They are the audience of compose and the authors of what is received.
import { call } from './calls.ts'
import type { AddressText, DeviceId, IsoTime, Party, PersonId } from './ids.ts'
import { MAX_PICTURE_URL_CHARS, nothing, person, textUpTo, z } from './schema.ts'

/** An installation of a person, as their device era names it. */
export interface Device {
  device: DeviceId
  /** A live, authenticated connection to it, now; the device that answers is always online. */
  online: boolean
}

/** A small square picture: `data:image/webp;base64,…`, also png or jpeg; at most MAX_PICTURE_BYTES once decoded. */
export type PictureUrl = string

export interface Myself {
  person: PersonId
  device: DeviceId
  name: string
  address: AddressText
  picture: PictureUrl | null
  devices: Device[]
}

export interface Contact extends Party {
  /** A live, authenticated connection to one of their devices, now. */
  online: boolean
  /** When the pairing was made. */
  since: IsoTime
  blocked: boolean
  picture: PictureUrl | null
  devices: Device[]
  /**
   * When the user said that the safety numbers are the same; null when they never did, or took it back. Another device changes nothing:
   * the number is of the persons' root keys, and no device is on the list that the compared key did not attest.
   */
  comparedAt: IsoTime | null
  /** Since when they write from another device than before, signed by the same root key; null once that was seen. */
  newDeviceAt: IsoTime | null
  /** What they were called before, until that was seen. While it stands, the old name means them too, and nobody else alone. */
  formerName: string | null
  /** Other contacts whose names look like this one, or are the same. */
  looksLike: Party[]
}

export interface BlockedPerson extends Party {
  blockedAt: IsoTime
  /** False if they knocked as a stranger, or were removed from the contacts. */
  isContact: boolean
}

export interface SafetyNumber extends Party {
  /** 60 digits, the same on both sides exactly if nobody stands between. */
  safetyNumber: string
}

export const peopleCalls = {
  whoami: call<Myself>()(nothing),

  /** Everyone paired with, by name. */
  contacts: call<Contact[]>()(nothing),

  /**
   * Takes nothing from this contact any more and answers nothing. The block holds until `unblock`, also after `forget`.
   * Answers with the contacts. @throws NOT_FOUND, AMBIGUOUS
   */
  block: call<Contact[]>()(z.strictObject({ person })),

  /** `person` is a blocked person, contact or not. Answers with the contacts. @throws NOT_FOUND, AMBIGUOUS */
  unblock: call<Contact[]>()(z.strictObject({ person })),

  /** Everyone blocked, newest first. */
  blocked: call<BlockedPerson[]>()(nothing),

  /** Ends the contact. What was opened from them stays, and so does a block. Answers with the contacts. @throws NOT_FOUND, AMBIGUOUS */
  forget: call<Contact[]>()(z.strictObject({ person })),

  /** A new name on my card; contacts learn of it. @throws INVALID for one that is not all seen, or means something else here */
  rename: call<Myself>()(z.strictObject({ name: z.string().min(1).max(128) })),

  /** A new picture on my card, or none; contacts learn of it. @throws INVALID (no such image), TOO_LARGE */
  setPicture: call<Myself>()(z.strictObject({ picture: textUpTo(MAX_PICTURE_URL_CHARS).nullable() })),

  /** The user's own word that the safety numbers are the same, or that they take it back. @throws NOT_FOUND, AMBIGUOUS */
  setCompared: call<Contact[]>()(z.strictObject({ person, same: z.boolean() })),

  /** That they write from another device was read. @throws NOT_FOUND, AMBIGUOUS */
  seeNewDevice: call<Contact[]>()(z.strictObject({ person })),

  /** That they are called otherwise than before was read. @throws NOT_FOUND, AMBIGUOUS */
  seeName: call<Contact[]>()(z.strictObject({ person })),

  /** @throws NOT_FOUND, AMBIGUOUS */
  safetyNumber: call<SafetyNumber>()(z.strictObject({ person })),
}
