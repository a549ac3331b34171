// By what right a person owns a group: its founding, from which its id is made, and each hand-over.
// It names persons. Which device writes their records is said by their card, so a title outlives a computer.
import {
  bytesUpTo,
  encodeRecord,
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

/** An invitation with all of them still fits one record of a feed. */
export const MAX_HANDOVERS = 16

/** Persisted and sent. Its hash is the group's id. */
export const foundingEncoding = record('founding', { person: key32, salt: key32 })
/** Persisted and sent. */
export const handoverForm = signedRecord('hand-over', {
  number: uint,
  person: key32,
  /** The desk of the owner before, and their root key's word that it is a device of theirs. */
  by: key32,
  path: bytesUpTo(ATTESTATION_BYTES),
})
/** Persisted and sent. */
export const titleEncoding = record('title', {
  founding: foundingEncoding,
  handovers: listUpTo(handoverForm.whole, MAX_HANDOVERS),
})
export type Title = EncodedBy<typeof titleEncoding>

/** Who signs a hand-over: the desk of the present owner. */
export interface TitleSigner {
  device: KeyPair
  attestation: Uint8Array
}

const DOMAIN = 'fumikura/group-hand-over/1'

/** The group's id. */
export function groupIdOf({ founding }: Title): Uint8Array {
  return hash('fumikura/group/1', encodeRecord(foundingEncoding, founding))
}

export function foundingTitle(person: Uint8Array, salt: Uint8Array): Title {
  return { founding: { person, salt }, handovers: [] }
}

/** The title after a hand-over in the record of that number. */
export function handOverTitle(
  title: Title,
  { device, attestation }: TitleSigner,
  number: number,
  person: Uint8Array,
): Title {
  const said = { number, person, by: device.publicKey, path: attestation }
  const signature = sign(DOMAIN, device, groupIdOf(title), encodeRecord(handoverForm.unsigned, said))
  return { ...title, handovers: [...title.handovers, { ...said, signature }] }
}

/** Everyone who owned this group by this title, in order; null when it is another group’s, or a hand-over was not signed. */
export function ownersByTitle(group: Uint8Array, title: Title): Uint8Array[] | null {
  if (!equalBytes(group, groupIdOf(title))) return null
  const owners = [title.founding.person]
  for (const handover of title.handovers) {
    const { by, path, signature, person } = handover
    const said = encodeRecord(handoverForm.unsigned, handover)
    const isOfOwner = verifyAttestation(path, by, owners.at(-1)) !== null
    if (!isOfOwner || !isSignedBy(DOMAIN, by, signature, group, said)) return null
    owners.push(person)
  }
  return owners
}

/** Who owns this group by this title; null for a title that is none. */
export function ownerByTitle(group: Uint8Array, title: Title): Uint8Array | null {
  return ownersByTitle(group, title)?.at(-1) ?? null
}

/** Whether a title goes on from a known one: an owner who handed over cannot come back by an older one. */
export function goesOnFrom(known: Title, title: Title): boolean {
  return known.handovers.every(({ signature }, i) => {
    const other = title.handovers[i]
    return other !== undefined && equalBytes(signature, other.signature)
  })
}

/** Whether this person owned the group before its present owner. */
export function hasOwned({ founding, handovers }: Title, person: Uint8Array): boolean {
  const owners = [founding.person, ...handovers.map((handover) => handover.person)]
  return owners.slice(0, -1).some((owner) => equalBytes(owner, person))
}

/** The title as it is kept with the group. */
export const encodeTitle = (title: Title): Uint8Array => encodeRecord(titleEncoding, title)
