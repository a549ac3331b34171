// The tag and the key with which a reader asks a person who keeps an object, while its author is
// away. Both are derived from the content key, for one holder alone.
// Only a holder of the content key can compute the tag, and two holders get different tags. The tag
// finds the object in one lookup and reveals nothing to anyone else.
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
