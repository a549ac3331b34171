// The audience of a pair: two persons who share two secrets, from which both compute every feed between them.
// The naming secret names feeds, the epoch secret seals their records; a new era has fresh ones of both.
import { hash } from '../seal/index.ts'
import { coreKey } from '../cores/index.ts'

export interface PairSecrets {
  namingSecret: Uint8Array
  epochSecret: Uint8Array
}

/** Both secrets of a pair's era from the secret that pairing agreed on. */
export function pairSecrets(pairSecret: Uint8Array, era: number): PairSecrets {
  return {
    namingSecret: hash('fumikura/pair-naming/1', pairSecret, u32(era)),
    epochSecret: hash('fumikura/pair-epoch/1', pairSecret, u32(era)),
  }
}

/** The device key inside keeps a relay from seeing which feeds share an audience. */
export function feedNamespace(
  namingSecret: Uint8Array,
  era: number,
  device: Uint8Array,
  generation: number,
): Uint8Array {
  return hash('fumikura/feed-name/1', namingSecret, u32(era), device, u32(generation))
}

/** The feed that `device` writes for this audience. */
export function feedKey(
  namingSecret: Uint8Array,
  era: number,
  device: Uint8Array,
  generation: number,
): Uint8Array {
  return coreKey(device, feedNamespace(namingSecret, era, device, generation))
}

function u32(value: number): Uint8Array {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32LE(value)
  return bytes
}
