// Boxes for a pair key alone, for the secrets of groups.
import sodium from 'sodium-universal'
import { MalformedRecord } from '../base/index.ts'
import type { KeyPair } from './key-pair.ts'

const OVERHEAD_BYTES = 48

/** @throws MalformedRecord if the key is not a usable point */
export function sealToBox(publicKey: Uint8Array, plaintext: Uint8Array): Uint8Array {
  const sealed = Buffer.alloc(plaintext.byteLength + OVERHEAD_BYTES)
  try {
    sodium.crypto_box_seal(sealed, plaintext, publicKey)
  } catch (cause) {
    throw new MalformedRecord('a box key of low order', cause)
  }
  return sealed
}

/** Returns the plaintext. Null if the box was sealed to another key or was changed. */
export function openBox(keyPair: KeyPair, sealed: Uint8Array): Uint8Array | null {
  if (sealed.byteLength < OVERHEAD_BYTES) return null
  const plaintext = Buffer.alloc(sealed.byteLength - OVERHEAD_BYTES)
  const isOpen = sodium.crypto_box_seal_open(plaintext, sealed, keyPair.publicKey, keyPair.secretKey)
  return isOpen ? plaintext : null
}
