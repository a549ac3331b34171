// Measures the longest turn of the event loop: in CPU time, which a busy machine hardly changes,
// and by the clock.

export class TurnProbe {
  /** By the clock, which counts the work of others on the machine. */
  longestWallMs = 0
  #longestMs = 0
  #last = process.cpuUsage()
  #lastMs = performance.now()
  #immediate: NodeJS.Immediate

  constructor() {
    this.#immediate = setImmediate(() => this.#onTurn())
  }

  /** Returns the longest turn in ms of CPU time, and measures no more. */
  end(): number {
    clearImmediate(this.#immediate)
    this.#note()
    return this.#longestMs
  }

  #onTurn(): void {
    this.#note()
    this.#immediate = setImmediate(() => this.#onTurn())
  }

  #note(): void {
    const { user, system } = process.cpuUsage(this.#last)
    this.#last = process.cpuUsage()
    this.#longestMs = Math.max(this.#longestMs, (user + system) / 1000)
    const now = performance.now()
    this.longestWallMs = Math.max(this.longestWallMs, now - this.#lastMs)
    this.#lastMs = now
  }
}
