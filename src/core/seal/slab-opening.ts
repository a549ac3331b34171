// Opens a slab. Each block is hashed first, and is decrypted only if it matches its leaf.
// Part of opening at "reference". A slab opener knows no format. The caller passes leaves, nonces,
// additional data and frames as bytes.

import type sodium from 'sodium-universal'
import type { Slab } from './slab.ts'

/** The functions of sodium that this file needs. */
export type OpeningSodium = Pick<
  typeof sodium,
  | 'sodium_memzero'
  | 'sodium_memcmp'
  | 'crypto_generichash_batch'
  | 'crypto_aead_xchacha20poly1305_ietf_decrypt'
>

/** `sealed` contains the blocks in sequence. `plain` receives their plaintext. */
export interface OpeningOrder extends Slab {
  object: number
  /**
   * Only with the first slab of an object. The worker wipes this copy when the object is forgotten.
   */
  key: Uint8Array<ArrayBuffer> | null
  chunks: readonly OpeningChunk[]
  aad: Uint8Array
}

export interface OpeningChunk {
  /** Length of the clear bytes before the ciphertext. */
  clearBytes: number
  blockBytes: number
  plainBytes: number
  nonce: Uint8Array
  /** The bytes that are hashed before the block. */
  leafFrame: Uint8Array
  /** The expected hash of leafFrame and block. */
  leaf: Uint8Array
}

/**
 * The same buffers. `plain` contains the padded plaintext of all chunks, or zeros
 * if one chunk did not open.
 */
export interface OpenedSlab extends Slab {
  isOpened: boolean
}

export interface SlabOpening {
  open(order: OpeningOrder): OpenedSlab
  /** Drops the key. Call it after the last slab of an object. */
  forget(object: number): void
}

/**
 * The source text of this function also runs in a worker thread, with the same
 * limits as in slab-sealing.ts.
 */
export function createSlabOpening(sodium: OpeningSodium): SlabOpening {
  const keys = new Map<number, Uint8Array>()

  function getKey({ object, key }: OpeningOrder): Uint8Array {
    if (key !== null) keys.set(object, key)
    const taken = keys.get(object)
    if (taken === undefined) throw new Error('the first slab of this object was not opened here')
    return taken
  }

  function isLeaf(block: Uint8Array, { leafFrame, leaf }: OpeningChunk): boolean {
    const found = new Uint8Array(leaf.byteLength)
    sodium.crypto_generichash_batch(found, [leafFrame, block])
    return sodium.sodium_memcmp(found, leaf)
  }

  function openChunks(key: Uint8Array, { sealed, plain, aad, chunks }: OpeningOrder): boolean {
    let from = 0
    let at = 0
    for (const chunk of chunks) {
      const block = sealed.subarray(from, from + chunk.blockBytes)
      if (!isLeaf(block, chunk)) return false
      const ciphertext = block.subarray(chunk.clearBytes)
      const room = plain.subarray(at, at + chunk.plainBytes)
      try {
        sodium.crypto_aead_xchacha20poly1305_ietf_decrypt(room, null, ciphertext, aad, chunk.nonce, key)
      } catch {
        return false
      }
      from += chunk.blockBytes
      at += chunk.plainBytes
    }
    return true
  }

  return {
    open(order) {
      const isOpened = openChunks(getKey(order), order)
      if (!isOpened) order.plain.fill(0)
      return { plain: order.plain, sealed: order.sealed, isOpened }
    },
    forget(object) {
      const key = keys.get(object)
      keys.delete(object)
      if (key !== undefined) sodium.sodium_memzero(key)
    },
  }
}
