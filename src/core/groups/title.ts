// A title: the proof that a person owns a group. It contains the founding, from which the group id
// is computed, and each hand-over.
// A title names persons, not devices. Their cards name the device that writes records, so a title
// outlives a computer.
import {
  bytesUpTo,
  equalBytes,
  key32,
  listUpTo,
  record,
  signedRecord,
  uint,
  type EncodedBy,
} from '../base/index.ts'
import { ATTESTATION_BYTES, verifyAttestation } from '../identity/index.ts'
import { hash, isSignedBy, sign, type KeyPair } from '../seal/index.ts'

/** An invitation with all hand-overs still fits into one feed record. */
export const MAX_HANDOVERS = 16

/** Persisted and sent. Its hash is the id of the group. */
export const foundingForm = record('founding', { person: key32, salt: key32 })
/** Persisted and sent. */
export const handoverForm = signedRecord('hand-over', {
  number: uint,
  person: key32,
  /** The desk of the previous owner, and the root key's attestation that it is their device. */
  by: key32,
  path: bytesUpTo(ATTESTATION_BYTES),
})
/** Persisted and sent. */
export const titleForm = record('title', {
  founding: foundingForm.encoding,
  handovers: listUpTo(handoverForm.encoding, MAX_HANDOVERS),
})
export type Title = EncodedBy<typeof titleForm>

/** The signer of a hand-over: the current owner's desk. */
export interface TitleSigner {
  device: KeyPair
  attestation: Uint8Array
}

const DOMAIN = 'fumikura/group-hand-over/1'

/** Returns the id of the group. */
export function groupIdOf({ founding }: Title): Uint8Array {
  return hash('fumikura/group/1', foundingForm.encode(founding))
}

export function foundingTitle(person: Uint8Array, salt: Uint8Array): Title {
  return { founding: { person, salt }, handovers: [] }
}

/** Returns the title after a hand-over in the record with this number. */
export function handOverTitle(
  title: Title,
  { device, attestation }: TitleSigner,
  number: number,
  person: Uint8Array,
): Title {
  const unsigned = { number, person, by: device.publicKey, path: attestation }
  const signature = sign(DOMAIN, device, groupIdOf(title), handoverForm.unsigned.encode(unsigned))
  return { ...title, handovers: [...title.handovers, { ...unsigned, signature }] }
}

/**
 * Returns all owners of this group by this title, in order. Null if the title is of another group
 * or a signature is invalid.
 */
export function ownersByTitle(group: Uint8Array, title: Title): Uint8Array[] | null {
  if (!equalBytes(group, groupIdOf(title))) return null
  const owners = [title.founding.person]
  for (const handover of title.handovers) {
    const { by, path, signature, person } = handover
    const unsigned = handoverForm.unsigned.encode(handover)
    const isOfOwner = verifyAttestation(path, by, owners.at(-1)) !== null
    if (!isOfOwner || !isSignedBy(DOMAIN, by, signature, group, unsigned)) return null
    owners.push(person)
  }
  return owners
}

/** Returns the owner of this group by this title; null if the title is invalid. */
export function ownerByTitle(group: Uint8Array, title: Title): Uint8Array | null {
  return ownersByTitle(group, title)?.at(-1) ?? null
}

/**
 * True if `title` contains all hand-overs of `known`, so that an owner who handed over cannot
 * return with an older title.
 */
export function continuesFrom(known: Title, title: Title): boolean {
  return known.handovers.every(({ signature }, i) => {
    const other = title.handovers[i]
    return other !== undefined && equalBytes(signature, other.signature)
  })
}

/** True if this person owned the group before its current owner. */
export function hasOwned({ founding, handovers }: Title, person: Uint8Array): boolean {
  const owners = [founding.person, ...handovers.map((handover) => handover.person)]
  return owners.slice(0, -1).some((owner) => equalBytes(owner, person))
}
