// The release record: "this object was released to this person at that time", signed by the device that released it.
// The proof, for both sides, that a message was referenced.
import {
  decodeRecord,
  equalBytes,
  encodeRecord,
  key32,
  signature64,
  struct,
  time,
  versioned,
} from '../base/index.ts'
import { isSignedBy, sign } from '../seal/index.ts'
import type { KeyPair } from '../seal/index.ts'

export interface ReleaseFactsSigned {
  readonly objectId: Uint8Array
  readonly person: Uint8Array
  /** ms since the epoch by the releaser's clock. */
  readonly at: number
}

export interface ReleaseRecord extends ReleaseFactsSigned {
  /** The device that released it and signs. */
  readonly device: Uint8Array
  readonly signature: Uint8Array
}

// Persisted and sent: do not change, only add a version.
const DOMAIN = 'fumikura/release/1'
const unsigned = { objectId: key32, person: key32, device: key32, at: time }
const unsignedRelease = versioned(1, struct(unsigned))
const release = versioned(1, struct({ ...unsigned, signature: signature64 }))

export function signRelease(facts: ReleaseFactsSigned, signer: KeyPair): ReleaseRecord {
  const { objectId, person, at } = facts
  const signed = { objectId, person, device: signer.publicKey, at }
  return { ...signed, signature: sign(DOMAIN, signer, encodeRecord(unsignedRelease, signed)) }
}

export function encodeRelease(record: ReleaseRecord): Uint8Array {
  return encodeRecord(release, record)
}

/** @throws MalformedRecord; a decoded record is not yet a genuine one */
export function decodeRelease(bytes: Uint8Array): ReleaseRecord {
  return decodeRecord(release, bytes)
}

/** Whether it was signed by the device that is to release the author's objects. */
export function isReleaseGenuine(record: ReleaseRecord, releaser: Uint8Array): boolean {
  if (!equalBytes(record.device, releaser)) return false
  return isSignedBy(DOMAIN, releaser, record.signature, encodeRecord(unsignedRelease, record))
}
