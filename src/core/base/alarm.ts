// Work that is due at a time of the wall clock, which a row of the ledger names.
import { Pump, type PumpOptions } from './pump.ts'

/** Wakes at least so often, because a clock can be changed and a timer holds only 24 days. */
const LOOK_EVERY_MS = 60_000
/** The pause after a run that left the same work due. */
const RETRY_MS = 5_000

export interface AlarmOptions extends PumpOptions {
  /** Returns the time of the earliest work; null if there is none. Reads one row of an index. */
  next: () => number | null
  now: () => number
  /** Does what is due, or part of it. */
  run: () => Promise<void>
}

export class Alarm {
  readonly #options: AlarmOptions
  readonly #pump: Pump
  #isRunning = false

  /** Runs what is due already. */
  constructor(options: AlarmOptions) {
    this.#options = options
    this.#pump = new Pump(() => this.#work(), options)
    this.#pump.wake()
  }

  /** Call it after each change of the rows. */
  look(): void {
    // Work that runs looks at its end.
    if (this.#isRunning) return
    const delayMs = this.#untilNext()
    if (delayMs !== null) this.#pump.wake(delayMs)
  }

  #untilNext(): number | null {
    const next = this.#options.next()
    return next === null ? null : Math.min(LOOK_EVERY_MS, Math.max(0, next - this.#options.now()))
  }

  async #work(): Promise<number | null> {
    const { next, now, run } = this.#options
    const due = next()
    if (due === null || due > now()) return this.#untilNext()
    this.#isRunning = true
    try {
      await run()
    } finally {
      this.#isRunning = false
    }
    return next() === due ? RETRY_MS : this.#untilNext()
  }

  close(): Promise<void> {
    return this.#pump.close()
  }
}
