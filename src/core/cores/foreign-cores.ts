// Other people's cores: fetched block by block, with our own deadlines, and only while they grow as they may.
// "replicate" and "reference" read through here; what a block means is for the caller.
import type Hypercore from 'hypercore'
import { Emitter, equalBytes, toHex } from '../base/index.ts'
import { isEngineError } from '../contract/errors.ts'
import {
  isSameSigned,
  proveBlock,
  readSigned,
  toPeerProof,
  type ProvenBlock,
  type SignedCore,
} from './block-proof.ts'
import { signerOf } from './core-key.ts'
import type { CoreShelf } from './core-shelf.ts'
import { explained, explainStorage, noSpace } from './storage-errors.ts'

export interface Rewrite {
  core: Uint8Array
  /** The device that signs the core. */
  device: Uint8Array | null
  length: number
  fork: number
}

type Neighbour = Hypercore['peers'][0]

/** What a peer says of its core comes a moment after the peer itself, and no event tells of it. */
const AFTER_SYNC_MS = 250

export class ForeignCores {
  readonly events = new Emitter<{
    grown: { core: Uint8Array; length: number }
    rewritten: Rewrite
    /** Something from this device found no space; hypercore hears no more of that core from this wire. */
    unstored: { device: Uint8Array }
  }>()
  readonly #shelf: CoreShelf
  readonly #watched = new Map<string, Promise<Hypercore>>()
  /** Cores of which something came that found no space, and nothing since. */
  readonly #unstored = new Set<string>()

  readonly #listenFor: (core: Uint8Array) => () => void

  /** `listenFor` is called when something of a core is waited for, and what it gave when that is over. */
  constructor(shelf: CoreShelf, listenFor: (core: Uint8Array) => () => void = () => () => undefined) {
    this.#shelf = shelf
    this.#listenFor = listenFor
  }

  /** The core, watched for growth and for forks until the shelf closes. */
  take(key: Uint8Array): Promise<Hypercore> {
    const id = toHex(key)
    let taken = this.#watched.get(id)
    if (taken === undefined) {
      taken = this.#watch(id, key)
      this.#watched.set(id, taken)
      taken.catch(() => this.#watched.delete(id))
    }
    return taken
  }

  async #watch(id: string, key: Uint8Array): Promise<Hypercore> {
    const core = await this.#shelf.takeForeign(key)
    core.on('append', () => this.events.emit('grown', { core: key, length: core.length }))
    core.on('conflict', (length: number, fork: number) =>
      this.events.emit('rewritten', { core: key, device: signerOf(core.manifest), length, fork }),
    )
    core.on('verification-error', (error: unknown, _request: unknown, _data: unknown, from: Neighbour) => {
      if (isEngineError(explainStorage(error), 'NO_SPACE')) this.#noteUnstored(id, from)
    })
    core.on('download', () => this.#unstored.delete(id))
    core.on('close', () => this.#watched.delete(id))
    core.on('peer-add', () => {
      this.#unstored.delete(id)
      this.#lookLater(core)
    })
    return core
  }

  #noteUnstored(id: string, from: Neighbour): void {
    this.#unstored.add(id)
    this.events.emit('unstored', { device: from.remotePublicKey })
  }

  #lookLater(core: Hypercore): void {
    setTimeout(() => this.#lookForRewrite(core), AFTER_SYNC_MS).unref()
  }

  /** An author whose own device announces another fork than ours has rewritten. Anybody else may say so and is not believed. */
  #lookForRewrite(core: Hypercore): void {
    const device = signerOf(core.manifest)
    if (core.closed || device === null) return
    const author = core.peers.find(
      ({ remotePublicKey, remoteFork }) => remoteFork > core.fork && equalBytes(remotePublicKey, device),
    )
    if (author !== undefined)
      this.events.emit('rewritten', { core: core.key, device, length: core.length, fork: author.remoteFork })
  }

