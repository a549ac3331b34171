// X25519: seals bytes to a person's box key, and derives a secret that two persons share.
// A grant is a content key in a sealed box; the reader opens it at "reference".
// Pairing derives the secrets of a pair.
import sodium from 'sodium-universal'
import { KEY_BYTES, MalformedRecord } from '../base/index.ts'
import { hash } from './hash.ts'
import type { KeyPair } from './key-pair.ts'

/** A 32-byte ephemeral public key before the ciphertext, and a 16-byte tag. */
export const BOX_OVERHEAD_BYTES = 48

export function createBoxKeyPair(): KeyPair {
  const pair = { publicKey: Buffer.alloc(KEY_BYTES), secretKey: Buffer.alloc(KEY_BYTES) }
  sodium.crypto_box_keypair(pair.publicKey, pair.secretKey)
  return pair
}

/**
 * Converts an Ed25519 public key to its X25519 box key. The Ed25519 secret key
 * opens what is sealed to it, so no other key must be stored.
 * @throws MalformedRecord if `signer` is not a valid Ed25519 public key
 */
export function boxKeyOfSigner(signer: Uint8Array): Uint8Array {
  const publicKey = Buffer.alloc(KEY_BYTES)
  try {
    sodium.crypto_sign_ed25519_pk_to_curve25519(publicKey, signer)
  } catch (cause) {
    throw new MalformedRecord('not a signing key', cause)
  }
  return publicKey
}

/** Converts both halves of a signing pair. The caller must wipe the secret key. */
export function boxPairOfSigner(signer: KeyPair): KeyPair {
  const secretKey = Buffer.alloc(KEY_BYTES)
  sodium.crypto_sign_ed25519_sk_to_curve25519(secretKey, signer.secretKey)
  return { publicKey: boxKeyOfSigner(signer.publicKey), secretKey }
}

/**
 * Seals to the owner of `publicKey`. The box does not reveal its sender. It is 48
 * bytes longer than the plaintext.
 * @throws MalformedRecord if the key is not a usable point (the key comes from a peer's card)
 */
export function sealToBox(publicKey: Uint8Array, plaintext: Uint8Array): Uint8Array {
  if (publicKey.byteLength !== KEY_BYTES)
    throw new MalformedRecord(`a box key of ${publicKey.byteLength} bytes`)
  const sealed = Buffer.alloc(plaintext.byteLength + BOX_OVERHEAD_BYTES)
  try {
    sodium.crypto_box_seal(sealed, plaintext, publicKey)
  } catch (cause) {
    throw new MalformedRecord('a box key of low order', cause)
  }
  return sealed
}

/** Returns the plaintext. Null if the box was sealed to another key or was changed. */
export function openBox(keyPair: KeyPair, sealed: Uint8Array): Uint8Array | null {
  if (sealed.byteLength < BOX_OVERHEAD_BYTES) return null
  const plaintext = Buffer.alloc(sealed.byteLength - BOX_OVERHEAD_BYTES)
  const isOpen = sodium.crypto_box_seal_open(plaintext, sealed, keyPair.publicKey, keyPair.secretKey)
  return isOpen ? plaintext : null
}

/**
 * Returns the shared secret of two key pairs: hash(domain, X25519, ...parts). Both sides
 * compute the same value. Null if `theirPublicKey` does not have 32 bytes, or has
 * low order and so would make the result predictable.
 */
export function agreeSecret(
  domain: string,
  own: KeyPair,
  theirPublicKey: Uint8Array,
  ...parts: Uint8Array[]
): Uint8Array | null {
  if (theirPublicKey.byteLength !== KEY_BYTES) return null
  const shared = Buffer.alloc(KEY_BYTES)
  try {
    sodium.crypto_scalarmult(shared, own.secretKey, theirPublicKey)
    return hash(domain, shared, ...parts)
  } catch {
    return null
  } finally {
    sodium.sodium_memzero(shared)
  }
}
