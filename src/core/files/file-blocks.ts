// The blocks of one file, from here or from whoever may have them and is connected: its author, and fellow readers who kept some.
// Part of reference; what a block is worth is for file-reader.ts to check.
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
  | 'foreignCores'
  | 'inbox'
  | 'audiences'
  | 'badInput'
  | 'addressBook'
>

/** Where a file is to be had: of an own one there is no letter to look in for others. */
export interface FilePlaceHint {
  ref: Ref
  contentKey: Uint8Array
  letter: Uint8Array | null
  /** Of somebody else's, before each block that is fetched. */
  keeping: Keeping | null
}

/** Less than this nobody can mean who is willing to ask at all. */
const MIN_WAIT_MS = 1000

export class FileBlocks {
  readonly #parts: FileBlocksParts
  readonly #hint: FilePlaceHint
  readonly #wait: Wait
  #following: Promise<void> | null = null
  #stop: (() => void) | null = null
  #isClosed = false
  /** Those behind them are only padding; null until the first was seen. */
  contentChunks: number | null = null

  /** `wait.waitMs`: how long for one block, and for somebody who has it. */
  constructor(parts: FileBlocksParts, hint: FilePlaceHint, wait: Wait) {
    this.#parts = parts
    this.#hint = hint
    this.#wait = wait
    // Every chunk under way listens to the one signal.
    if (wait.signal !== undefined) setMaxListeners(0, wait.signal)
  }

  /** @throws AUTHOR_AWAY, UNREACHABLE, REWRITTEN, ALTERED, NO_SPACE, QUOTA, CANCELLED */
  async get(number: number): Promise<Uint8Array> {
    this.throwIfOver()
    const local = await this.#read(number, 0)
    if (local !== null) return local
    await (this.#following ??= this.#follow())
    await this.#hint.keeping?.makeRoom(MAX_BLOCK_BYTES)
    const isAuthorHere = watchPeer(this.#parts.peers.find(this.#hint.ref.device))
    const block = await this.#untilAborted(this.#read(number, Math.max(this.#wait.waitMs, MIN_WAIT_MS)))
    this.throwIfOver()
    if (block !== null) return block
    checkRewritten(this.#parts, this.#hint.ref)
    throw isAuthorHere()
      ? new EngineError('UNREACHABLE', 'Its author is connected but did not send it.')
      : new EngineError('AUTHOR_AWAY', 'Its author is away, and nobody else who is here has it.', {
          details: { waitedMs: this.#wait.waitMs },
        })
  }

  /** What came of this block was not what it should be, or was damaged here: it is forgotten, and asked for once more. */
  async getAgain(number: number): Promise<Uint8Array> {
    const { ref } = this.#hint
    await this.#parts.foreignCores.forget(ref.core, ref.start + number)
    return this.get(number)
  }

  /** Whether another place could have a better one: what is mine lies here alone. */
  get isOwn(): boolean {
    return this.#hint.letter === null
  }

  #read(number: number, timeoutMs: number): Promise<Uint8Array | null> {
    const { store } = this.#parts
    const { ref } = this.#hint
    return number === 0 ? store.readFirst(ref, timeoutMs) : store.readBlock(ref, number, timeoutMs)
  }

  async #follow(): Promise<void> {
    const { ref, letter, contentKey } = this.#hint
    if (letter === null) throw new EngineError('DAMAGED', 'A block of this file is missing here.')
    checkRewritten(this.#parts, ref)
    const isSource = sourcesOf(this.#parts, letter, ref.person)
    const stop = await attachSources(this.#parts, ref, { isSource, contentKey }, this.#wait)
    if (this.#isClosed) stop()
    else this.#stop = stop
  }

  /** What waits for the network ends with the wish for it. */
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

  /** @throws CANCELLED when it was closed, or nobody wants it any more */
  throwIfOver(): void {
    if (this.#isClosed || this.#wait.signal?.aborted === true)
      throw new EngineError('CANCELLED', 'Reading this file was cancelled.')
  }

  close(): void {
    this.#isClosed = true
    this.#stop?.()
    this.#stop = null
    this.#hint.keeping?.end(this.contentChunks)
  }
}
