// Reads any part of a file, chunk by chunk. Each chunk is verified against the hash tree of the ref
// before a byte is returned.
// Part of "reference". Memory use is constant, only the requested part is fetched, and the type is
// read from the first bytes.
import { MalformedRecord } from '../base/index.ts'
import { EngineError, isEngineError } from '../contract/errors.ts'
import {
  type ArrivedChunk,
  CHUNK_BYTES,
  ChunkOpener,
  type ObjectShape,
  proofBlocksOf,
  readFrame,
  readPrefix,
  type SlabWorker,
  StreamOpener,
} from '../seal/index.ts'
import { decodeObjectStart, type Ref } from '../store/index.ts'
import type { FileBlocks } from './file-blocks.ts'
import { typeOfContent } from './file-type.ts'

export interface FileTarget {
  ref: Ref
  contentKey: Uint8Array
  name: string
  /** As announced in the link. If the file has another size, it is not the announced file. */
  size: number
}

/** Tree nodes that are cached. Neighbouring chunks share them, so a read needs no more at once. */
const MAX_NODES = 4

export class FileReader {
  readonly name: string
  readonly size: number
  /** Media type, detected from the content. */
  readonly type: string
  /**
   * The plaintext bytes before the body. The exporter needs them, with the body and the salt, to
   * prove the blocks.
   */
  readonly lead: Uint8Array
  readonly salt: Uint8Array
  readonly #blocks: FileBlocks
  readonly #target: FileTarget
  readonly #opener: ChunkOpener
  readonly #nodes: Map<number, Promise<Uint8Array>>
  readonly #shape: ObjectShape
  /** Position of the file's first byte in the padded plaintext. */
  readonly #bodyStart: number

  private constructor(made: {
    blocks: FileBlocks
    target: FileTarget
    opener: ChunkOpener
    nodes: Map<number, Promise<Uint8Array>>
    start: FileStart
    salt: Uint8Array
  }) {
    const { target, start } = made
    this.#blocks = made.blocks
    this.#target = target
    this.#opener = made.opener
    this.#nodes = made.nodes
    this.#shape = start.shape
    this.#bodyStart = start.bodyStart
    this.name = target.name
    this.size = target.size
    this.type = start.type
    this.lead = start.lead
    this.salt = made.salt
  }

  /** Fetches and checks the first chunk. @throws ALTERED, and every code of FileBlocks */
  static async open(blocks: FileBlocks, target: FileTarget): Promise<FileReader> {
    const { ref, contentKey } = target
    const { chunkCount, cipherRoot, keyCommit } = ref
    const nodes = new Map<number, Promise<Uint8Array>>()
    const openFirst = async (first: Uint8Array) => {
      const prefix = readPrefix(first)
      const opener = new ChunkOpener({ chunkCount, cipherRoot, keyCommit, contentKey, prefix })
      const padded = opener.open(0, first, await readNodes(blocks, nodes, 0, chunkCount))
      return { opener, padded, salt: prefix.salt }
    }
    const { opener, padded, salt } = await openOrAgain(blocks, nodes, 0, openFirst)
    const start = orAltered(() => readStart(padded, target))
    blocks.contentChunks = Math.max(1, Math.ceil((start.bodyStart + target.size) / CHUNK_BYTES))
    return new FileReader({ blocks, target, opener, nodes, start, salt })
  }

  /**
   * Yields the bytes from `start` up to `end`. At most `ahead` chunks are fetched in advance.
   * @throws ALTERED, and every code of FileBlocks
   */
  async *read(start: number, end: number, ahead: number): AsyncGenerator<Uint8Array, void> {
    if (end <= start) return
    const from = this.#bodyStart + start
    const to = this.#bodyStart + end
    let index = Math.floor(from / CHUNK_BYTES)
    for await (const block of this.#fetchAll(index, lastChunk(to), ahead)) {
      const chunk = await this.#open(index, block)
      const chunkStart = index++ * CHUNK_BYTES
      yield chunk.subarray(Math.max(0, from - chunkStart), Math.min(chunk.byteLength, to - chunkStart))
    }
  }

