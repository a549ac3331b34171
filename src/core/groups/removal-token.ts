// Removal tokens: the desk of a group has one for each member, and its records carry their hashes.
// When it removes a member, its record has the token. Then anybody in the group can prove the
// removal to the stations of an author who is away.
import { uintForm } from '../base/index.ts'
import { removalHash } from '../station-records/index.ts'
import type { Identity } from '../identity/index.ts'
import { deriveKey } from '../seal/index.ts'

/** A member, since they were added. A member who was removed and added again has another token. */
interface Membership {
  readonly person: Uint8Array
  readonly since: number
}

const SEED_BYTES = 32

/** Only the device that issued the token can compute it. A new desk issues all of them anew. */
export function issueToken(
  { device }: Pick<Identity, 'device'>,
  group: Uint8Array,
  { person, since }: Membership,
): Uint8Array {
  const secret = device.secretKey.subarray(0, SEED_BYTES)
  return deriveKey('fumikura/group-removal/1', secret, group, person, uintForm.encode(since))
}

/** Returns what the records of this desk say about the token of a member. */
export function issueTokenHash(
  identity: Pick<Identity, 'device'>,
  group: Uint8Array,
  member: Membership,
): Uint8Array {
  return removalHash(issueToken(identity, group, member))
}
