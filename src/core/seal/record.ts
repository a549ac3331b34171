// Small records under a shared or own key: a random nonce, then the AEAD's output.
// Notices and states in a feed, group rosters, grants of a group and wrapped keys are sealed this way.
import { concatBytes } from '../base/index.ts'
import { decrypt, encrypt, NONCE_BYTES, TAG_BYTES } from './aead.ts'
import { randomBytes } from './secret.ts'

/** How much longer a sealed record is than its plaintext. */
export const RECORD_OVERHEAD_BYTES = NONCE_BYTES + TAG_BYTES

/**
 * nonce 24 ‖ ciphertext ‖ tag 16.
 * @param key 32 bytes @param aad what the record belongs to (its core and index); must be given again to open it
 */
export function sealRecord(key: Uint8Array, plaintext: Uint8Array, aad: Uint8Array): Uint8Array {
  const nonce = randomBytes(NONCE_BYTES)
  return concatBytes(nonce, encrypt(key, nonce, aad, plaintext))
}

/** The plaintext, or null if the record was not sealed with this key for this place, or was changed. */
export function openRecord(key: Uint8Array, sealed: Uint8Array, aad: Uint8Array): Uint8Array | null {
  if (sealed.byteLength < RECORD_OVERHEAD_BYTES) return null
  return decrypt(key, sealed.subarray(0, NONCE_BYTES), aad, sealed.subarray(NONCE_BYTES))
}
