// X25519: one half of a KEM, and the pair keys.
import sodium from 'sodium-universal'
import { KEY_BYTES } from '../base/index.ts'

/** Returns the public key of a secret of 32 bytes. */
export function pointOf(secretKey: Uint8Array): Uint8Array {
  const publicKey = Buffer.alloc(KEY_BYTES)
  sodium.crypto_scalarmult_base(publicKey, secretKey)
  return publicKey
}

/**
 * Returns the shared secret. Null if the public key has a wrong length, or low order and so would
 * make the result predictable.
 */
export function multiply(secretKey: Uint8Array, publicKey: Uint8Array): Uint8Array | null {
  if (publicKey.byteLength !== KEY_BYTES) return null
  const shared = Buffer.alloc(KEY_BYTES)
  try {
    sodium.crypto_scalarmult(shared, secretKey, publicKey)
    return shared
  } catch {
    return null
  }
}
