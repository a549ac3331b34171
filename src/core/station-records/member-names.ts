// The names that stations know of groups: rosters, the keys of members, and removals. A member and
// an author compute the same names. A station cannot compute them, and two stations, or two
// customers of one station, have no name in common. All of them are persisted: do not change.
import { u32le, uintForm } from '../base/index.ts'
import { agreeSecret, createSigningKeyPair, deriveKey, hash, wipe, type KeyPair } from '../seal/index.ts'

/** Where and when a member key is valid. */
export interface MemberPlace {
  readonly group: Uint8Array
  readonly era: number
  readonly station: Uint8Array
}

/** The numbers of the two box keys that a member key is agreed from. */
export interface BoxNumbers {
  readonly author: number
  readonly member: number
}

/**
 * Returns the key by which a station knows a member. Author and member agree on it from their box
 * keys, so that no other member can ask in their name. Null if the other's box key is unusable.
 * @param own the box key of the author or of the member
 * @param theirs the public box key of the other
 */
export function memberKeyPair(
  own: KeyPair,
  theirs: Uint8Array,
  numbers: BoxNumbers,
  { group, era, station }: MemberPlace,
): KeyPair | null {
  const both = [numbers.author, numbers.member].map((number) => uintForm.encode(number))
  const secret = agreeSecret('fumikura/gate-member-box/1', own, theirs, ...both)
  if (secret === null) return null
  const seed = deriveKey('fumikura/gate-member/1', secret, group, u32le(era), station)
  const pair = createSigningKeyPair(seed)
  wipe(secret)
  wipe(seed)
  return pair
}

/**
 * Returns the name of an author's roster at one station.
 * @param gateSecret the gate secret of the group's era
 */
export function rosterName(gateSecret: Uint8Array, author: Uint8Array, station: Uint8Array): Uint8Array {
  return deriveKey('fumikura/gate-roster/1', gateSecret, author, station)
}

/** Returns what the records of a group say about a removal token before it is published. */
export function removalHash(token: Uint8Array): Uint8Array {
  return hash('fumikura/removal/1', token)
}

/** Returns what one account at a station has of that hash, so that accounts cannot be compared. */
export function removalCheck(tokenHash: Uint8Array, account: Uint8Array): Uint8Array {
  return hash('fumikura/removal-at/1', tokenHash, account)
}
