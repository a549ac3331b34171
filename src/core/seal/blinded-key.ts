// Blinded keys: a signing pair that follows from a device's pair and a secret. Who knows the device's
// public key and the secret computes the blinded public key, and knows who signs with it. For anybody
// else it is a key like any other. The feeds of a pair are signed with them.
import sodium from 'sodium-universal'
import { KEY_BYTES } from '../base/index.ts'
import { hash } from './hash.ts'
import type { KeyPair } from './key-pair.ts'

/** Signs and proves a wire as an Ed25519 pair does. It has a scalar in the place of a seed. */
export interface BlindedKeyPair {
  /** 32 bytes. */
  publicKey: Uint8Array
  /** 32 bytes, secret. */
  scalar: Uint8Array
}

/** Persisted and sent, in the keys of feeds: do not change. */
const DOMAIN = 'fumikura/blinded-key/1'

/**
 * Returns `device` + t · G, where t is SHA-512 of the hash of both, without its highest bit.
 * @param device an Ed25519 public key
 */
export function blindPublicKey(device: Uint8Array, secret: Uint8Array): Uint8Array {
  const blinded = Buffer.alloc(KEY_BYTES)
  sodium.extension_tweak_ed25519_pk(blinded, device, tweakOf(device, secret))
  return blinded
}

export function blindKeyPair(device: KeyPair, secret: Uint8Array): BlindedKeyPair {
  const own = Buffer.alloc(KEY_BYTES)
  const scalar = Buffer.alloc(KEY_BYTES)
  sodium.extension_tweak_ed25519_sk_to_scalar(own, device.secretKey)
  sodium.extension_tweak_ed25519_scalar(scalar, own, tweakOf(device.publicKey, secret))
  sodium.sodium_memzero(own)
  return { publicKey: blindPublicKey(device.publicKey, secret), scalar }
}

function tweakOf(device: Uint8Array, secret: Uint8Array): Uint8Array {
  return hash(DOMAIN, device, secret)
}
