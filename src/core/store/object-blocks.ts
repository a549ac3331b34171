// The blocks of own and foreign objects: read from the cores, fetched on demand, and opened against
// the commitments of a ref.
// This is the read half of store. A foreign block is believed only if core, prefix and commitments
// agree.
import { concatBytes, equalBytes, MalformedRecord } from '../base/index.ts'
import { EngineError } from '../contract/errors.ts'
import {
  findRescuedBlock,
  type ForeignCores,
  type OwnCores,
  type ProvenBlock,
  type SignedCore,
  signerOf,
} from '../cores/index.ts'
import type { Ledger } from '../ledger/index.ts'
import {
  blockCountOf,
  CHUNK_BYTES,
  ChunkOpener,
  MAX_BLOCK_BYTES,
  openObject,
  proofBlocksOf,
  readFrame,
  readPrefix,
} from '../seal/index.ts'
import {
  decodeObject,
  decodeObjectStart,
  headerForm,
  type ObjectHeader,
  type OpenedObject,
} from './object-header.ts'
import type { Ref } from './ref.ts'

const FETCH_AT_ONCE = 16
/**
 * An object that is read as a whole is held in memory. More than any letter needs, far less than a
 * hostile ref may claim.
 */
export const MAX_CHUNKS_AT_ONCE = 512

/** Called with the bytes so far, while an object of several blocks is read: once for each megabyte. */
export type OnRead = (bytes: number) => void

export interface OpenedWhole extends OpenedObject {
  /** Header and body, as they were sealed. */
  plaintext: Uint8Array
}

export interface BlockParts {
  ledger: Ledger
  ownCores: OwnCores
  foreignCores: ForeignCores
  /** True if the person uses this device, or used it before. */
  hadDevice: (person: Uint8Array, device: Uint8Array) => boolean
  /** Returns the only block of an object whose notice here contains its words; null otherwise. */
  findByWords: (ref: Ref) => Uint8Array | null
}

export class ObjectBlocks {
  readonly #ledger: Ledger
  readonly #ownCores: OwnCores
  readonly #foreignCores: ForeignCores
  readonly #hadDevice: BlockParts['hadDevice']
  readonly #findByWords: BlockParts['findByWords']

  constructor({ ledger, ownCores, foreignCores, hadDevice, findByWords }: BlockParts) {
    this.#ledger = ledger
    this.#ownCores = ownCores
    this.#foreignCores = foreignCores
    this.#hadDevice = hadDevice
    this.#findByWords = findByWords
  }

  /**
   * All blocks of an object. Null if some could not be fetched within `timeoutMs` without progress.
   * @throws ALTERED, TOO_LARGE
   */
  async readBlocks(ref: Ref, timeoutMs: number, onRead?: OnRead): Promise<Uint8Array[] | null> {
    if (ref.chunkCount > MAX_CHUNKS_AT_ONCE)
      throw new EngineError('TOO_LARGE', 'This is too large to be read as a whole.')
    // Fetch the first block alone, because its signed tree tells how long the other blocks are
    // before any of them is fetched.
    const first = await this.readFirst(ref, timeoutMs)
    if (first === null) return null
    const count = blockCountOf(ref.chunkCount)
    const blocks = [first]
    if (count > 1) onRead?.(first.byteLength)
    for (let next = 1; next < count; next += FETCH_AT_ONCE) {
      const some = Array.from({ length: Math.min(FETCH_AT_ONCE, count - next) }, (_, i) => next + i)
      for (const block of await Promise.all(some.map((number) => this.readBlock(ref, number, timeoutMs)))) {
        if (block === null) return null
        blocks.push(block)
      }
      onRead?.(blocks.reduce((sum, { byteLength }) => sum + byteLength, 0))
    }
    return blocks
  }

  /**
   * Opens the start of an object that is stored here, chunk by chunk: its header and the first bytes
   * of its body. Null if a block is missing.
   * @param header the header that was read from it before
   * @throws ALTERED; MalformedRecord if its body is coded
   */
  async openStart(
    ref: Ref,
    contentKey: Uint8Array,
    header: ObjectHeader,
    bodyBytes: number,
  ): Promise<OpenedObject | null> {
    const { cipherRoot, keyCommit, chunkCount } = ref
    const numbers = [0, ...proofBlocksOf(0, chunkCount)]
    const blocks = await Promise.all(numbers.map((number) => this.readBlock(ref, number, 0)))
    const [first, ...proofNodes] = blocks.filter((block) => block !== null)
    if (first === undefined || proofNodes.length + 1 < numbers.length) return null
    const opener = new ChunkOpener({
      ...{ cipherRoot, keyCommit, chunkCount, contentKey },
      prefix: readPrefix(first),
    })
    const chunks = [opener.open(0, first, proofNodes)]
    const { frameBytes, plaintextBytes } = readFrame(chunks[0]!, chunkCount)
    const wanted = frameBytes + headerForm.encode(header).byteLength + bodyBytes
    for (let at = 1; at < chunkCount && at * CHUNK_BYTES < wanted; at++) {
      const block = await this.readBlock(ref, at, 0)
      if (block === null) return null
      chunks.push(opener.open(at, block, proofNodes))
    }
    const start = concatBytes(...chunks).subarray(frameBytes, frameBytes + plaintextBytes)
    const { bodyStart } = decodeObjectStart(start)
    return { header, body: start.subarray(bodyStart, bodyStart + bodyBytes) }
  }

