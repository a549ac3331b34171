// Executes the dial book: a few attempts in parallel, and one timer for the next
// device that is due. The source implements an attempt. An attempt ends with a
// wire, which the source reports, or fails. A `device` here is a line: the same
// device is dialled once for each pair of keys.
import { toHex } from '../../base/index.ts'
import type { Clock, Log } from '../../base/index.ts'
import { DialBook } from './dial-book.ts'

const MAX_PARALLEL = 4
/**
 * More parallel attempts for devices that a caller waits for, so that attempts to
 * absent devices do not delay it.
 */
const MAX_PARALLEL_HURRIED = 8
/**
 * An older attempt may hang on an address that is no longer valid. A hurry aborts
 * it and starts another.
 */
const STALE_ATTEMPT_MS = 2_000
/** Time-out of an attempt, because the library may wait longer. */
const ATTEMPT_DEADLINE_MS = 15_000

export interface DiallerOptions {
  clock: Clock
  log: Log
  /** True if an attempt is useful now. Call `pump` when the result changes. */
  canDial: (device: Uint8Array) => boolean
  /**
   * Resolves when the attempt is over. If it succeeds, it must call `reached` before it resolves.
   */
  attempt: (device: Uint8Array, signal: AbortSignal) => Promise<void>
}

interface Attempt {
  startedAtMs: number
  abort: AbortController
}

export class Dialler {
  readonly #options: DiallerOptions
  readonly #book: DialBook
  readonly #attempts = new Map<string, Attempt>()
  #timer: NodeJS.Timeout | null = null
  #isClosed = false

  constructor(options: DiallerOptions) {
    this.#options = options
    this.#book = new DialBook(options.clock)
  }

  get missing(): number {
    return this.#book.missing
  }

  wants(device: Uint8Array): boolean {
    return this.#book.has(device)
  }

  /**
   * @param isReached true if the device has a wire already; it is then dialled when
   * that wire is lost
   */
  dial(device: Uint8Array, isReached: boolean): void {
    this.#book.add(device)
    if (isReached) this.#book.reached(device)
    this.pump()
  }

  undial(device: Uint8Array): void {
    this.#book.remove(device)
    this.#attempts.get(toHex(device))?.abort.abort()
  }

  hurry(device: Uint8Array): void {
    if (!this.#book.has(device)) return
    this.#book.hurry(device)
    const attempt = this.#attempts.get(toHex(device))
    if (attempt !== undefined && this.#now() - attempt.startedAtMs > STALE_ATTEMPT_MS) attempt.abort.abort()
    this.pump()
  }

  /**
   * Reports a wire to this device, whichever side dialled. A current attempt
   * continues, because both ends agree on the wire that stays.
   */
  reached(device: Uint8Array): void {
    this.#book.reached(device)
  }

  lost(device: Uint8Array, livedMs: number): void {
    this.#book.lost(device, livedMs)
    this.pump()
  }

  wake(): void {
    this.#book.wake()
    this.pump()
  }

  /** Starts the attempts that are due, and sets the timer for the next one. */
  pump(): void {
    if (this.#isClosed) return
    while (this.#attempts.size < MAX_PARALLEL_HURRIED) {
      const device = this.#book.startNext(this.#mayAttempt, this.#attempts.size >= MAX_PARALLEL)
      if (device === null) break
      void this.#attempt(device)
    }
    this.#setTimer()
  }

  close(): void {
    this.#isClosed = true
    if (this.#timer !== null) clearTimeout(this.#timer)
    for (const attempt of this.#attempts.values()) attempt.abort.abort()
  }

  readonly #mayAttempt = (device: Uint8Array): boolean =>
    !this.#attempts.has(toHex(device)) && this.#options.canDial(device)

  async #attempt(device: Uint8Array): Promise<void> {
    const abort = new AbortController()
    const deadline = setTimeout(() => abort.abort(), ATTEMPT_DEADLINE_MS)
    this.#attempts.set(toHex(device), { startedAtMs: this.#now(), abort })
    try {
      await this.#options.attempt(device, abort.signal)
    } catch (error) {
      this.#options.log.error('dial-broke', { reason: String(error) })
    } finally {
      clearTimeout(deadline)
      this.#attempts.delete(toHex(device))
      this.#book.failed(device)
      this.pump()
    }
  }

  #setTimer(): void {
    if (this.#timer !== null) clearTimeout(this.#timer)
    this.#timer = null
    if (this.#attempts.size >= MAX_PARALLEL) return
    const dueInMs = this.#book.nextDueInMs(this.#mayAttempt)
    if (dueInMs === null) return
    this.#timer = setTimeout(() => this.pump(), Math.ceil(dueInMs))
    this.#timer.unref()
  }

  #now(): number {
    return this.#options.clock.monotonicMs()
  }
}
