// What is done with a slab, some chunks of one object side by side: the content is hashed, each chunk is sealed, each block is hashed.
// Part of sealing at "store". It knows no format: nonces, additional data and frames are given along, as bytes.

import type sodium from 'sodium-universal'
import type { Slab } from './slab.ts'

/** As much of sodium as is needed here. */
export type SealingSodium = Pick<
  typeof sodium,
  | 'sodium_memzero'
  | 'crypto_generichash_STATEBYTES'
  | 'crypto_generichash_init'
  | 'crypto_generichash_update'
  | 'crypto_generichash_final'
  | 'crypto_generichash_batch'
  | 'crypto_aead_xchacha20poly1305_ietf_encrypt'
>

/** `plain` is zeros when it is given back; `sealed` is room for the blocks. */
export interface SealingOrder extends Slab {
  /** Which object it is of; the slabs of one object come in their order. */
  object: number
  /** With the first slab. These copies are zeros after the last one, or when the object is forgotten. */
  keys: { content: Uint8Array<ArrayBuffer>; contentHash: Uint8Array<ArrayBuffer> } | null
  /** One after the other in `plain`; each becomes one block. */
  chunks: readonly SealingChunk[]
  aad: Uint8Array
  /** What stands in clear in front of the first block. */
  lead: Uint8Array
  /** Which part of `plain` is content that is hashed. */
  content: { start: number; end: number }
  isLast: boolean
}

export interface SealingChunk {
  plainBytes: number
  blockBytes: number
  nonce: Uint8Array
  /** What is hashed before the block to make the leaf of it. */
  leafFrame: Uint8Array
}

/** The buffers as they were given, by now with the blocks one after the other in `sealed`. */
export interface SealedSlab extends Slab {
  /** 32 bytes for each block. */
  leaves: Uint8Array
  /** Keyed BLAKE2b-256 of all content; with the last slab only. */
  contentHash: Uint8Array | null
}

export interface SlabSealing {
  seal(order: SealingOrder): SealedSlab
  /** There will be no last slab of this object. */
  forget(object: number): void
}

interface Begun {
  key: Uint8Array
  /** Of the content, as far as it came. */
  hashing: Uint8Array
}

/**
 * Its very text is run in a thread of its own too (slab-thread.ts), where nothing of this project is at hand: it may use what it is given,
 * the language, and nothing else.
 */
export function createSlabSealing(sodium: SealingSodium): SlabSealing {
  const HASH_BYTES = 32
  const objects = new Map<number, Begun>()

  function begin({ object, keys }: SealingOrder): Begun {
    if (keys !== null) {
      const hashing = new Uint8Array(sodium.crypto_generichash_STATEBYTES)
      sodium.crypto_generichash_init(hashing, keys.contentHash, HASH_BYTES)
      sodium.sodium_memzero(keys.contentHash)
      objects.set(object, { key: keys.content, hashing })
    }
    const begun = objects.get(object)
    if (begun === undefined) throw new Error('the slabs before this one were given to somebody else')
    return begun
  }

  function forget(object: number): void {
    const begun = objects.get(object)
    objects.delete(object)
    if (begun === undefined) return
    sodium.sodium_memzero(begun.key)
    sodium.sodium_memzero(begun.hashing)
  }

  function hashContent({ hashing }: Begun, { plain, content, isLast }: SealingOrder): Uint8Array | null {
    if (content.end > content.start)
      sodium.crypto_generichash_update(hashing, plain.subarray(content.start, content.end))
    if (!isLast) return null
    const digest = new Uint8Array(HASH_BYTES)
    sodium.crypto_generichash_final(hashing, digest)
    return digest
  }

  function sealChunks({ key }: Begun, { plain, sealed, chunks, aad, lead }: SealingOrder): Uint8Array {
    const leaves = new Uint8Array(chunks.length * HASH_BYTES)
    sealed.set(lead)
    let from = 0
    let at = 0
    chunks.forEach(({ plainBytes, blockBytes, nonce, leafFrame }, i) => {
      const block = sealed.subarray(at, at + blockBytes)
      const box = i === 0 ? block.subarray(lead.byteLength) : block
      const plaintext = plain.subarray(from, from + plainBytes)
      sodium.crypto_aead_xchacha20poly1305_ietf_encrypt(box, plaintext, aad, null, nonce, key)
      const leaf = leaves.subarray(i * HASH_BYTES, (i + 1) * HASH_BYTES)
      sodium.crypto_generichash_batch(leaf, [leafFrame, block])
      from += plainBytes
      at += blockBytes
    })
    return leaves
  }

  return {
    seal(order) {
      const begun = begin(order)
      const contentHash = hashContent(begun, order)
      const leaves = sealChunks(begun, order)
      order.plain.fill(0)
      if (order.isLast) forget(order.object)
      return { plain: order.plain, sealed: order.sealed, leaves, contentHash }
    },
    forget,
  }
}
