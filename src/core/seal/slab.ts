// A slab: neighbouring chunks of one large object that are sealed or opened
// together, in buffers that are reused. Part of "store" and of "reference".
import { TAG_BYTES } from './aead.ts'
import { CHUNK_BYTES, PREFIX_BYTES } from './prefix.ts'

/** 1 MiB: the amount that is appended and signed in one step. */
export const CHUNKS_AT_ONCE = 16
export const SLAB_BYTES = CHUNKS_AT_ONCE * CHUNK_BYTES
/** The blocks of a slab, including the prefix of the first block of an object. */
export const SEALED_SLAB_BYTES = PREFIX_BYTES + CHUNKS_AT_ONCE * (CHUNK_BYTES + TAG_BYTES)

/** A smaller object is sealed or opened faster than a thread starts. */
export const WORTH_A_THREAD_BYTES = 4 << 20

export interface Slab {
  /** Padded plaintext. */
  plain: Uint8Array<ArrayBuffer>
  /** Blocks. */
  sealed: Uint8Array<ArrayBuffer>
}

let objects = 0

/** Returns a new number, by which a worker recognises the slabs of one object. */
export function numberObject(): number {
  return objects++
}
