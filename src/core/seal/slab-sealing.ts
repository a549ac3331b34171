// Seals a slab, which is several neighbouring chunks of one object: hashes the
// content, seals each chunk, hashes each block. Part of sealing at "store". A slab sealer knows no
// format. The caller passes nonces, additional data and frames as bytes.

import type sodium from 'sodium-universal'
import type { Slab } from './slab.ts'

/** The functions of sodium that this file needs. */
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

/** `sealed` receives the blocks. `plain` contains zeros when it is returned. */
export interface SealingOrder extends Slab {
  /** The number of the object. The slabs of one object must arrive in order. */
  object: number
  /**
   * Only with the first slab of an object. These copies are wiped after the last
   * slab, or when the object is forgotten.
   */
  keys: { content: Uint8Array<ArrayBuffer>; contentHash: Uint8Array<ArrayBuffer> } | null
  /** In sequence in `plain`. Each becomes one block. */
  chunks: readonly SealingChunk[]
  aad: Uint8Array
  /** The clear bytes at the start of the first block. */
  lead: Uint8Array
  /** The range of `plain` that is content and is hashed. */
  content: { start: number; end: number }
  isLast: boolean
}

export interface SealingChunk {
  plainBytes: number
  blockBytes: number
  nonce: Uint8Array
  /** The bytes that are hashed before the block to make its leaf. */
  leafFrame: Uint8Array
}

/** The same buffers. `sealed` contains the blocks in sequence. */
export interface SealedSlab extends Slab {
  /** 32 bytes for each block. */
  leaves: Uint8Array
  /** Keyed BLAKE2b-256 of the whole content. Null before the last slab. */
  contentHash: Uint8Array | null
}

export interface SlabSealing {
  seal(order: SealingOrder): SealedSlab
  /** Drops the keys of an object whose last slab will not arrive. */
  forget(object: number): void
}

interface Begun {
  key: Uint8Array
  /** State of the hash over the content that arrived so far. */
  hashing: Uint8Array
}

/**
 * The source text of this function also runs in a worker thread (slab-thread.ts), where no
 * module of this project is available. It may use only its parameters and the language.
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
    if (begun === undefined) throw new Error('the first slab of this object was not sealed here')
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
      const ciphertext = i === 0 ? block.subarray(lead.byteLength) : block
      const plaintext = plain.subarray(from, from + plainBytes)
      sodium.crypto_aead_xchacha20poly1305_ietf_encrypt(ciphertext, plaintext, aad, null, nonce, key)
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
