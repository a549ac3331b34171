// By what right somebody owns a group: its founding, from which its id is made, and each hand-over, signed by whoever owned it before.
// It goes with every invitation and every record: nobody can claim an id that is not theirs, nor own again what they handed over.
import {
  encodeRecord,
  equalBytes,
  key32,
  listUpTo,
  signature64,
  struct,
  uint,
  type EncodedBy,
} from '../base/index.ts'
import { hash, isSignedBy, sign, type KeyPair } from '../seal/index.ts'

/** An invitation with all of them still fits one record of a feed. */
export const MAX_HANDOVERS = 32

const foundingEncoding = struct({ person: key32, device: key32, salt: key32 })
const handoverFields = { number: uint, person: key32, device: key32 }
const signedPart = struct({ group: key32, ...handoverFields })
const handoverEncoding = struct({ ...handoverFields, signature: signature64 })
/** Persisted and sent: do not change. */
export const titleEncoding = struct({
  founding: foundingEncoding,
  handovers: listUpTo(handoverEncoding, MAX_HANDOVERS),
})
export type Title = EncodedBy<typeof titleEncoding>

export interface Owner {
  person: Uint8Array
  device: Uint8Array
}

const DOMAIN = 'fumikura/group-hand-over/1'

/** The group's id. */
export function groupIdOf({ founding }: Title): Uint8Array {
  return hash('fumikura/group/1', encodeRecord(foundingEncoding, founding))
}

export function foundingTitle(owner: Owner, salt: Uint8Array): Title {
  return { founding: { person: owner.person, device: owner.device, salt }, handovers: [] }
}

/** The title after a hand-over in the record of that number, signed by the owner until then. */
export function handOverTitle(title: Title, device: KeyPair, number: number, next: Owner): Title {
  const said = { number, person: next.person, device: next.device }
  const signed = encodeRecord(signedPart, { group: groupIdOf(title), ...said })
  return {
    ...title,
    handovers: [...title.handovers, { ...said, signature: sign(DOMAIN, device, signed) }],
  }
}

/** Who owns this group by this title; null when it is another group’s, or a hand-over was not signed. */
export function ownerByTitle(group: Uint8Array, title: Title): Owner | null {
  if (!equalBytes(group, groupIdOf(title))) return null
  let owner: Owner = title.founding
  for (const { signature, ...said } of title.handovers) {
    if (!isSignedBy(DOMAIN, owner.device, signature, encodeRecord(signedPart, { group, ...said })))
      return null
    owner = said
  }
  return owner
}

/** Whether a title goes on from a known one: an owner who handed over cannot come back by an older one. */
export function goesOnFrom(known: Title, title: Title): boolean {
  return known.handovers.every(({ signature }, i) => {
    const other = title.handovers[i]
    return other !== undefined && equalBytes(signature, other.signature)
  })
}

/** The title as it is kept with the group. */
export const encodeTitle = (title: Title): Uint8Array => encodeRecord(titleEncoding, title)
