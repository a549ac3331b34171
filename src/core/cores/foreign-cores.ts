// Cores of other devices. Blocks are fetched one by one, with our own time-outs.
// Growth and rewrites are reported as events. "replicate" and "reference" read
// through this class. The caller interprets the blocks.
import type Hypercore from 'hypercore'
import { Emitter, equalBytes, systemClock, toHex } from '../base/index.ts'
import { isEngineError } from '../contract/errors.ts'
import {
  isSameSigned,
  proveBlock,
  readSigned,
  toPeerProof,
  type ProvenBlock,
  type SignedCore,
} from './block-proof.ts'
import { toPeerProofs, type CarriedBlocks } from './carried-blocks.ts'
import type { ClearedRange } from './cleared-block.ts'
import { signerOf } from './core-key.ts'
import type { CoreShelf } from './core-shelf.ts'
import { fetchLeaves } from './fetch-leaves.ts'
import { explained, explainStorage, noSpace } from './storage-errors.ts'

export interface Rewrite {
  core: Uint8Array
  /** The device that writes the core. */
  device: Uint8Array | null
  length: number
  fork: number
}

type Neighbour = Hypercore['peers'][0]

/** A request of hypercore. `timestamp` is in ms since the epoch. */
interface CoreRequest {
  timestamp: number
}

/** Blocks of one core that are taken in beside hypercore's own requests. `endedAt` is in ms. */
interface Taking {
  running: number
  endedAt: number
}

/** A peer reports the state of its core shortly after it connects, and no event follows. */
const AFTER_SYNC_MS = 250

/** After an answer that did not fit, and that no block had overtaken. */
const ASK_AGAIN_MS = 1000

export class ForeignCores {
  readonly events = new Emitter<{
    grown: { core: Uint8Array; length: number }
    rewritten: Rewrite
    /**
     * A block from this device could not be stored (disk full). Hypercore then
     * stops listening to that core on that connection.
     */
    unstored: { device: Uint8Array }
  }>()
  readonly #shelf: CoreShelf
  readonly #watched = new Map<string, Promise<Hypercore>>()
  /** Cores whose last received block could not be stored. */
  readonly #unstored = new Set<string>()
  readonly #takings = new Map<string, Taking>()

  readonly #listenFor: (core: Uint8Array) => () => void
  readonly #findDevice: (core: Uint8Array) => Uint8Array | null

  /**
   * `listenFor` is called when a caller starts to wait for blocks of a core. The
   * function that it returns is called when the wait ends.
   * `findDevice` returns the device that writes a core which a blinded key signs.
   */
  constructor(
    shelf: CoreShelf,
    listenFor: (core: Uint8Array) => () => void = () => () => undefined,
    findDevice: (core: Uint8Array) => Uint8Array | null = () => null,
  ) {
    this.#shelf = shelf
    this.#listenFor = listenFor
    this.#findDevice = findDevice
  }

  /** Opens the core and watches it for growth and forks until it is closed. */
  openCore(key: Uint8Array): Promise<Hypercore> {
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
    const core = await this.#shelf.openForeign(key)
    core.on('append', () => this.events.emit('grown', { core: key, length: core.length }))
    core.on('conflict', (length: number, fork: number) =>
      this.events.emit('rewritten', { core: key, device: this.#writerOf(core), length, fork }),
    )
    core.on(
      'verification-error',
      (error: unknown, request: CoreRequest | null, _data: unknown, from: Neighbour) => {
        if (isEngineError(explainStorage(error), 'NO_SPACE')) this.#reportUnstored(id, from)
        else if (isUnfit(error)) this.#resume(id, core, { request, from })
      },
    )
    core.on('download', () => this.#unstored.delete(id))
    core.on('close', () => {
      this.#watched.delete(id)
      this.#takings.delete(id)
    })
    core.on('peer-add', () => {
      this.#unstored.delete(id)
      this.#lookLater(core)
    })
    return core
  }

  #writerOf({ key, manifest }: Hypercore): Uint8Array | null {
    return this.#findDevice(key) ?? signerOf(manifest)
  }

  /**
   * Hypercore pauses a peer after an answer that did not fit, until the wire closes. If the answer
   * only came too late, because a block that was taken in meanwhile has made the core longer, the peer
   * is asked again at once; otherwise after a second, which bounds what a false peer costs.
   */
  #resume(
    id: string,
    core: Hypercore,
    { request, from }: { request: CoreRequest | null; from: Neighbour },
  ): void {
    const taking = this.#takings.get(id)
    const isLate =
      request !== null && taking !== undefined && (taking.running > 0 || request.timestamp <= taking.endedAt)
    if (isLate) resume(core, from)
    else setTimeout(() => resume(core, from), ASK_AGAIN_MS).unref()
  }

  #reportUnstored(id: string, from: Neighbour): void {
    this.#unstored.add(id)
    this.events.emit('unstored', { device: from.remotePublicKey })
  }

