// Ed25519 signatures over a domain-separated hash of the signed parts.
// Release and recall records, device eras and membership records are signed with
// them, from "notify" to "state".
import sodium from 'sodium-universal'
import { KEY_BYTES } from '../base/index.ts'
import type { BlindedKeyPair } from './blinded-key.ts'
import { hash } from './hash.ts'
import type { KeyPair } from './key-pair.ts'

export const SIGNATURE_BYTES = 64
const SECRET_KEY_BYTES = 64

/** Both make signatures that every Ed25519 verifier takes. */
export type SigningKeys = KeyPair | BlindedKeyPair

/** Makes a new signing pair. With a 32-byte seed: the pair that belongs to the seed. */
export function createSigningKeyPair(seed?: Uint8Array): KeyPair {
  const pair = { publicKey: Buffer.alloc(KEY_BYTES), secretKey: Buffer.alloc(SECRET_KEY_BYTES) }
  if (seed === undefined) sodium.crypto_sign_keypair(pair.publicKey, pair.secretKey)
  else sodium.crypto_sign_seed_keypair(pair.publicKey, pair.secretKey, seed)
  return pair
}

/** Returns 64 bytes: the signature of hash(domain, ...parts). */
export function sign(domain: string, keys: SigningKeys, ...parts: Uint8Array[]): Uint8Array {
  return signMessage(keys, hash(domain, ...parts))
}

/**
 * Returns 64 bytes: the signature of a message as it is, for formats of others. It has no domain, so
 * only such a format may be signed with it.
 */
export function signMessage(keys: SigningKeys, message: Uint8Array): Uint8Array {
  const signature = Buffer.alloc(SIGNATURE_BYTES)
  if ('scalar' in keys) sodium.extension_tweak_ed25519_sign_detached(signature, message, keys.scalar)
  else sodium.crypto_sign_detached(signature, message, keys.secretKey)
  return signature
}

/**
 * True if `publicKey` signed exactly these parts for this domain. False for a key
 * or signature of a wrong length.
 */
export function isSignedBy(
  domain: string,
  publicKey: Uint8Array,
  signature: Uint8Array,
  ...parts: Uint8Array[]
): boolean {
  if (publicKey.byteLength !== KEY_BYTES || signature.byteLength !== SIGNATURE_BYTES) return false
  return sodium.crypto_sign_verify_detached(signature, hash(domain, ...parts), publicKey)
}
