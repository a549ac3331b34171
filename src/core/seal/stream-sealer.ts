// Seals a large object while its bytes arrive, several chunks at a time. Its memory
// use is fixed. A SlabWorker does the encryption. Produces the same blocks as
// ObjectSealer, and also the keyed hash of the content. Part of "store".
import { EngineError } from '../contract/errors.ts'
import { TAG_BYTES } from './aead.ts'
import { nonceOf } from './chunk.ts'
import { encodeFrame, shapeObject, type ObjectShape } from './plaintext-frame.ts'
import { HASH_BYTES } from './hash.ts'
import { commitKey } from './key-commitment.ts'
import { lengthChanged, type Author, type ObjectSecrets } from './object-sealer.ts'
import {
  CHUNK_BYTES,
  createPrefix,
  encodePrefix,
  hashPrefix,
  PREFIX_BYTES,
  type ObjectPrefix,
} from './prefix.ts'
import { numberObject, SEALED_SLAB_BYTES, SLAB_BYTES, type Slab } from './slab.ts'
import type { SealingChunk } from './slab-sealing.ts'
import type { SlabWorker } from './slab-thread.ts'
import { buildTree, leafFrame } from './tree.ts'

const NODES_AT_ONCE = 16
/** Number of slabs that are being sealed while the caller uses the one before. */
const AHEAD = 2
/** Number of slabs whose blocks the caller may still use. */
const HELD = 2

/** A slab with its plaintext. */
interface FilledSlab extends Slab {
  chunks: SealingChunk[]
  content: { start: number; end: number }
  isFirst: boolean
  isLast: boolean
}

interface SlabOfBlocks extends Slab {
  blocks: Uint8Array[]
}

export interface StreamedObject {
  author: Author
  secrets: ObjectSecrets
  /** Plaintext before the content. The content hash does not cover it. */
  lead: Uint8Array
  contentBytes: number
  /** The key of the content hash. */
  contentHashKey: Uint8Array
}

export class StreamSealer {
  readonly #object: StreamedObject
  readonly #worker: SlabWorker
  readonly #prefix: ObjectPrefix
  readonly #shape: ObjectShape
  readonly #number = numberObject()
  readonly #free: Slab[] = []
  readonly #leaves: Uint8Array[] = []
  #cipherRoot: Uint8Array | null = null
  #contentHash: Uint8Array | null = null

  /** @throws TOO_LARGE */
  constructor(object: StreamedObject, worker: SlabWorker) {
    const { author, secrets, lead, contentBytes } = object
    this.#object = object
    this.#worker = worker
    this.#prefix = createPrefix(author.person, author.device, secrets.salt)
    this.#shape = shapeObject(lead.byteLength + contentBytes)
  }

  get chunkCount(): number {
    return this.#shape.chunkCount
  }

  get paddedBytes(): number {
    return this.#shape.paddedBytes
  }

