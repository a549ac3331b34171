// Measures the longest turn of the event loop in CPU time, which a busy machine hardly changes.

export class TurnProbe {
  #longestMs = 0
  #last = process.cpuUsage()
  #immediate: NodeJS.Immediate

  constructor() {
    this.#immediate = setImmediate(() => this.#onTurn())
  }

  /** Returns the longest turn in ms, and measures no more. */
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
  }
}
