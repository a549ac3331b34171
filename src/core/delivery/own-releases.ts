// Releases that this person tells only to themselves, in a feed that others keep: a restored home
// reads them back from there. Nobody else has the key, so no box is needed.
import { decodeReleases, encodeReleases } from '../access/index.ts'
import type { FeedRecord } from '../feeds/index.ts'
import type { Identity } from '../identity/index.ts'
import { openRecord, sealRecord } from '../seal/index.ts'

type ReleasesTold = Extract<FeedRecord, { type: 'released' }>

/** Persisted: do not change. */
const DOMAIN = 'fumikura/own-records/1'

/**
 * @param audience the key of the audience in whose feed the record is. A feed can go on in another
 * core, so the core is not part of it
 */
export function sealOwnReleases(
  { boxKeys }: Identity,
  audience: Uint8Array,
  records: Uint8Array[],
): ReleasesTold {
  const sealed = sealRecord(boxKeys.derive(DOMAIN), encodeReleases(records), audience)
  return { type: 'released', boxNumber: boxKeys.number, sealed }
}

/** Null if another person sealed it, or for another audience. */
export function openOwnReleases(
  { boxKeys }: Identity,
  audience: Uint8Array,
  { boxNumber, sealed }: ReleasesTold,
): ReturnType<typeof decodeReleases> | null {
  const key = boxKeys.deriveFrom(boxNumber, DOMAIN)
  const bytes = key === null ? null : openRecord(key, sealed, audience)
  return bytes === null ? null : decodeReleases(bytes)
}
