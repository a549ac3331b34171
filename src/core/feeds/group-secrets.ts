// The secrets of a group: each era has a naming secret, by which its feeds are found, and a chain of epoch secrets, which seal.
// Whoever knows one epoch of an era reaches the later ones by a hash, and none before it.
import { concatBytes } from '../base/index.ts'
import { deriveKey, hash, openRecord, sealRecord } from '../seal/index.ts'

export interface EraSecrets {
  era: number
  namingSecret: Uint8Array
  /** The earliest epoch of that era whose secret is known here. */
  epoch: number
  epochSecret: Uint8Array
}

/** An epoch adds a member and the first who goes ends its era: an era has fewer than a group has members. More is not walked to. */
const MAX_EPOCHS = 1024

export function nextEpochSecret(epochSecret: Uint8Array): Uint8Array {
  return hash('fumikura/group-epoch/1', epochSecret)
}

/** Null for an epoch before the earliest known, and for one that cannot be. */
export function epochSecretAt(known: EraSecrets, epoch: number): Uint8Array | null {
  if (epoch < known.epoch || epoch - known.epoch > MAX_EPOCHS) return null
  let secret = known.epochSecret
  for (let at = known.epoch; at < epoch; at++) secret = nextEpochSecret(secret)
  return secret
}

const PLACE_BYTES = 8

/** The one grant of a group for an object: era u32le ‖ epoch u32le ‖ the key sealed under that epoch's secret; 80 bytes. */
export function sealGroupKey(
  epochSecret: Uint8Array,
  { era, epoch }: { era: number; epoch: number },
  object: Uint8Array,
  contentKey: Uint8Array,
): Uint8Array {
  const place = Buffer.alloc(PLACE_BYTES)
  place.writeUInt32LE(era)
  place.writeUInt32LE(epoch, 4)
  return concatBytes(place, sealRecord(grantKey(epochSecret, object), contentKey, place))
}

/** Under which epoch a grant was sealed; null when it is none of a group. */
export function readGrantPlace(grant: Uint8Array): { era: number; epoch: number } | null {
  if (grant.byteLength <= PLACE_BYTES) return null
  const bytes = Buffer.from(grant.buffer, grant.byteOffset, PLACE_BYTES)
  return { era: bytes.readUInt32LE(), epoch: bytes.readUInt32LE(4) }
}

/** Null when it was not sealed under this secret for this object. */
export function openGroupKey(
  epochSecret: Uint8Array,
  object: Uint8Array,
  grant: Uint8Array,
): Uint8Array | null {
  return openRecord(
    grantKey(epochSecret, object),
    grant.subarray(PLACE_BYTES),
    grant.subarray(0, PLACE_BYTES),
  )
}

function grantKey(epochSecret: Uint8Array, object: Uint8Array): Uint8Array {
  return deriveKey('fumikura/group-grant/1', epochSecret, object)
}
