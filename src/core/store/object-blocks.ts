// The blocks of objects, everybody's: read where they lie, fetched when somebody wants to read them, and opened against what a ref names.
// The read half of store. Nothing of a stranger's is believed before core, prefix and commitments agree.
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
import { blockCountOf, MAX_BLOCK_BYTES, openObject, readPrefix } from '../seal/index.ts'
import { decodeObject, type OpenedObject } from './object-header.ts'
import type { Ref } from './ref.ts'

const FETCH_AT_ONCE = 16
/** What is read as a whole is held in memory: more than any letter, far less than a hostile ref may claim. */
export const MAX_CHUNKS_AT_ONCE = 512

interface Cores {
  ledger: Ledger
  ownCores: OwnCores
  foreignCores: ForeignCores
  /** Whether a person writes with this device, or did before. */
  hadDevice: (person: Uint8Array, device: Uint8Array) => boolean
}

export class ObjectBlocks {
  readonly #ledger: Ledger
  readonly #ownCores: OwnCores
  readonly #foreignCores: ForeignCores
  readonly #hadDevice: Cores['hadDevice']

  constructor({ ledger, ownCores, foreignCores, hadDevice }: Cores) {
    this.#ledger = ledger
    this.#ownCores = ownCores
    this.#foreignCores = foreignCores
    this.#hadDevice = hadDevice
  }

  /** All blocks of an object, or null when some could not be fetched within `timeoutMs` without progress. @throws ALTERED, TOO_LARGE */
  async readBlocks(ref: Ref, timeoutMs: number): Promise<Uint8Array[] | null> {
    if (ref.chunkCount > MAX_CHUNKS_AT_ONCE)
      throw new EngineError('TOO_LARGE', 'This is too large to be read as a whole.')
    // The first block alone: with it comes the signed tree, which tells how long the others are before any is fetched.
    const first = await this.readFirst(ref, timeoutMs)
    if (first === null) return null
    const count = blockCountOf(ref.chunkCount)
    const blocks = [first]
    for (let next = 1; next < count; next += FETCH_AT_ONCE) {
      const some = Array.from({ length: Math.min(FETCH_AT_ONCE, count - next) }, (_, i) => next + i)
      for (const block of await Promise.all(some.map((number) => this.readBlock(ref, number, timeoutMs)))) {
        if (block === null) return null
        blocks.push(block)
      }
    }
    return blocks
  }

  /** A block of it with the proof that it stands in its author's core; null when one of both is not here. @throws DAMAGED */
  prove(ref: Ref, number = 0): Promise<ProvenBlock | null> {
    const cores = this.#ownCores.isOwn(ref.core) ? this.#ownCores : this.#foreignCores
    return cores.prove(ref.core, ref.start + number)
  }

  /** What its author's device signed of the core in which it lies, as far as it is known here. @throws DAMAGED */
  readSigned(ref: Ref): Promise<SignedCore | null> {
    const cores = this.#ownCores.isOwn(ref.core) ? this.#ownCores : this.#foreignCores
    return cores.readSigned(ref.core)
  }

  /** Whether all of it is here, and nothing would have to be fetched. */
  async isWhole(ref: Ref): Promise<boolean> {
    if (this.#ownCores.isOwn(ref.core)) return true
    return this.#foreignCores.hasAll(ref.core, ref.start, ref.start + blockCountOf(ref.chunkCount))
  }

  /** Its first block, if that and the core are its author's and the core is no longer than it may be. @throws ALTERED */
  async readFirst(ref: Ref, timeoutMs: number): Promise<Uint8Array | null> {
    const first = await this.readBlock(ref, 0, timeoutMs)
    if (first === null) return null
    await this.#checkOrigin(ref, first)
    const count = blockCountOf(ref.chunkCount)
    // What is here already cost what it cost.
    if (count > 1 && timeoutMs > 0) await this.#checkLength(ref, count, timeoutMs)
    return first
  }

  /** What has several blocks lies in a core of its own, whose bytes are no more than that many blocks can have. */
  async #checkLength(ref: Ref, count: number, timeoutMs: number): Promise<void> {
    if (this.#ownCores.isOwn(ref.core)) return
    const isWithin = await this.#foreignCores.endsWithin(ref.core, count, count * MAX_BLOCK_BYTES, timeoutMs)
    if (ref.start !== 0 || isWithin === false) throw altered('it is larger than its blocks may be')
  }

  /** One of its blocks by number, or null when it was not to be had in time. @throws ALTERED when it is larger than any block may be */
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

  /** Nobody can announce another's object as their own: core, prefix and ref must name the same author. */
  async #checkOrigin(ref: Ref, firstBlock: Uint8Array): Promise<void> {
    const prefix = readPrefixOrNull(firstBlock)
    if (prefix === null) throw altered('the clear prefix is malformed')
    const names = concatBytes(prefix.person, prefix.device)
    if (Buffer.compare(names, concatBytes(ref.person, ref.device)) !== 0)
      throw altered('the prefix names another author')
    if (!this.#ownCores.isOwn(ref.core)) await this.checkCoreOwner(ref)
  }

  /**
   * Before a core is put on anybody's wire for what a ref says: it is not one of ours, and not one that another device is known to sign. A
   * later device of the same person may have written the very same block once more.
   * @throws ALTERED
   */
  async checkCoreOwner(ref: Pick<Ref, 'core' | 'device' | 'person'>): Promise<void> {
    if (this.#ownCores.isOwn(ref.core)) throw altered('its place is a core of ours')
    const core = await this.#foreignCores.take(ref.core)
    if (core.manifest === null) return
    const signer = signerOf(core.manifest)
    const isTheirs =
      signer !== null && (equalBytes(signer, ref.device) || this.#hadDevice(ref.person, signer))
    if (!isTheirs) throw altered('the core is another device’s')
  }

  /** The object, if blocks and key are exactly what the ref names. @throws ALTERED with the evidence in details */
  open(ref: Ref, blocks: Uint8Array[], contentKey: Uint8Array): OpenedObject {
    const { cipherRoot, keyCommit, chunkCount } = ref
    const plaintext = openObject({ blocks, chunkCount, cipherRoot, keyCommit, contentKey })
    try {
      return decodeObject(plaintext)
    } catch (cause) {
      throw altered('the sealed plaintext is no object', cause)
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
