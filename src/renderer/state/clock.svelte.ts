// The current time for texts like “yesterday”: one timer for all of them, none without listeners.
const TICK_MS = 30_000

export class Clock {
  #now = $state.raw(new Date())
  readonly #page: Document
  readonly #timer: ReturnType<typeof setInterval>

  constructor(page: Document) {
    this.#page = page
    this.#timer = setInterval(this.#tick, TICK_MS)
    page.addEventListener('visibilitychange', this.#tick)
  }

  get now(): Date {
    return this.#now
  }

  close(): void {
    clearInterval(this.#timer)
    this.#page.removeEventListener('visibilitychange', this.#tick)
  }

  readonly #tick = (): void => {
    if (this.#page.visibilityState === 'visible') this.#now = new Date()
  }
}
