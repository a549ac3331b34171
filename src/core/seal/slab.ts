// A slab: chunks of one large object side by side, as many as are sealed or opened at once, in buffers that go round.
// Part of "store" and of "reference".
import { TAG_BYTES } from './aead.ts'
import { CHUNK_BYTES, PREFIX_BYTES } from './prefix.ts'

/** 1 MiB: as much as is appended and signed at once. */
export const CHUNKS_AT_ONCE = 16
export const SLAB_BYTES = CHUNKS_AT_ONCE * CHUNK_BYTES
/** Its blocks, with what stands in front of the first of an object. */
export const SEALED_SLAB_BYTES = PREFIX_BYTES + CHUNKS_AT_ONCE * (CHUNK_BYTES + TAG_BYTES)

/** Smaller objects are sealed and opened before a thread had begun. */
export const WORTH_A_THREAD_BYTES = 4 << 20

export interface Slab {
  /** Padded plaintext. */
  plain: Uint8Array<ArrayBuffer>
  /** Blocks. */
  sealed: Uint8Array<ArrayBuffer>
}

let objects = 0

/** What the slabs of one object are known by to whoever seals or opens them. */
export function numberObject(): number {
  return objects++
}
