// One file on its way into the store: how far it is, and whether it goes on, waits or has been given up.
// In memory; what a crash must not lose of it is a row (sealing-row.ts).
import { EngineError } from '../contract/errors.ts'

const TELL_EVERY_MS = 250

export type WorkState = 'sealing' | 'paused'

export class SealingWork {
  /** What it is paused and cancelled by. */
  id: Uint8Array
  name = ''
  size = 0
  /** It is worth telling of: small files never are. */
  isShown = false
  readonly #onChange: (work: SealingWork) => void
  readonly #now: () => number
  #done = 0
  #toldAt: number
  #isPaused = false
  #stopped: EngineError | null = null
  #wake: (() => void) | null = null

  constructor(order: { id: Uint8Array; onChange: (work: SealingWork) => void; now: () => number }) {
    this.id = order.id
    this.#onChange = order.onChange
    this.#now = order.now
    this.#toldAt = order.now()
  }

  get state(): WorkState {
    return this.#isPaused ? 'paused' : 'sealing'
  }

  /** True bytes that stand in its core, from an earlier run or from this one. */
  get done(): number {
    return this.#done
  }

  /** From here on it is told of. */
  show({ name, size }: { name: string; size: number }): void {
    this.name = name
    this.size = size
    this.isShown = true
  }

  /** So many of its bytes stand in the core that it goes into. */
  begin(bytes: number): void {
    this.#done = bytes
  }

  /** So many of them do by now. */
  reach(bytes: number): void {
    this.#done = bytes
    if (this.#now() - this.#toldAt < TELL_EVERY_MS) return
    this.#toldAt = this.#now()
    this.#onChange(this)
  }

  /** Resolves when it is not paused, or was stopped. */
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
    this.#goOn()
  }

  /** `isKept`: it can be gone on with after the next start. */
  stop(isKept: boolean): void {
    const message = isKept ? 'The home is being closed.' : 'Storing this file was cancelled.'
    this.#stopped ??= new EngineError('CANCELLED', message, { details: { isKept } })
    this.#goOn()
  }

  get isGivenUp(): boolean {
    return this.#stopped !== null && this.#stopped.details.isKept === false
  }

  #goOn(): void {
    this.#wake?.()
    this.#wake = null
    this.#onChange(this)
  }
}