  /**
   * Yields all bytes. `worker` opens many chunks at once. A piece is valid until the next one is
   * requested.
   * @throws the codes of `read`, and INTERNAL
   */
  async *readAll(worker: SlabWorker, ahead: number): AsyncGenerator<Uint8Array, void> {
    const opener = new StreamOpener(this.#opener, this.#target.ref.chunkCount, worker)
    for await (const { firstChunk, chunkCount, plain } of opener.open(this.#arrive(ahead))) {
      const start = firstChunk * CHUNK_BYTES - this.#bodyStart
      const end = Math.min(this.size, start + chunkCount * CHUNK_BYTES)
      const padded = Math.min(chunkCount * CHUNK_BYTES, this.#shape.paddedBytes - firstChunk * CHUNK_BYTES)
      // Read the chunks of a failed slab one by one, because another device may have a good copy,
      // and the error then names its cause.
      if (plain?.byteLength !== padded) yield* this.read(Math.max(0, start), end, ahead)
      else yield plain.subarray(Math.max(0, -start), end - start)
    }
  }

  /** Yields every chunk that has content. */
  async *#arrive(ahead: number): AsyncGenerator<ArrivedChunk, void> {
    const { chunkCount } = this.#target.ref
    let index = 0
    for await (const block of this.#fetchAll(0, lastChunk(this.#bodyStart + this.size), ahead))
      yield { block, proofNodes: await readNodes(this.#blocks, this.#nodes, index++, chunkCount) }
  }

  async *#fetchAll(first: number, last: number, ahead: number): AsyncGenerator<Uint8Array, void> {
    const fetching: Promise<Uint8Array>[] = []
    let next = first
    for (let index = first; index <= last; index++) {
      this.#blocks.throwIfOver()
      for (; next <= last && next < index + ahead; next++) fetching.push(this.#fetch(next))
      yield await fetching.shift()!
    }
  }

  #fetch(index: number): Promise<Uint8Array> {
    const fetching = this.#blocks.get(index)
    // A caller that stops early never awaits this promise.
    fetching.catch(() => undefined)
    return fetching
  }

  async #open(index: number, block: Uint8Array): Promise<Uint8Array> {
    const { chunkCount } = this.#target.ref
    const open = async (given: Uint8Array): Promise<Uint8Array> =>
      this.#opener.open(index, given, await readNodes(this.#blocks, this.#nodes, index, chunkCount))
    const chunk = await openOrAgain(this.#blocks, this.#nodes, index, open, block)
    const expected = Math.min(CHUNK_BYTES, this.#shape.paddedBytes - index * CHUNK_BYTES)
    if (chunk.byteLength !== expected) throw altered('frame')
    return chunk
  }

  close(): void {
    this.#blocks.close()
  }
}

/** Returns the index of the chunk that holds the last of so many padded bytes. */
function lastChunk(bytes: number): number {
  return Math.floor((bytes - 1) / CHUNK_BYTES)
}

/**
 * Opens a block. If it does not match the tree, fetches it once more, because the local copy may be
 * damaged while another device has a good one.
 */
async function openOrAgain<T>(
  blocks: FileBlocks,
  nodes: Map<number, Promise<Uint8Array>>,
  index: number,
  open: (block: Uint8Array) => Promise<T>,
  given?: Uint8Array,
): Promise<T> {
  try {
    return await open(given ?? (await blocks.get(index)))
  } catch (error) {
    if (blocks.isOwn || !isCarriersFault(error)) throw error
    // The cached tree nodes may be the damaged part.
    for (const number of nodes.keys()) await blocks.getAgain(number)
    nodes.clear()
    return open(await blocks.getAgain(index))
  }
}

function isCarriersFault(error: unknown): boolean {
  if (error instanceof MalformedRecord) return true
  if (!isEngineError(error, 'ALTERED')) return false
  return error.details.evidence === 'shape' || error.details.evidence === 'cipher-root'
}

function readNodes(
  blocks: FileBlocks,
  nodes: Map<number, Promise<Uint8Array>>,
  index: number,
  chunkCount: number,
): Promise<Uint8Array[]> {
  const numbers = proofBlocksOf(index, chunkCount)
  const found = numbers.map((number) => {
    const node = nodes.get(number) ?? blocks.get(number)
    node.catch(() => nodes.delete(number))
    nodes.set(number, node)
    return node
  })
  for (const number of nodes.keys())
    if (nodes.size > MAX_NODES && !numbers.includes(number)) nodes.delete(number)
  return Promise.all(found)
}

interface FileStart {
  shape: ObjectShape
  bodyStart: number
  type: string
  lead: Uint8Array
}

/** @throws MalformedRecord, ALTERED if the object is no file or not the announced one */
function readStart(padded: Uint8Array, { ref, name, size }: FileTarget): FileStart {
  const shape = readFrame(padded, ref.chunkCount)
  const plaintext = padded.subarray(shape.frameBytes, shape.frameBytes + shape.plaintextBytes)
  const { header, bodyStart } = decodeObjectStart(plaintext)
  if (header.kind !== 'file') throw altered('no file')
  if (shape.plaintextBytes - bodyStart !== size) throw altered('attachment and file differ')
  return {
    shape,
    bodyStart: shape.frameBytes + bodyStart,
    type: typeOfContent(plaintext.subarray(bodyStart), name),
    lead: Uint8Array.from(padded.subarray(0, shape.frameBytes + bodyStart)),
  }
}

function orAltered<T>(read: () => T): T {
  try {
    return read()
  } catch (cause) {
    throw cause instanceof MalformedRecord ? altered('frame', cause) : cause
  }
}

function altered(evidence: string, cause?: unknown): EngineError {
  return new EngineError('ALTERED', 'This is not the file that was attached.', {
    details: { evidence },
    cause,
  })
}
