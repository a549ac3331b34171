// What is done with a slab, some chunks of one object side by side: the content is hashed, each chunk is sealed, each block is hashed.
// Part of sealing at "store". It knows no format: nonces, additional data and frames are given along, as bytes.

import type sodium from 'sodium-universal'

/** As much of sodium as is needed here. */
export type SlabSodium = Pick<
  typeof sodium,
  | 'crypto_generichash_STATEBYTES'
  | 'crypto_generichash_init'
  | 'crypto_generichash_update'
  | 'crypto_generichash_final'
  | 'crypto_generichash_batch'
  | 'crypto_aead_xchacha20poly1305_ietf_encrypt'
>

export interface SlabOrder {
  /** Which object it is of; the slabs of one object come in their order. */
  object: number
  /** Padded plaintext; zeros when it is given back. */
  plain: Uint8Array<ArrayBuffer>
  /** Room for the blocks. */
  sealed: Uint8Array<ArrayBuffer>
  /** One after the other in `plain`; each becomes one block. */
  chunks: readonly SlabChunk[]
  key: Uint8Array
  aad: Uint8Array
  /** What stands in clear in front of the first block. */
  lead: Uint8Array
  /** Which part of `plain` is content that is hashed, and under which key. */
  content: { start: number; end: number; key: Uint8Array }
  isFirst: boolean
  isLast: boolean
}

export interface SlabChunk {
  plainBytes: number
  blockBytes: number
  nonce: Uint8Array
  /** What is hashed before the block to make the leaf of it. */
  leafFrame: Uint8Array
}

/** The buffers as they were given, by now with the blocks one after the other in `sealed`. */
export interface SlabDone {
  plain: Uint8Array<ArrayBuffer>
  sealed: Uint8Array<ArrayBuffer>
  /** 32 bytes for each block. */
  leaves: Uint8Array
  /** Keyed BLAKE2b-256 of all content; with the last slab only. */
  contentHash: Uint8Array | null
}

export interface SlabWork {
  seal(order: SlabOrder): SlabDone
  /** There will be no last slab of this object. */
  forget(object: number): void
}

/**
 * Its very text is run in a thread of its own too (sealing-thread.ts), where nothing of this project is at hand: it may use what it is given,
 * the language, and nothing else.
 */
export function createSlabWork(sodium: SlabSodium): SlabWork {
  const HASH_BYTES = 32
  const hashing = new Map<number, Uint8Array>()

  function hashContent({ object, plain, content, isFirst, isLast }: SlabOrder): Uint8Array | null {
    if (isFirst) {
      const begun = new Uint8Array(sodium.crypto_generichash_STATEBYTES)
      sodium.crypto_generichash_init(begun, content.key, HASH_BYTES)
      hashing.set(object, begun)
    }
    const state = hashing.get(object)
    if (state === undefined) throw new Error('the slabs before this one were given to somebody else')
    if (content.end > content.start)
      sodium.crypto_generichash_update(state, plain.subarray(content.start, content.end))
    if (!isLast) return null
    hashing.delete(object)
    const digest = new Uint8Array(HASH_BYTES)
    sodium.crypto_generichash_final(state, digest)
    return digest
  }

  function sealChunks({ plain, sealed, chunks, key, aad, lead }: SlabOrder): Uint8Array {
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
      const contentHash = hashContent(order)
      const leaves = sealChunks(order)
      order.plain.fill(0)
      return { plain: order.plain, sealed: order.sealed, leaves, contentHash }
    },
    forget(object) {
      hashing.delete(object)
    },
  }
}
