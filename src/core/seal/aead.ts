// XChaCha20-Poly1305-IETF, one message at a time: the one place where something is encrypted under a symmetric key.
// It does not bind its key: who needs that (objects do) commits to the key beside it.
import sodium from 'sodium-universal'

export const NONCE_BYTES = 24
export const TAG_BYTES = 16

/** The ciphertext and its 16-byte tag. A nonce may serve a key only once. */
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

/** The plaintext, or null if key, nonce, aad or ciphertext are not the ones it was sealed with. */
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
