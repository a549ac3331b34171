// Tells the other end how much has arrived, so that it can measure the line.
import { startTimer } from './tunnel-line.ts'
import type { TunnelClock } from './tunnel.ts'

const LEAST_PAUSE_MS = 10
/** So much is acknowledged at once: a page in the background has slow timers. */
const MAX_SILENT_BYTES = 128 * 1024

export class Acknowledger {
  readonly #clock: TunnelClock
  readonly #send: (total: number) => void
  #total = 0
  #acknowledged = 0
  #lastAt = -Infinity
  #timer: ReturnType<typeof setTimeout> | undefined

  /** @param send sends the total that has arrived, in bytes */
  constructor(clock: TunnelClock, send: (total: number) => void) {
    this.#clock = clock
    this.#send = send
  }

  count(bytes: number): void {
    this.#total += bytes
    const isDue = this.#clock.monotonicMs() - this.#lastAt >= LEAST_PAUSE_MS
    if (isDue || this.#total - this.#acknowledged >= MAX_SILENT_BYTES) this.#acknowledge()
    else this.#timer ??= startTimer(() => this.#acknowledge(), LEAST_PAUSE_MS)
  }

  stop(): void {
    clearTimeout(this.#timer)
    this.#timer = undefined
  }

  #acknowledge(): void {
    this.stop()
    this.#acknowledged = this.#total
    this.#lastAt = this.#clock.monotonicMs()
    this.#send(this.#total)
  }
}