  /**
   * A block with the proof that it is in the core of its author. Null if the block or the proof is
   * not stored here.
   * @throws DAMAGED
   */
  prove(ref: Ref, number = 0): Promise<ProvenBlock | null> {
    const cores = this.#ownCores.isOwn(ref.core) ? this.#ownCores : this.#foreignCores
    return cores.prove(ref.core, ref.start + number)
  }

  /**
   * What the device of the author signed about the core, as far as this home has it.
   * @throws DAMAGED
   */
  readSigned(ref: Ref): Promise<SignedCore | null> {
    const cores = this.#ownCores.isOwn(ref.core) ? this.#ownCores : this.#foreignCores
    return cores.readSigned(ref.core)
  }

  /** True if all blocks are stored here and none needs to be fetched. */
  async isWhole(ref: Ref): Promise<boolean> {
    if (this.#ownCores.isOwn(ref.core)) return true
    return this.#foreignCores.hasAll(ref.core, ref.start, ref.start + blockCountOf(ref.chunkCount))
  }

  /**
   * The first block, after checking that the block and the core belong to the author, and that the
   * core is not longer than the object allows.
   * @throws ALTERED
   */
  async readFirst(ref: Ref, timeoutMs: number): Promise<Uint8Array | null> {
    const told = this.#findByWords(ref)
    if (told !== null) return told
    const first = await this.readBlock(ref, 0, timeoutMs)
    if (first === null) return null
    await this.#checkOrigin(ref, first)
    const count = blockCountOf(ref.chunkCount)
    // Blocks that are already stored here need no check of their size.
    if (count > 1 && timeoutMs > 0) await this.#checkLength(ref, count, timeoutMs)
    return first
  }

  /**
   * An object of several blocks has its own core, whose bytes must not exceed the limit for that
   * many blocks.
   */
  async #checkLength(ref: Ref, count: number, timeoutMs: number): Promise<void> {
    if (this.#ownCores.isOwn(ref.core)) return
    const isWithin = await this.#foreignCores.endsWithin(ref.core, count, count * MAX_BLOCK_BYTES, timeoutMs)
    if (ref.start !== 0 || isWithin === false) throw altered('its core is larger than its blocks may be')
  }

  /**
   * A block by its number. Null if it did not arrive in time.
   * @throws ALTERED if it is larger than any block may be
   */
  async readBlock(ref: Ref, number: number, timeoutMs: number): Promise<Uint8Array | null> {
    const position = ref.start + number
    if (this.#ownCores.isOwn(ref.core)) return this.#ownCores.read(ref.core, position)
    const block =
      findRescuedBlock(this.#ledger, ref.core, position) ??
      (await this.#foreignCores.fetch(ref.core, position, timeoutMs))
    if (block !== null && block.byteLength > MAX_BLOCK_BYTES)
      throw altered('a block is larger than any block may be')
    return block
  }

  /**
   * Core, prefix and ref must name the same author, so nobody can announce the object of another
   * author as their own.
   */
  async #checkOrigin(ref: Ref, firstBlock: Uint8Array): Promise<void> {
    const prefix = readPrefixOrNull(firstBlock)
    if (prefix === null) throw altered('the clear prefix is malformed')
    const names = concatBytes(prefix.person, prefix.device)
    if (Buffer.compare(names, concatBytes(ref.person, ref.device)) !== 0)
      throw altered('the prefix names another author')
    if (!this.#ownCores.isOwn(ref.core)) await this.checkCoreOwner(ref)
  }

  /**
   * Checks a core before it is attached to a connection because of a ref. It must be neither an own
   * core nor one that a device of another person signs. A later device of the same person may have
   * copied the identical block to its own core.
   * @throws ALTERED
   */
  async checkCoreOwner(ref: Pick<Ref, 'core' | 'device' | 'person'>): Promise<void> {
    if (this.#ownCores.isOwn(ref.core)) throw altered('the ref names a core of this home')
    const core = await this.#foreignCores.openCore(ref.core)
    if (core.manifest === null) return
    const signer = signerOf(core.manifest)
    const isTheirs =
      signer !== null && (equalBytes(signer, ref.device) || this.#hadDevice(ref.person, signer))
    if (!isTheirs) throw altered('the core belongs to another device')
  }

  /**
   * Opens the object if blocks and key match the ref exactly, a large one in turns.
   * @throws ALTERED with the evidence in details
   */
  async open(ref: Ref, blocks: Uint8Array[], contentKey: Uint8Array): Promise<OpenedWhole> {
    const { cipherRoot, keyCommit, chunkCount } = ref
    const plaintext = await openObject({ blocks, chunkCount, cipherRoot, keyCommit, contentKey })
    try {
      return { ...decodeObject(plaintext), plaintext }
    } catch (cause) {
      throw altered('the sealed plaintext is not an object', cause)
    }
  }
}

function readPrefixOrNull(block: Uint8Array): ReturnType<typeof readPrefix> | null {
  try {
    return readPrefix(block)
  } catch (error) {
    if (error instanceof MalformedRecord) return null
    throw error
  }
}

function altered(evidence: string, cause?: unknown): EngineError {
  return new EngineError('ALTERED', 'This is not what the author announced.', {
    details: { evidence },
    cause,
  })
}
