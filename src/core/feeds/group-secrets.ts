// The secrets of a group. Each era has a naming secret, which determines the keys of
// its feeds, and a chain of epoch secrets for sealing. The secret of a later epoch is a
// hash of the one before. So a member can compute later secrets, but no earlier ones.
import { concatBytes } from '../base/index.ts'
import { deriveKey, hash, ONCE_OVERHEAD_BYTES, openOnce, sealOnce } from '../seal/index.ts'

export interface EraSecrets {
  era: number
  namingSecret: Uint8Array
  /** The earliest epoch of that era whose secret is known here. */
  epoch: number
  epochSecret: Uint8Array
}

/**
 * Limit for the walk along the chain. An epoch adds a member and a departure ends
 * the era, so an era has fewer epochs than a group can have members.
 */
const MAX_EPOCHS = 1024

export function nextEpochSecret(epochSecret: Uint8Array): Uint8Array {
  return hash('fumikura/group-epoch/1', epochSecret)
}

/** Null for an epoch before the earliest known one, and for one beyond the limit. */
export function epochSecretAt(known: EraSecrets, epoch: number): Uint8Array | null {
  if (epoch < known.epoch || epoch - known.epoch > MAX_EPOCHS) return null
  let secret = known.epochSecret
  for (let at = known.epoch; at < epoch; at++) secret = nextEpochSecret(secret)
  return secret
}

/** Returns the secret that names the gates of an era's posts at stations. It opens nothing. */
export function groupGateSecret({ namingSecret }: Pick<EraSecrets, 'namingSecret'>): Uint8Array {
  return hash('fumikura/group-gate/1', namingSecret)
}

const ERA_AND_EPOCH_BYTES = 8
const CONTENT_KEY_BYTES = 32

/** The length of a grant to a group. */
export const GROUP_GRANT_BYTES = ERA_AND_EPOCH_BYTES + CONTENT_KEY_BYTES + ONCE_OVERHEAD_BYTES

/**
 * Returns the grant of an object to a whole group: era u32le ‖ epoch u32le ‖ the key sealed
 * under that epoch's secret; 56 bytes. An object has one content key, which its id commits to, and
 * each epoch has its own secret, so the key of the grant seals nothing else.
 */
export function sealGroupKey(
  epochSecret: Uint8Array,
  { era, epoch }: { era: number; epoch: number },
  object: Uint8Array,
  contentKey: Uint8Array,
): Uint8Array {
  const aad = Buffer.alloc(ERA_AND_EPOCH_BYTES)
  aad.writeUInt32LE(era)
  aad.writeUInt32LE(epoch, 4)
  return concatBytes(aad, sealOnce(grantKey(epochSecret, object), contentKey, aad))
}

/**
 * Returns the era and epoch under which a grant was sealed. Null if it is too short for a grant to
 * a group.
 */
export function readGrantEpoch(grant: Uint8Array): { era: number; epoch: number } | null {
  if (grant.byteLength <= ERA_AND_EPOCH_BYTES) return null
  const bytes = Buffer.from(grant.buffer, grant.byteOffset, ERA_AND_EPOCH_BYTES)
  return { era: bytes.readUInt32LE(), epoch: bytes.readUInt32LE(4) }
}

/** Null if the grant was not sealed under this secret for this object. */
export function openGroupKey(
  epochSecret: Uint8Array,
  object: Uint8Array,
  grant: Uint8Array,
): Uint8Array | null {
  return openOnce(
    grantKey(epochSecret, object),
    grant.subarray(ERA_AND_EPOCH_BYTES),
    grant.subarray(0, ERA_AND_EPOCH_BYTES),
  )
}

function grantKey(epochSecret: Uint8Array, object: Uint8Array): Uint8Array {
  return deriveKey('fumikura/group-grant/1', epochSecret, object)
}
