// What somebody who keeps an object is asked by when its author is away: derived from its content key, for one holder alone.
// Only who holds the key can say the tag, and two persons who are asked see different ones: found by one lookup, told to nobody else.
import { concatBytes } from '../base/index.ts'
import { deriveKey, hash } from '../seal/index.ts'

export const HOLDER_TAG_BYTES = 16

/** Sent: do not change. `holder`: the person who is asked. */
export function holderKeyOf(contentKey: Uint8Array, object: Uint8Array, holder: Uint8Array): Uint8Array {
  return deriveKey('fumikura/holder-key/1', contentKey, concatBytes(object, holder))
}

export function holderTagOf(holderKey: Uint8Array): Uint8Array {
  return hash('fumikura/holder-tag/1', holderKey).subarray(0, HOLDER_TAG_BYTES)
}