  #lookLater(core: Hypercore): void {
    setTimeout(() => this.#lookForRewrite(core), AFTER_SYNC_MS).unref()
  }

  /**
   * If the author's own device announces a higher fork than ours, the author has
   * rewritten the core. Other devices are not trusted about this.
   */
  #lookForRewrite(core: Hypercore): void {
    if (core.closed) return
    const ahead = core.peers.filter(({ remoteFork }) => remoteFork > core.fork)
    const device = ahead.length === 0 ? null : this.#writerOf(core)
    const author = ahead.find(({ remotePublicKey }) => device !== null && equalBytes(remotePublicKey, device))
    if (author !== undefined)
      this.events.emit('rewritten', { core: core.key, device, length: core.length, fork: author.remoteFork })
  }

  /**
   * Fetches the block from any connected peer. Null after a time-out.
   * @throws NO_SPACE if it could not be stored, DAMAGED
   */
  async fetch(key: Uint8Array, position: number, timeoutMs: number): Promise<Uint8Array | null> {
    const core = await this.openCore(key)
    // Checks the disk first, so that an absent block is not read twice.
    if (timeoutMs <= 0 || (await core.has(position))) {
      const local = await explained(core.get(position, { wait: false }))
      if (local !== null || timeoutMs <= 0) return local
    }
    const stopListening = this.#listenFor(key)
    try {
      return await core.get(position, { timeout: timeoutMs })
    } catch {
      // Thrown after a time-out, and after a conflict closed the session. In both
      // cases the block is not available now.
      this.#lookForRewrite(core)
      if (this.#unstored.has(toHex(key))) throw noSpace()
      return null
    } finally {
      stopListening()
    }
  }

  /** Fetches what proves the core around blocks that never come. False if no peer has it. */
  async fetchLeaves(key: Uint8Array, ranges: readonly ClearedRange[], timeoutMs: number): Promise<boolean> {
    return fetchLeaves(await this.openCore(key), ranges, timeoutMs)
  }

  /** Returns the block with its proof. Null if either is not stored locally. */
  async prove(key: Uint8Array, position: number): Promise<ProvenBlock | null> {
    return explained(proveBlock(await this.openCore(key), position))
  }

  /** Returns the signed state of the core as known locally. */
  async readSigned(key: Uint8Array): Promise<SignedCore | null> {
    return readSigned(await this.openCore(key))
  }

  /** Returns at which length this home knows the core. */
  async knownLength(key: Uint8Array): Promise<{ fork: number; length: number }> {
    const { fork, length } = await this.openCore(key)
    return { fork, length }
  }

  /** @throws NO_SPACE if the disk has no room for this many bytes */
  checkRoom(bytes: number): Promise<void> {
    return this.#shelf.room.check(bytes)
  }

  /** True if every block from `start` to before `end` is stored locally. */
  async hasAll(key: Uint8Array, start: number, end: number): Promise<boolean> {
    return (await this.openCore(key)).has(start, end)
  }

  /**
   * Adds a block that arrived with its proof, as if a peer had sent it. The proof
   * is checked against the signature and the known tree of the core. `proven`: the
   * block is stored, and the whole proof is valid. `in`: the block is stored, but
   * not every part of the proof was checked. `unfit`: the proof does not match.
   * This is no sign of a forgery if the core is known at another length.
   * @throws NO_SPACE
   */
  async addProven(proven: ProvenBlock): Promise<'proven' | 'in' | 'unfit'> {
    const core = await this.openCore(proven.core)
    if (await core.has(proven.position)) return 'in'
    await this.#shelf.room.spend(proven.block.byteLength)
    const end = this.#beginTaking(proven.core)
    try {
      if (!(await core.applyProof(toPeerProof(proven, core.length === 0)))) return 'unfit'
      // Hypercore (to 11.39.5) stores both of two first blocks that arrive at once,
      // but knows only one of them until the core is opened again.
      if (!(await core.has(proven.position))) await core.applyProof(toPeerProof(proven, false))
      const signed = readSigned(core)
      return signed !== null && isSameSigned(signed, proven) ? 'proven' : 'in'
    } catch (error) {
      const explained = explainStorage(error)
      if (isEngineError(explained)) throw explained
      return 'unfit'
    } finally {
      end()
    }
  }

  /**
   * Adds blocks that came in a message of our own. Hypercore checks the proofs, and that the manifest
   * is that of the core. False if they do not match what is known of the core, which is no sign of a forgery.
   * @throws NO_SPACE
   */
  async addCarried(carried: CarriedBlocks): Promise<boolean> {
    const core = await this.openCore(carried.core)
    if (carried.fork !== core.fork || (carried.step !== null && carried.step.start !== core.length))
      return false
    await this.#shelf.room.spend(carried.blocks.reduce((sum, { block }) => sum + block.byteLength, 0))
    const end = this.#beginTaking(carried.core)
    try {
      for (const proof of toPeerProofs(carried)) if (!(await core.applyProof(proof))) return false
      return true
    } catch (error) {
      const explained = explainStorage(error)
      if (isEngineError(explained)) throw explained
      return false
    } finally {
      end()
    }
  }

  /** Returns the function that ends it. */
  #beginTaking(core: Uint8Array): () => void {
    const id = toHex(core)
    const taking = this.#takings.get(id) ?? { running: 0, endedAt: 0 }
    this.#takings.set(id, taking)
    taking.running++
    return () => {
      taking.running--
      taking.endedAt = systemClock.now()
    }
  }

  /** Removes the local copy of a block. A later fetch gets it again. */
  async forget(key: Uint8Array, position: number): Promise<void> {
    await this.clear(key, position, position + 1)
  }

  /** Removes the local copies of these blocks. @throws NO_SPACE */
  async clear(key: Uint8Array, start: number, end: number): Promise<void> {
    const core = await this.openCore(key)
    await explained(core.clear(start, end))
  }

  /** Returns the number of these blocks that are stored locally. */
  async countHere(key: Uint8Array, start: number, end: number): Promise<number> {
    return (await this.openCore(key)).count(start, end)
  }

  /**
   * True if all blocks before `end` end at or before byte `endByte`. Asks for nodes
   * of the signed tree and fetches no block. Null after a time-out.
   */
  async endsWithin(
    key: Uint8Array,
    end: number,
    endByte: number,
    timeoutMs: number,
  ): Promise<boolean | null> {
    const core = await this.openCore(key)
    if (core.byteLength <= endByte) return true
    const found = await this.#seek(core, endByte, timeoutMs)
    return found === null ? null : found[0] >= end
  }

  /**
   * Returns the block that contains the start of the last `bytes` bytes, and the byte
   * offset of that block. Null after a time-out.
   */
  async findTail(
    key: Uint8Array,
    bytes: number,
    timeoutMs: number,
  ): Promise<{ position: number; byte: number } | null> {
    const core = await this.openCore(key)
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

/** True if the answer does not fit the length of the core. It may be no forgery. */
function isUnfit(error: unknown): boolean {
  return (error as { code?: unknown }).code === 'INVALID_OPERATION'
}

function resume(core: Hypercore, peer: Neighbour): void {
  if (core.closed || !core.peers.includes(peer)) return
  peer.paused = false
  core.core.replicator.updatePeer(peer)
}
