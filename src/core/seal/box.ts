// X25519: sealing something to a person's box key, and agreeing on a secret with another person.
// A grant is a content key in such a box; it opens at "reference". A pair's secrets are agreed at pairing.
import sodium from 'sodium-universal'
import { KEY_BYTES, MalformedRecord } from '../base/index.ts'
import { hash } from './hash.ts'
import type { KeyPair } from './key-pair.ts'

/** An ephemeral public key of 32 bytes and a tag of 16 stand before the ciphertext. */
const BOX_OVERHEAD_BYTES = 48

export function createBoxKeyPair(): KeyPair {
  const pair = { publicKey: Buffer.alloc(KEY_BYTES), secretKey: Buffer.alloc(KEY_BYTES) }
  sodium.crypto_box_keypair(pair.publicKey, pair.secretKey)
  return pair
}

/**
 * The box key that belongs to a signing key: what is sealed to it opens with the signing secret, and nothing more needs to be kept.
 * @throws MalformedRecord when it is no key that anybody signs with
 */
export function boxKeyOfSigner(signer: Uint8Array): Uint8Array {
  const publicKey = Buffer.alloc(KEY_BYTES)
  try {
    sodium.crypto_sign_ed25519_pk_to_curve25519(publicKey, signer)
  } catch (cause) {
    throw new MalformedRecord('no signing key', cause)
  }
  return publicKey
}

/** Both halves of `boxKeyOfSigner`; the caller's to wipe. */
export function boxPairOfSigner(signer: KeyPair): KeyPair {
  const secretKey = Buffer.alloc(KEY_BYTES)
  sodium.crypto_sign_ed25519_sk_to_curve25519(secretKey, signer.secretKey)
  return { publicKey: boxKeyOfSigner(signer.publicKey), secretKey }
}

/**
 * Seals to whoever has the secret of `publicKey`; the box does not say from whom. 48 bytes longer than its content.
 * @throws MalformedRecord if the key is no usable point (it comes from a peer's card)
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

/** What is in the box, or null if it was not sealed to this pair or was changed. */
export function openBox(keyPair: KeyPair, sealed: Uint8Array): Uint8Array | null {
  if (sealed.byteLength < BOX_OVERHEAD_BYTES) return null
  const plaintext = Buffer.alloc(sealed.byteLength - BOX_OVERHEAD_BYTES)
  const isOpen = sodium.crypto_box_seal_open(plaintext, sealed, keyPair.publicKey, keyPair.secretKey)
  return isOpen ? plaintext : null
}

/**
 * The secret both sides reach from their own pair and the other's public key: hash(domain, X25519, ...parts).
 * Null for a key that would make the result predictable (low order) or that has not 32 bytes.
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
