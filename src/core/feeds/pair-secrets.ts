// The audience of a pair: two persons who share two secrets. Both compute from them
// the key of every feed between them. The naming secret determines the keys of
// feeds, the epoch secret seals their records, and the gate secret names gates at stations. A new
// era has new secrets.
import { u32le } from '../base/index.ts'
import { blindPublicKey, hash } from '../seal/index.ts'
import { coreKey } from '../cores/index.ts'

interface PairSecrets {
  namingSecret: Uint8Array
  epochSecret: Uint8Array
  /** Names the gates of the letters between the two, and signs a reader's requests. */
  gateSecret: Uint8Array
}

/** Derives the secrets of a pair's era from the secret that pairing agreed on. */
export function pairSecrets(pairSecret: Uint8Array, era: number): PairSecrets {
  return {
    namingSecret: hash('fumikura/pair-naming/1', pairSecret, u32le(era)),
    epochSecret: hash('fumikura/pair-epoch/1', pairSecret, u32le(era)),
    gateSecret: hash('fumikura/pair-gate/1', pairSecret, u32le(era)),
  }
}

/**
 * Returns the secret that blinds the device's key in the feed of a pair. Without it a relay or a
 * station cannot tell which device writes the feed, nor that two feeds are of one device.
 */
export function feedBlinding(
  namingSecret: Uint8Array,
  era: number,
  device: Uint8Array,
  generation: number,
): Uint8Array {
  return hash('fumikura/feed-blinding/1', namingSecret, u32le(era), device, u32le(generation))
}

/** Returns the key of the feed that `device` writes for the other person of a pair. */
export function pairFeedKey(
  namingSecret: Uint8Array,
  era: number,
  device: Uint8Array,
  generation: number,
): Uint8Array {
  const signer = blindPublicKey(device, feedBlinding(namingSecret, era, device, generation))
  return coreKey(signer, feedNamespace(namingSecret, era, device, generation))
}

/** Includes the device key, so that a relay cannot see which feeds share an audience. */
export function feedNamespace(
  namingSecret: Uint8Array,
  era: number,
  device: Uint8Array,
  generation: number,
): Uint8Array {
  return hash('fumikura/feed-name/1', namingSecret, u32le(era), device, u32le(generation))
}

/** Returns the key of the feed that `device` writes for a group or the public, under its own key. */
export function feedKey(
  namingSecret: Uint8Array,
  era: number,
  device: Uint8Array,
  generation: number,
): Uint8Array {
  return coreKey(device, feedNamespace(namingSecret, era, device, generation))
}
