// Opens a large object while its blocks arrive, several chunks at a time. Its memory use
// is fixed. A SlabWorker does the decryption. Reverses stream-sealer.ts with the checks of
// object-opener.ts. A block is opened only if it matches its leaf. Part of "reference".
import { carriedBytes, clearBytesOf, nonceOf } from './chunk.ts'
import type { ChunkOpener } from './object-opener.ts'
import { hashPrefix } from './prefix.ts'
import { CHUNKS_AT_ONCE, numberObject, SEALED_SLAB_BYTES, SLAB_BYTES, type Slab } from './slab.ts'
import type { OpeningChunk } from './slab-opening.ts'
import type { SlabWorker } from './slab-thread.ts'
import { leafFrame } from './tree.ts'

/** Number of slabs that are being opened while the caller uses the one before. */
const AHEAD = 2

/**
 * The block of a chunk, with the blocks that proofBlocksOf names. Neighbours share
 * the same proof node arrays.
 */
export interface ArrivedChunk {
  block: Uint8Array
  proofNodes: Uint8Array[]
}

/** Neighbouring chunks. */
export interface OpenedChunks {
  firstChunk: number
  chunkCount: number
  /**
   * The padded plaintext of the chunks, valid until the next chunks are requested. Null if one
   * chunk does not open; ChunkOpener then gives the reason.
   */
  plain: Uint8Array | null
}

interface FilledSlab extends Slab {
  firstChunk: number
  chunkCount: number
  /** The chunks that may be opened. Fewer than chunkCount if a chunk failed its check. */
  chunks: OpeningChunk[]
}

export class StreamOpener {
  readonly #opener: ChunkOpener
  readonly #chunkCount: number
  readonly #worker: SlabWorker
  readonly #number = numberObject()
  readonly #free: Slab[] = []
  #isKeyGiven = false

  /** `opener` must have opened the first of the `chunkCount` chunks already. */
  constructor(opener: ChunkOpener, chunkCount: number, worker: SlabWorker) {
    this.#opener = opener
    this.#chunkCount = chunkCount
    this.#worker = worker
  }

  /**
   * @param chunks all chunks from the first one to the last one that is wanted
   * @throws INTERNAL, CANCELLED, and the errors of `chunks`
   */
  async *open(chunks: AsyncIterable<ArrivedChunk>): AsyncGenerator<OpenedChunks, void> {
    const opening: Promise<OpenedChunks & { slab: Slab }>[] = []
    const nextChunks = async function* (free: Slab[]): AsyncGenerator<OpenedChunks, void> {
      const { slab, ...opened } = await opening.shift()!
      yield opened
      free.push(slab)
    }
    try {
      for await (const filled of this.#fill(chunks)) {
        const opened = this.#openSlab(filled)
        // nextChunks awaits this promise later. Until then a rejection must not count as unhandled.
        opened.catch(() => undefined)
        if (opening.push(opened) > AHEAD) yield* nextChunks(this.#free)
      }
      while (opening.length > 0) yield* nextChunks(this.#free)
    } finally {
      await Promise.allSettled(opening)
      this.#worker.forget(this.#number)
    }
  }

  async *#fill(chunks: AsyncIterable<ArrivedChunk>): AsyncGenerator<FilledSlab, void> {
    let filled = this.#begin(0)
    let sealedBytes = 0
    for await (const { block, proofNodes } of chunks) {
      const chunk = this.#describe(filled.firstChunk + filled.chunkCount++, block, proofNodes)
      if (chunk !== null) {
        filled.sealed.set(block, sealedBytes)
        sealedBytes += block.byteLength
        filled.chunks.push(chunk)
      }
      if (filled.chunkCount < CHUNKS_AT_ONCE) continue
      yield filled
      filled = this.#begin(filled.firstChunk + CHUNKS_AT_ONCE)
      sealedBytes = 0
    }
    if (filled.chunkCount > 0) yield filled
  }

  #begin(firstChunk: number): FilledSlab {
    const slab = this.#free.pop() ?? {
      plain: new Uint8Array(SLAB_BYTES),
      sealed: new Uint8Array(SEALED_SLAB_BYTES),
    }
    return { ...slab, firstChunk, chunkCount: 0, chunks: [] }
  }

  #describe(chunkIndex: number, block: Uint8Array, proofNodes: Uint8Array[]): OpeningChunk | null {
    const leaf = this.#opener.leafOf(chunkIndex, block, proofNodes)
    if (leaf === null) return null
    const position = { chunkIndex, chunkCount: this.#chunkCount }
    return {
      clearBytes: clearBytesOf(position),
      blockBytes: block.byteLength,
      plainBytes: carriedBytes(position, block),
      nonce: nonceOf(this.#opener.prefix, position),
      leafFrame: leafFrame(block.byteLength),
      // A copy, because posting a view to a thread clones the whole buffer under it.
      leaf: Uint8Array.from(leaf),
    }
  }

  async #openSlab(filled: FilledSlab): Promise<OpenedChunks & { slab: Slab }> {
    const { firstChunk, chunkCount, chunks } = filled
    if (chunks.length < chunkCount) return { firstChunk, chunkCount, plain: null, slab: filled }
    const key = this.#isKeyGiven ? null : Uint8Array.from(this.#opener.contentKey)
    this.#isKeyGiven = true
    const slab = await this.#worker.open({
      plain: filled.plain,
      sealed: filled.sealed,
      object: this.#number,
      key,
      chunks,
      aad: hashPrefix(this.#opener.prefix),
    })
    const plainBytes = chunks.reduce((sum, chunk) => sum + chunk.plainBytes, 0)
    return { firstChunk, chunkCount, plain: slab.isOpened ? slab.plain.subarray(0, plainBytes) : null, slab }
  }
}
