// People: this person, and the contacts they are paired with.
// A person sends letters to contacts and receives letters from them.
import { call } from './calls.ts'
import type { AddressText, Correspondent, DeviceId, GroupId, IsoTime, Party, PersonId } from './ids.ts'
import { MAX_PICTURE_URL_CHARS, nothing, person, textUpTo, z } from './schema.ts'

/** One installation of a person, as their device era lists it. */
export interface Device {
  device: DeviceId
  /**
   * True if an authenticated connection to the device exists now. The device that answers the call
   * is always online.
   */
  online: boolean
}

/**
 * A small square picture as a data URL: `data:image/webp;base64,…`, or png or jpeg. At most
 * MAX_PICTURE_BYTES once decoded.
 */
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
  /** True if an authenticated connection to one of the contact's devices exists now. */
  online: boolean
  /** The time of the pairing. */
  since: IsoTime
  blocked: boolean
  picture: PictureUrl | null
  devices: Device[]
  /**
   * When the user confirmed that the safety numbers match. Null if never, or if the user withdrew
   * it. A new device does not change the number, because it depends only on the persons' root keys,
   * and each listed device is attested by that key.
   */
  comparedAt: IsoTime | null
  /**
   * When the contact first wrote from a new device that the same root key signed. Null after the
   * user has seen it (`seeNewDevice`).
   */
  newDeviceAt: IsoTime | null
  /**
   * The contact's earlier name, until the user has seen the change (`seeName`). Until then the old
   * name also means this contact, so it never matches another contact alone.
   */
  formerName: string | null
  /**
   * When the last connection with this contact ended. Null while online, and if there was none since
   * this engine started.
   */
  lastSeenAt: IsoTime | null
  /**
   * True if a page opens this contact's letters when they are selected, without a press on Open.
   * All pages of this home follow it; the engine itself opens nothing.
   */
  opensOnSelection: boolean
  /** Other contacts with the same name or a name that looks similar. */
  looksLike: Party[]
}

export interface BlockedPerson extends Party {
  blockedAt: IsoTime
  /** False if the person knocked as a stranger or was removed from the contacts. */
  isContact: boolean
}

/** What a person can still get from this one, blocked, removed or neither. */
export interface PersonReach extends Party {
  /**
   * The groups that both are members of. A blocked member still reads open posts and what is said
   * there, because the other members pass it on.
   */
  groups: { group: GroupId; name: string }[]
  /**
   * How many of the own stations have confirmed the latest decisions about this person. Until a
   * station has, it may release a letter. Null if no station could release anything to them.
   */
  stations: { of: number; confirmed: number } | null
}

export interface SafetyNumber extends Party {
  /** 60 digits. Both sides see the same number only if there is no man in the middle. */
  safetyNumber: string
}

export const peopleCalls = {
  /** Returns this person and their devices. */
  whoami: call<Myself>()(nothing),

  /** Lists all contacts by name. */
  contacts: call<Contact[]>()(nothing),

  /**
   * Lists those who are known by a mail address, from mails and letters, and whose name or address has
   * a word that begins with `typed`, then those whose domain does. `@` before `typed` means the domain
   * alone. Of each kind the one named last is the first. Own addresses are left out.
   */
  correspondents: call<Correspondent[]>()(
    z.strictObject({ typed: textUpTo(320), limit: z.number().int().min(1).max(50).default(8) }),
  ),

  /**
   * Blocks a contact. This home accepts nothing from them and answers nothing. Own stations are
   * asked to hold what the contact has not opened (`reach`). The block holds until `unblock`, also
   * after `forget`. Returns the contacts.
   * @throws NOT_FOUND, AMBIGUOUS
   */
  block: call<Contact[]>()(z.strictObject({ person })),

  /**
   * Removes a block. `person` is a blocked person, contact or not. Returns the contacts.
   * @throws NOT_FOUND, AMBIGUOUS
   */
  unblock: call<Contact[]>()(z.strictObject({ person })),

  /**
   * Tells what a person can still get from this one. `person` is a contact, a blocked person, or the
   * id of anyone.
   * @throws NOT_FOUND, AMBIGUOUS
   */
  reach: call<PersonReach>()(z.strictObject({ person })),

  /** Lists all blocked persons, newest first. */
  blocked: call<BlockedPerson[]>()(nothing),

  /**
   * Removes a contact. Opened letters stay, and so does a block. What the contact has not opened is
   * taken back for good, also if both pair again. Returns the contacts.
   * @throws NOT_FOUND, AMBIGUOUS
   */
  forget: call<Contact[]>()(z.strictObject({ person })),

  /**
   * Changes the name on this person's card. Contacts receive it.
   * @throws INVALID if the name has invisible characters or has another meaning in a call
   */
  rename: call<Myself>()(z.strictObject({ name: z.string().min(1).max(128) })),

  /**
   * Changes or removes the picture on this person's card. Contacts receive the change.
   * @throws INVALID if the bytes are not a picture of an allowed type, TOO_LARGE
   */
  setPicture: call<Myself>()(z.strictObject({ picture: textUpTo(MAX_PICTURE_URL_CHARS).nullable() })),

  /**
   * Stores the user's confirmation that the safety numbers match, or withdraws it. Returns the
   * contacts.
   * @throws NOT_FOUND, AMBIGUOUS
   */
  setCompared: call<Contact[]>()(z.strictObject({ person, same: z.boolean() })),

  /**
   * Stores that the user has seen the new device of this contact. Returns the contacts.
   * @throws NOT_FOUND, AMBIGUOUS
   */
  seeNewDevice: call<Contact[]>()(z.strictObject({ person })),

  /**
   * Stores that the user has seen the new name of this contact. Returns the contacts.
   * @throws NOT_FOUND, AMBIGUOUS
   */
  seeName: call<Contact[]>()(z.strictObject({ person })),

  /**
   * Chooses if pages open this contact's letters when they are selected. Returns the contacts.
   * @throws NOT_FOUND, AMBIGUOUS
   */
  setOpensOnSelection: call<Contact[]>()(z.strictObject({ person, opens: z.boolean() })),

  /**
   * Returns the safety number with this contact. Both persons compare it over another channel.
   * @throws NOT_FOUND, AMBIGUOUS
   */
  safetyNumber: call<SafetyNumber>()(z.strictObject({ person })),
}
