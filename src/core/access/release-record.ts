// The release record: "this object was released to this person at that time", signed by the
// releasing device.
// It proves to both sides that a message was referenced.
import {
  bytesUpTo,
  equalBytes,
  key32,
  listUpTo,
  record,
  signedRecord,
  time,
  type EncodedBy,
} from '../base/index.ts'
import { isSignedBy, sign } from '../seal/index.ts'
import type { KeyPair } from '../seal/index.ts'

const DOMAIN = 'fumikura/release/1'
/** Persisted and sent. */
export const releaseForm = signedRecord('release', {
  objectId: key32,
  person: key32,
  /** The device that released the object and signs the record. */
  device: key32,
  /** ms since the epoch by the releaser's clock. */
  at: time,
})
export type ReleaseRecord = EncodedBy<typeof releaseForm>
export type ReleaseFactsSigned = Pick<ReleaseRecord, 'objectId' | 'person' | 'at'>

export const MAX_RELEASES = 16
/** Persisted and sent, inside the sealed part of a `released` record. */
export const releaseListForm = record('releases', {
  releases: listUpTo(bytesUpTo(256), MAX_RELEASES),
})

export const encodeReleases = (releases: Uint8Array[]): Uint8Array => releaseListForm.encode({ releases })

/** @throws MalformedRecord */
export const decodeReleases = (bytes: Uint8Array): Uint8Array[] => releaseListForm.decode(bytes).releases

export function signRelease(facts: ReleaseFactsSigned, signer: KeyPair): ReleaseRecord {
  const { objectId, person, at } = facts
  const signed = { objectId, person, device: signer.publicKey, at }
  return { ...signed, signature: sign(DOMAIN, signer, releaseForm.unsigned.encode(signed)) }
}

/** True if the device that releases the objects of this author signed it. */
export function isReleaseGenuine(release: ReleaseRecord, releaser: Uint8Array): boolean {
  if (!equalBytes(release.device, releaser)) return false
  return isSignedBy(DOMAIN, releaser, release.signature, releaseForm.unsigned.encode(release))
}
