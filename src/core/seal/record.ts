// Small records under a secret key: a random nonce, then the output of the AEAD.
// Notices and states in a feed, group rosters, grants of a group and wrapped keys
// are sealed in this form.
import { concatBytes } from '../base/index.ts'
import { decrypt, encrypt, NONCE_BYTES, TAG_BYTES } from './aead.ts'
import { randomBytes } from './secret.ts'

/** The difference in length between a sealed record and its plaintext. */
export const RECORD_OVERHEAD_BYTES = NONCE_BYTES + TAG_BYTES

/**
 * nonce 24 ‖ ciphertext ‖ tag 16.
 * @param key 32 bytes
 * @param aad the context of the record (its core and index); opening needs the same bytes
 */
export function sealRecord(key: Uint8Array, plaintext: Uint8Array, aad: Uint8Array): Uint8Array {
  const nonce = randomBytes(NONCE_BYTES)
  return concatBytes(nonce, encrypt(key, nonce, aad, plaintext))
}

/** Returns the plaintext. Null if the key or the context differ, or the record was changed. */
export function openRecord(key: Uint8Array, sealed: Uint8Array, aad: Uint8Array): Uint8Array | null {
  if (sealed.byteLength < RECORD_OVERHEAD_BYTES) return null
  return decrypt(key, sealed.subarray(0, NONCE_BYTES), aad, sealed.subarray(NONCE_BYTES))
}