  /** The block, fetched from whoever is connected; null when nobody gave it in time. @throws NO_SPACE when it could not be kept, DAMAGED */
  async fetch(key: Uint8Array, position: number, timeoutMs: number): Promise<Uint8Array | null> {
    const core = await this.take(key)
    // Whoever asks for a block looks on the disk first: what is not here is not looked for twice.
    if (timeoutMs <= 0 || (await core.has(position))) {
      const local = await explained(core.get(position, { wait: false }))
      if (local !== null || timeoutMs <= 0) return local
    }
    const stopListening = this.#listenFor(key)
    try {
      return await core.get(position, { timeout: timeoutMs })
    } catch {
      // A missing block is a time-out here, a closed session after a conflict: in both cases it is not to be had now.
      this.#lookForRewrite(core)
      if (this.#unstored.has(toHex(key))) throw noSpace()
      return null
    } finally {
      stopListening()
    }
  }

  /** The block with what proves that it stands there, if both are here. */
  async prove(key: Uint8Array, position: number): Promise<ProvenBlock | null> {
    return explained(proveBlock(await this.take(key), position))
  }

  /** What is signed of the core, as far as it is known here. */
  async readSigned(key: Uint8Array): Promise<SignedCore | null> {
    return readSigned(await this.take(key))
  }

  /** Whether every block from `start` to before `end` is here. */
  async hasAll(key: Uint8Array, start: number, end: number): Promise<boolean> {
    return (await this.take(key)).has(start, end)
  }

  /**
   * Takes a block in that came with its proof, as from a peer: it is checked against the signature, and against all that is known of this
   * core. `in`: its block is there, and not all that this proof says was looked at. `unfit` is no fault where the core is known at another
   * length.
   * @throws NO_SPACE
   */
  async takeIn(proven: ProvenBlock): Promise<'proven' | 'in' | 'unfit'> {
    const core = await this.take(proven.core)
    if (await core.has(proven.position)) return 'in'
    await this.#shelf.room.spend(proven.block.byteLength)
    try {
      if (!(await core.applyProof(toPeerProof(proven, core.length === 0)))) return 'unfit'
      // Hypercore (to 11.39.5) stores both of two first blocks that arrive at once, but knows one
      // of them only after the core is opened again.
      if (!(await core.has(proven.position))) await core.applyProof(toPeerProof(proven, false))
      const signed = readSigned(core)
      return signed !== null && isSameSigned(signed, proven) ? 'proven' : 'in'
    } catch (error) {
      const explained = explainStorage(error)
      if (isEngineError(explained)) throw explained
      return 'unfit'
    }
  }

  /** The block is here no more, and fetched when it is wanted again. */
  async forget(key: Uint8Array, position: number): Promise<void> {
    await this.clear(key, position, position + 1)
  }

  /** None of these blocks is here any more. @throws NO_SPACE */
  async clear(key: Uint8Array, start: number, end: number): Promise<void> {
    const core = await this.take(key)
    await explained(core.clear(start, end))
  }

  /** How many of these blocks are here. */
  async countHere(key: Uint8Array, start: number, end: number): Promise<number> {
    return (await this.take(key)).count(start, end)
  }

  /**
   * Whether the blocks before `end` end within `endByte`: the signed tree is asked, and no block is fetched for it.
   * Null when nobody told in time.
   */
  async endsWithin(
    key: Uint8Array,
    end: number,
    endByte: number,
    timeoutMs: number,
  ): Promise<boolean | null> {
    const core = await this.take(key)
    if (core.byteLength <= endByte) return true
    const found = await this.#seek(core, endByte, timeoutMs)
    return found === null ? null : found[0] >= end
  }

  /** The block in which the last so many bytes begin, and the byte at which it begins itself. Null when nobody told in time. */
  async findTail(
    key: Uint8Array,
    bytes: number,
    timeoutMs: number,
  ): Promise<{ position: number; byte: number } | null> {
    const core = await this.take(key)
    const start = core.byteLength - bytes
    if (start <= 0) return { position: 0, byte: 0 }
    const found = await this.#seek(core, start, timeoutMs)
    return found === null ? null : { position: found[0], byte: start - found[1] }
  }

  async #seek(
    core: Hypercore,
    byte: number,
    timeoutMs: number,
  ): Promise<[index: number, offset: number] | null> {
    const stopListening = this.#listenFor(core.key)
    try {
      return await core.seek(byte, { timeout: timeoutMs })
    } catch {
      return null
    } finally {
      stopListening()
    }
  }

  flush(): Promise<void> {
    return this.#shelf.flush()
  }
}
