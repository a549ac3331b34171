// Work in the background that never runs twice at a time: soon after something changed, again when
// it asks for that, and again after a pause if it fails.
import { toHex } from './bytes.ts'
import { systemClock } from './clock.ts'
import type { Log } from './log.ts'
import { turn } from './turn.ts'

const RETRY_MS = 5_000

/** Returns after how many ms it wants to run again; nothing or null: when somebody wakes it. */
type Work<Args extends unknown[] = []> =
  ((...args: Args) => Promise<number | null>) | ((...args: Args) => Promise<void>) | ((...args: Args) => void)

export interface PumpOptions {
  log: Log
  /** The name of the warning in the log if the work throws. */
  failed: string
  /** The pause after work that threw. */
  retryMs?: number
}

export class Pump {
  readonly #work: Work
  readonly #options: PumpOptions
  #timer: NodeJS.Timeout | null = null
  /** By the clock of the machine, which counts as its timers do. */
  #wakesAt = Infinity
  #running: Promise<void> | null = null
  /** How soon it was woken while it ran. */
  #wantedMs: number | null = null
  #isClosed = false

  constructor(work: Work, options: PumpOptions) {
    this.#work = work
    this.#options = options
  }

  /** Runs within this time. An earlier wake stays valid. */
  wake(withinMs = 0): void {
    if (this.#isClosed) return
    if (this.#running !== null) {
      this.#wantedMs = Math.min(this.#wantedMs ?? Infinity, withinMs)
      return
    }
    const at = systemClock.monotonicMs() + withinMs
    if (this.#timer !== null && this.#wakesAt <= at) return
    if (this.#timer !== null) clearTimeout(this.#timer)
    this.#wakesAt = at
    this.#timer = setTimeout(() => this.#start(), withinMs).unref()
  }

  #start(): void {
    this.#timer = null
    // The work begins after this line, because it may wake its own pump at once. Two runs at a time
    // would overwrite what the other one has learned. Many pumps may be due at once, so their work
    // counts in the turns.
    const begun = turn.pass().then(() => this.#run())
    this.#running = begun.then((nextMs) => {
      this.#running = null
      const wantedMs = this.#wantedMs
      this.#wantedMs = null
      if (nextMs !== null) this.wake(nextMs)
      if (wantedMs !== null) this.wake(wantedMs)
    })
  }

  async #run(): Promise<number | null> {
    try {
      const nextMs: unknown = await this.#work()
      return typeof nextMs === 'number' ? nextMs : null
    } catch (error) {
      const { log, failed, retryMs = RETRY_MS } = this.#options
      log.warn(failed, { message: String(error) })
      return retryMs
    }
  }

  /** Starts nothing more. Resolves when the work that is running has ended. */
  async close(): Promise<void> {
    this.#isClosed = true
    if (this.#timer !== null) clearTimeout(this.#timer)
    await this.#running
  }
}

/** One pump for each key: a device, a person, a group. */
export class Pumps {
  readonly #pumps = new Map<string, Pump>()
  readonly #work: Work<[key: Uint8Array]>
  readonly #options: PumpOptions
  #isClosed = false

  constructor(work: Work<[key: Uint8Array]>, options: PumpOptions) {
    this.#work = work
    this.#options = options
  }

  wake(key: Uint8Array, withinMs = 0): void {
    if (this.#isClosed) return
    const id = toHex(key)
    const pump = this.#pumps.get(id) ?? new Pump(() => this.#work(key), this.#options)
    this.#pumps.set(id, pump)
    pump.wake(withinMs)
  }

  async close(): Promise<void> {
    this.#isClosed = true
    await Promise.all([...this.#pumps.values()].map((pump) => pump.close()))
  }
}
