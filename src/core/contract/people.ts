// People: who I am here, and whom I am paired with.
// They are the audience of compose and the authors of what is received.
import { call } from './calls.ts'
import type { AddressText, DeviceId, IsoTime, Party, PersonId } from './ids.ts'
import { nothing, person, z } from './schema.ts'

export interface Myself {
  person: PersonId
  device: DeviceId
  name: string
  address: AddressText
}

export interface Contact extends Party {
  /** A live, authenticated connection to one of their devices, now. */
  online: boolean
  /** When the pairing was made. */
  since: IsoTime
  blocked: boolean
}

export interface SafetyNumber extends Party {
  /** 60 digits, the same on both sides exactly if nobody stands between. */
  safetyNumber: string
}

export const peopleCalls = {
  whoami: call<Myself>()(nothing),

  /** Everyone paired with, by name. */
  contacts: call<Contact[]>()(nothing),

  /** Nothing of theirs is fetched or answered any more. Gives the contacts as they are then. @throws NOT_FOUND, AMBIGUOUS */
  block: call<Contact[]>()(z.strictObject({ person })),
  unblock: call<Contact[]>()(z.strictObject({ person })),

  /** Ends the contact; what was opened from them stays. Gives the contacts that are left. @throws NOT_FOUND, AMBIGUOUS */
  forget: call<Contact[]>()(z.strictObject({ person })),

  /** A new name on my card; contacts learn of it. @throws INVALID */
  rename: call<Myself>()(z.strictObject({ name: z.string().min(1).max(128) })),

  /** @throws NOT_FOUND, AMBIGUOUS */
  safetyNumber: call<SafetyNumber>()(z.strictObject({ person })),
}
