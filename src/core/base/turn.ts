// A turn of the thread. Long work, whose amount others may decide, asks after each small step
// whether its turn is over, and lets everybody else go first.
import { setImmediate } from 'node:timers/promises'
import { systemClock, type Clock } from './clock.ts'

/** A step that is longer than half a turn makes a turn of some 50 ms. */
const TURN_MS = 25

export class Turn {
  readonly #clock: Clock
  readonly #limitMs: number
  #sinceMs: number

  /** @param clock measures the thread, so it is never the clock of a home */
  constructor(clock: Clock = systemClock, limitMs = TURN_MS) {
    this.#clock = clock
    this.#limitMs = limitMs
    this.#sinceMs = clock.monotonicMs()
  }

  begin(): void {
    this.#sinceMs = this.#clock.monotonicMs()
  }

  get isOver(): boolean {
    return this.#clock.monotonicMs() - this.#sinceMs >= this.#limitMs
  }

  /** Begins a new turn of the event loop if this one is over. */
  async pass(): Promise<void> {
    if (!this.isOver) return
    await setImmediate()
    this.begin()
  }
}
