// Gets the blocks of one file: from this home, or from connected devices that may have them (the
// author's, and those of fellow readers).
// Part of "reference". file-reader.ts verifies each block.
import { setMaxListeners } from 'node:events'
import { EngineError } from '../contract/errors.ts'
import {
  checkRewritten,
  attachSources,
  watchPeer,
  sourcesOf,
  type DeliveryParts,
  type Wait,
} from '../delivery/index.ts'
import { MAX_BLOCK_BYTES } from '../seal/index.ts'
import type { Ref } from '../store/index.ts'
import type { Keeping } from './keeping.ts'

export type FileBlocksParts = Pick<
  DeliveryParts,
  | 'ledger'
  | 'identity'
  | 'store'
  | 'peers'
  | 'authorStations'
  | 'foreignCores'
  | 'inbox'
  | 'audiences'
  | 'badInput'
  | 'addressBook'
>

/** The file whose blocks are wanted. */
export interface FileBlocksTarget {
  ref: Ref
  contentKey: Uint8Array
  /** Null for an own file, because no other device is asked for its blocks. */
  letter: Uint8Array | null
  /** Null for an own file. Used before each block that is fetched. */
  keeping: Keeping | null
}

/** A caller that asks at all waits at least this long. */
const MIN_WAIT_MS = 1000

export class FileBlocks {
  readonly #parts: FileBlocksParts
  readonly #target: FileBlocksTarget
  readonly #wait: Wait
  #following: Promise<void> | null = null
  #stop: (() => void) | null = null
  #isClosed = false
  /**
   * The number of chunks with content; the chunks after them are padding. Null until the first
   * chunk was read.
   */
  contentChunks: number | null = null

  /** `wait.waitMs`: the longest wait for one block, and for a device that has it. */
  constructor(parts: FileBlocksParts, target: FileBlocksTarget, wait: Wait) {
    this.#parts = parts
    this.#target = target
    this.#wait = wait
    // Every chunk that is being fetched adds a listener to this one signal.
    if (wait.signal !== undefined) setMaxListeners(0, wait.signal)
  }

  /** @throws AUTHOR_AWAY, UNREACHABLE, REWRITTEN, ALTERED, NO_SPACE, QUOTA, CANCELLED */
  async get(number: number): Promise<Uint8Array> {
    this.throwIfOver()
    const local = await this.#read(number, 0)
    if (local !== null) return local
    await (this.#following ??= this.#follow())
    await this.#target.keeping?.makeRoom(MAX_BLOCK_BYTES)
    const isAuthorHere = watchPeer(this.#parts.peers.find(this.#target.ref.device))
    const block = await this.#untilAborted(this.#read(number, Math.max(this.#wait.waitMs, MIN_WAIT_MS)))
    this.throwIfOver()
    if (block !== null) return block
    checkRewritten(this.#parts, this.#target.ref)
    throw isAuthorHere()
      ? new EngineError('UNREACHABLE', 'The author is connected but did not send this file.')
      : new EngineError('AUTHOR_AWAY', 'The author is away, and no connected reader has this file.', {
          details: { waitedMs: this.#wait.waitMs },
        })
  }

  /**
   * Deletes the local copy of a block and fetches it again. Used for a block that failed its check
   * because it was sent wrong or was damaged here.
   */
  async getAgain(number: number): Promise<Uint8Array> {
    const { ref } = this.#target
    await this.#parts.foreignCores.forget(ref.core, ref.start + number)
    return this.get(number)
  }

  /** True for an own file, because no other device can have a better copy of a block. */
  get isOwn(): boolean {
    return this.#target.letter === null
  }

  #read(number: number, timeoutMs: number): Promise<Uint8Array | null> {
    const { store } = this.#parts
    const { ref } = this.#target
    return number === 0 ? store.readFirst(ref, timeoutMs) : store.readBlock(ref, number, timeoutMs)
  }

  async #follow(): Promise<void> {
    const { ref, letter, contentKey } = this.#target
    if (letter === null) throw new EngineError('DAMAGED', 'A block of this file is missing here.')
    checkRewritten(this.#parts, ref)
    const isSource = sourcesOf(this.#parts, letter, ref.person)
    const stop = await attachSources(this.#parts, ref, { isSource, contentKey }, this.#wait)
    if (this.#isClosed) stop()
    else this.#stop = stop
  }

  /** Ends the wait for the network as soon as the caller cancels. */
  async #untilAborted<T>(read: Promise<T>): Promise<T | null> {
    const { signal } = this.#wait
    if (signal === undefined) return read
    read.catch(() => undefined)
    let stopListening = (): void => undefined
    const aborted = new Promise<null>((resolve) => {
      const listener = (): void => resolve(null)
      signal.addEventListener('abort', listener)
      stopListening = () => signal.removeEventListener('abort', listener)
    })
    return Promise.race([read, aborted]).finally(stopListening)
  }

  /** @throws CANCELLED if this reader was closed or the caller cancelled */
  throwIfOver(): void {
    if (this.#isClosed || this.#wait.signal?.aborted === true)
      throw new EngineError('CANCELLED', 'Reading this file was cancelled.')
  }

  close(): void {
    this.#isClosed = true
    this.#stop?.()
    this.#stop = null
    this.#target.keeping?.end(this.contentChunks)
  }
}
