// Work that runs once at a time: soon after something changed, and again when it asks for that.
import { toHex, type Clock, type Log } from '../base/index.ts'

const RETRY_MS = 5_000

/** Returns after how many ms the work wants to run again. Null: when somebody wakes it. */
export type Work = () => Promise<number | null>

export interface PumpTime {
  clock: Clock
  log: Log
}

export class Pump {
  readonly #work: Work
  readonly #time: PumpTime
  #timer: NodeJS.Timeout | null = null
  #wakesAt = Infinity
  #running: Promise<void> | null = null
  /** How soon it was woken while it ran. */
  #wantedMs: number | null = null
  #isClosed = false

  constructor(work: Work, { clock, log }: PumpTime) {
    this.#work = work
    this.#time = { clock, log }
  }

  /** Runs within this time. An earlier wake stays valid. */
  wake(withinMs = 0): void {
    if (this.#isClosed) return
    if (this.#running !== null) {
      this.#wantedMs = Math.min(this.#wantedMs ?? Infinity, withinMs)
      return
    }
    const at = this.#time.clock.monotonicMs() + withinMs
    if (this.#timer !== null && this.#wakesAt <= at) return
    if (this.#timer !== null) clearTimeout(this.#timer)
    this.#wakesAt = at
    this.#timer = setTimeout(() => this.#start(), withinMs)
    this.#timer.unref()
  }

  #start(): void {
    this.#timer = null
    // The work begins after this line, because it may wake its own pump at once. Two runs at a time
    // would overwrite what the other one has learned.
    const begun = Promise.resolve().then(() => this.#run())
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
      return await this.#work()
    } catch (error) {
      this.#time.log.warn('keepers-work-failed', { message: String(error) })
      return RETRY_MS
    }
  }

  async close(): Promise<void> {
    this.#isClosed = true
    if (this.#timer !== null) clearTimeout(this.#timer)
    await this.#running
  }
}

/** One pump for each device. */
export class Pumps {
  readonly #pumps = new Map<string, { device: Uint8Array; pump: Pump }>()
  readonly #work: (device: Uint8Array) => Promise<number | null>
  readonly #time: PumpTime
  #isClosed = false

  constructor(work: (device: Uint8Array) => Promise<number | null>, time: PumpTime) {
    this.#work = work
    this.#time = time
  }

  wake(device: Uint8Array, withinMs = 0): void {
    if (this.#isClosed) return
    const id = toHex(device)
    const known = this.#pumps.get(id) ?? { device, pump: new Pump(() => this.#work(device), this.#time) }
    this.#pumps.set(id, known)
    known.pump.wake(withinMs)
  }

  async close(): Promise<void> {
    this.#isClosed = true
    await Promise.all([...this.#pumps.values()].map(({ pump }) => pump.close()))
  }
}