  /**
   * Yields all blocks in order, several at a time. A piece of `content` may be reused when the
   * next piece is requested. Yielded blocks are valid until the second request after them.
   * @throws INVALID if `content` does not have the announced length; INTERNAL; and
   * the errors of `content`
   */
  async *seal(content: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array[], void> {
    const sealing: Promise<SlabOfBlocks>[] = []
    const held: Slab[] = []
    const nextBlocks = async (): Promise<Uint8Array[]> => {
      const { blocks, ...slab } = await sealing.shift()!
      held.push(slab)
      if (held.length > HELD) this.#free.push(held.shift()!)
      return blocks
    }
    try {
      for await (const filled of this.#fill(content)) {
        const sealed = this.#sealSlab(filled)
        // nextBlocks awaits this promise later. Until then a rejection must not count as unhandled.
        sealed.catch(() => undefined)
        if (sealing.push(sealed) > AHEAD) yield await nextBlocks()
      }
      while (sealing.length > 0) yield await nextBlocks()
    } finally {
      await Promise.allSettled(sealing)
      if (this.#contentHash === null) this.#worker.forget(this.#number)
    }
    const { nodes, cipherRoot } = buildTree(this.#leaves)
    for (let at = 0; at < nodes.length; at += NODES_AT_ONCE) yield nodes.slice(at, at + NODES_AT_ONCE)
    this.#cipherRoot = cipherRoot
  }

  /** Returns the name of the object. @throws INTERNAL if `seal` has not run to its end */
  commitments(): { cipherRoot: Uint8Array; keyCommit: Uint8Array } {
    const cipherRoot = orUnfinished(this.#cipherRoot)
    return { cipherRoot, keyCommit: commitKey(this.#object.secrets.contentKey, cipherRoot) }
  }

  /** Equal to the result of KeyedHasher. @throws INTERNAL if `seal` has not run to its end */
  get contentHash(): Uint8Array {
    return orUnfinished(this.#contentHash)
  }

  async *#fill(content: AsyncIterable<Uint8Array>): AsyncGenerator<FilledSlab, void> {
    const { frameBytes, plaintextBytes, paddedBytes } = this.#shape
    let missing = frameBytes + plaintextBytes
    let at = 0
    let slab: Slab | null = null
    for await (const piece of this.#plaintext(content)) {
      missing -= piece.byteLength
      if (missing < 0) throw lengthChanged(missing)
      for (let taken = 0; taken < piece.byteLength;) {
        slab ??= this.#getSlab()
        const room = slab.plain.subarray(at % SLAB_BYTES)
        const some = piece.subarray(taken, taken + room.byteLength)
        room.set(some)
        taken += some.byteLength
        at += some.byteLength
        if (at % SLAB_BYTES !== 0) continue
        yield this.#describe(slab, at - SLAB_BYTES)
        slab = null
      }
    }
    if (missing > 0) throw lengthChanged(missing)
    // The rest is padding. Bytes of a slab that were not written are zero.
    for (let start = at - (at % SLAB_BYTES); start < paddedBytes; start += SLAB_BYTES) {
      yield this.#describe(slab ?? this.#getSlab(), start)
      slab = null
    }
  }

  async *#plaintext(content: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array, void> {
    yield encodeFrame(this.#shape.plaintextBytes)
    yield this.#object.lead
    yield* content
  }

  #getSlab(): Slab {
    const plainBytes = Math.min(SLAB_BYTES, this.#shape.paddedBytes)
    return (
      this.#free.pop() ?? { plain: new Uint8Array(plainBytes), sealed: new Uint8Array(SEALED_SLAB_BYTES) }
    )
  }

  /** Describes the slab that holds the padded bytes from `start` on. */
  #describe(slab: Slab, start: number): FilledSlab {
    const { frameBytes, plaintextBytes, paddedBytes } = this.#shape
    const end = Math.min(start + SLAB_BYTES, paddedBytes)
    const within = (byte: number): number => Math.min(end, Math.max(start, byte)) - start
    const contentStart = frameBytes + this.#object.lead.byteLength
    const chunkCount = Math.ceil((end - start) / CHUNK_BYTES)
    return {
      ...slab,
      content: { start: within(contentStart), end: within(frameBytes + plaintextBytes) },
      chunks: Array.from({ length: chunkCount }, (_, i) => this.#describeChunk(start / CHUNK_BYTES + i)),
      isFirst: start === 0,
      isLast: end === paddedBytes,
    }
  }

  #describeChunk(chunkIndex: number): SealingChunk {
    const position = { chunkIndex, chunkCount: this.chunkCount }
    const plainBytes = Math.min(CHUNK_BYTES, this.paddedBytes - chunkIndex * CHUNK_BYTES)
    const blockBytes = (chunkIndex === 0 ? PREFIX_BYTES : 0) + plainBytes + TAG_BYTES
    return {
      plainBytes,
      blockBytes,
      nonce: nonceOf(this.#prefix, position),
      leafFrame: leafFrame(blockBytes),
    }
  }

  async #sealSlab({ isFirst, ...filled }: FilledSlab): Promise<SlabOfBlocks> {
    const { secrets, contentHashKey } = this.#object
    const copyKeys = () => ({
      content: Uint8Array.from(secrets.contentKey),
      contentHash: Uint8Array.from(contentHashKey),
    })
    const { plain, sealed, leaves, contentHash } = await this.#worker.seal({
      ...filled,
      object: this.#number,
      keys: isFirst ? copyKeys() : null,
      aad: hashPrefix(this.#prefix),
      lead: isFirst ? encodePrefix(this.#prefix) : new Uint8Array(0),
    })
    this.#contentHash = contentHash
    let end = 0
    const blocks = filled.chunks.map(({ blockBytes }, i) => {
      this.#leaves.push(leaves.subarray(i * HASH_BYTES, (i + 1) * HASH_BYTES))
      end += blockBytes
      return Buffer.from(sealed.buffer, end - blockBytes, blockBytes)
    })
    return { plain, sealed, blocks }
  }
}

function orUnfinished<T>(value: T | null): T {
  if (value === null) throw new EngineError('INTERNAL', 'an object has no name before it is complete')
  return value
}
