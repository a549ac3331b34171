// XChaCha20-Poly1305-IETF for one message: the only symmetric encryption in this project.
// It does not commit to its key. A caller that needs this (an object does) must
// store a commitment to the key.
import sodium from 'sodium-universal'

export const NONCE_BYTES = 24
export const TAG_BYTES = 16

/** Returns the ciphertext and its 16-byte tag. Never use a nonce twice with one key. */
export function encrypt(
  key: Uint8Array,
  nonce: Uint8Array,
  aad: Uint8Array,
  plaintext: Uint8Array,
): Uint8Array {
  const sealed = Buffer.alloc(plaintext.byteLength + TAG_BYTES)
  sodium.crypto_aead_xchacha20poly1305_ietf_encrypt(sealed, plaintext, aad, null, nonce, key)
  return sealed
}

/**
 * Returns the plaintext. Null if key, nonce, aad or ciphertext differ from the ones
 * used for sealing.
 */
export function decrypt(
  key: Uint8Array,
  nonce: Uint8Array,
  aad: Uint8Array,
  sealed: Uint8Array,
): Uint8Array | null {
  if (sealed.byteLength < TAG_BYTES) return null
  const plaintext = Buffer.alloc(sealed.byteLength - TAG_BYTES)
  try {
    sodium.crypto_aead_xchacha20poly1305_ietf_decrypt(plaintext, null, sealed, aad, nonce, key)
  } catch {
    return null
  }
  return plaintext
}
