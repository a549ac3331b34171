// Small records under a secret key: a random nonce, then the output of the AEAD.
// Notices and states in a feed, group rosters and wrapped keys are sealed in this form.
// The grant of a group has a key of its own, and therefore no nonce.
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

/** The difference in length between what `sealOnce` returns and its plaintext. */
export const ONCE_OVERHEAD_BYTES = TAG_BYTES

/** A key of `sealOnce` seals only one message, so its nonce is zero and not stored. */
const ONLY_NONCE = new Uint8Array(NONCE_BYTES)

/**
 * ciphertext ‖ tag 16.
 * @param key 32 bytes, derived for this one plaintext and never used for another
 */
export function sealOnce(key: Uint8Array, plaintext: Uint8Array, aad: Uint8Array): Uint8Array {
  return encrypt(key, ONLY_NONCE, aad, plaintext)
}

/** Returns the plaintext. Null if the key or the context differ, or the record was changed. */
export function openOnce(key: Uint8Array, sealed: Uint8Array, aad: Uint8Array): Uint8Array | null {
  return decrypt(key, ONLY_NONCE, aad, sealed)
}
