// Secret bytes: drawing, comparing and wiping them.
// Content keys, nonces, salts and tokens are drawn here, at "store" and wherever a secret is made.
import sodium from 'sodium-universal'

/** Returns `count` bytes from the secure random source of the operating system. */
export function randomBytes(count: number): Uint8Array {
  const bytes = Buffer.alloc(count)
  sodium.randombytes_buf(bytes)
  return bytes
}

/**
 * Overwrites `bytes` with zeros; no compiler removes this call. The caller must wipe other copies.
 */
export function wipe(bytes: Uint8Array): void {
  sodium.sodium_memzero(bytes)
}

/** Compares in constant time for secrets of equal length. */
export function equalSecrets(a: Uint8Array, b: Uint8Array): boolean {
  return a.byteLength === b.byteLength && sodium.sodium_memcmp(a, b)
}
