// The way back of a slab: each block is hashed, and only one that is the leaf it must be is opened.
// Part of opening at "reference". It knows no format: leaves, nonces, additional data and frames are given along, as bytes.

import type sodium from 'sodium-universal'
import type { Slab } from './slab.ts'

/** As much of sodium as is needed here. */
export type OpeningSodium = Pick<
  typeof sodium,
  | 'sodium_memzero'
  | 'sodium_memcmp'
  | 'crypto_generichash_batch'
  | 'crypto_aead_xchacha20poly1305_ietf_decrypt'
>

/** `sealed` has the blocks, one after the other; `plain` is room for what is in them. */
export interface OpeningOrder extends Slab {
  object: number
  /** With the first slab. This copy is zeros when the object is forgotten. */
  key: Uint8Array<ArrayBuffer> | null
  chunks: readonly OpeningChunk[]
  aad: Uint8Array
}

export interface OpeningChunk {
  /** What stands in clear in front of the sealed bytes. */
  clearBytes: number
  blockBytes: number
  plainBytes: number
  nonce: Uint8Array
  /** What is hashed before the block to make its leaf, and what comes of that. */
  leafFrame: Uint8Array
  leaf: Uint8Array
}

/** The buffers as they were given, by now with the padded plaintext in `plain`; all of it, or zeros where a chunk did not open. */
export interface OpenedSlab extends Slab {
  isOpened: boolean
}

export interface SlabOpening {
  open(order: OpeningOrder): OpenedSlab
  /** There will be no more slabs of this object. */
  forget(object: number): void
}

/** Its very text is run in a thread of its own too, as that of slab-sealing.ts. */
export function createSlabOpening(sodium: OpeningSodium): SlabOpening {
  const keys = new Map<number, Uint8Array>()

  function takeKey({ object, key }: OpeningOrder): Uint8Array {
    if (key !== null) keys.set(object, key)
    const taken = keys.get(object)
    if (taken === undefined) throw new Error('the slabs before this one were given to somebody else')
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
      const box = block.subarray(chunk.clearBytes)
      const room = plain.subarray(at, at + chunk.plainBytes)
      try {
        sodium.crypto_aead_xchacha20poly1305_ietf_decrypt(room, null, box, aad, chunk.nonce, key)
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
      const isOpened = openChunks(takeKey(order), order)
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
