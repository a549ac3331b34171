// The current time by the engine's clock, which decides when something happens. The clock of this
// computer may differ. For texts like “yesterday” there is one timer for all of them.
import type { IsoTime } from '../../core/contract/index.ts'

const TICK_MS = 30_000

export class Clock {
  /** How far the engine's clock is ahead of this one. */
  #aheadMs = 0
  #now = $state.raw(new Date())
  readonly #page: Document
  readonly #timer: ReturnType<typeof setInterval>

  constructor(page: Document) {
    this.#page = page
    this.#timer = setInterval(this.#tick, TICK_MS)
    page.addEventListener('visibilitychange', this.#tick)
  }

  /** The time of the latest tick. */
  get now(): Date {
    return this.#now
  }

  /** The time at this moment. */
  read(): Date {
    return new Date(Date.now() + this.#aheadMs)
  }

  /**
   * Takes the engine's time from an answer to a call of `askedAt`, by this computer's clock. They
   * agree if the engine's time is between the call and its answer.
   */
  follow(engineNow: IsoTime, askedAt: number): void {
    const [at, answeredAt] = [Date.parse(engineNow), Date.now()]
    const agrees = askedAt <= at && at <= answeredAt
    this.#aheadMs = agrees ? 0 : at - (askedAt + answeredAt) / 2
    this.#now = this.read()
  }

  close(): void {
    clearInterval(this.#timer)
    this.#page.removeEventListener('visibilitychange', this.#tick)
  }

  readonly #tick = (): void => {
    if (this.#page.visibilityState === 'visible') this.#now = this.read()
  }
}
