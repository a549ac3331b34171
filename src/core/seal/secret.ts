// Bytes that nobody may guess: drawing them, comparing them, and forgetting them.
// Content keys, nonces, salts and tokens begin here, at "store" and wherever a secret is made.
import sodium from 'sodium-universal'

/** `count` bytes from the system's secure source. */
export function randomBytes(count: number): Uint8Array {
  const bytes = Buffer.alloc(count)
  sodium.randombytes_buf(bytes)
  return bytes
}

/** Overwrites `bytes` with zeros in a way no compiler leaves out. Copies elsewhere are the caller's. */
export function wipe(bytes: Uint8Array): void {
  sodium.sodium_memzero(bytes)
}

/** Equality in a time that tells nothing about where two secrets of one length differ. */
export function equalSecrets(a: Uint8Array, b: Uint8Array): boolean {
  return a.byteLength === b.byteLength && sodium.sodium_memcmp(a, b)
}
