// One storing job: its progress, and whether it runs, is paused or was cancelled.
// In memory only. What must survive a crash is a row (sealing-row.ts).
import { EngineError } from '../contract/errors.ts'

const EMIT_EVERY_MS = 250

export type SealingJobState = 'sealing' | 'paused'

export class SealingJob {
  /** The id by which the job is paused and cancelled. */
  id: Uint8Array
  name = ''
  size = 0
  /** True if the job is listed and emits events; small files never are. */
  isShown = false
  readonly #onChange: (job: SealingJob) => void
  readonly #now: () => number
  #done = 0
  #emittedAt: number
  #isPaused = false
  #stopped: EngineError | null = null
  #wake: (() => void) | null = null

  constructor(order: { id: Uint8Array; onChange: (job: SealingJob) => void; now: () => number }) {
    this.id = order.id
    this.#onChange = order.onChange
    this.#now = order.now
    this.#emittedAt = order.now()
  }

  get state(): SealingJobState {
    return this.#isPaused ? 'paused' : 'sealing'
  }

  /** Bytes of the content that are in the core, from an earlier run or this one. */
  get done(): number {
    return this.#done
  }

  /** Lists the job and emits events from now on. */
  show({ name, size }: { name: string; size: number }): void {
    this.name = name
    this.size = size
    this.isShown = true
  }

  /** Sets how many bytes are in the core at the start. */
  begin(bytes: number): void {
    this.#done = bytes
  }

  /** Sets how many bytes are in the core now. */
  reach(bytes: number): void {
    this.#done = bytes
    if (this.#now() - this.#emittedAt < EMIT_EVERY_MS) return
    this.#emittedAt = this.#now()
    this.#onChange(this)
  }

  /** Resolves when the job is not paused, or was stopped. */
  async untilResumed(): Promise<void> {
    while (this.#isPaused && this.#stopped === null) await new Promise<void>((wake) => (this.#wake = wake))
  }

  /** @throws CANCELLED */
  throwIfStopped(): void {
    if (this.#stopped !== null) throw this.#stopped
  }

  pause(): void {
    this.#isPaused = true
    this.#onChange(this)
  }

  resume(): void {
    this.#isPaused = false
    this.#wakeAndEmit()
  }

  /** `isKept`: true if the job can be resumed after the next start. */
  stop(isKept: boolean): void {
    const message = isKept ? 'The home is being closed.' : 'Storing this file was cancelled.'
    this.#stopped ??= new EngineError('CANCELLED', message, { details: { isKept } })
    this.#wakeAndEmit()
  }

  get isGivenUp(): boolean {
    return this.#stopped !== null && this.#stopped.details.isKept === false
  }

  #wakeAndEmit(): void {
    this.#wake?.()
    this.#wake = null
    this.#onChange(this)
  }
}
