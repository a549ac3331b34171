// Measures the longest turn of the event loop: in CPU time, which a busy machine hardly changes,
// and by the clock.
import { readFileSync } from 'node:fs'

const SCHEDULED = '/proc/thread-self/schedstat'

export class TurnProbe {
  /** By the clock, which counts the work of others on the machine. */
  longestWallMs = 0
  #longestMs = 0
  #last = cpuMs()
  #lastMs = performance.now()
  #immediate: NodeJS.Immediate

  constructor() {
    this.#immediate = setImmediate(() => this.#onTurn())
  }

  /** Returns the longest turn in ms of CPU time, and ends the measurement. */
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
    const cpu = cpuMs()
    this.#longestMs = Math.max(this.#longestMs, cpu - this.#last)
    this.#last = cpu
    const now = performance.now()
    this.longestWallMs = Math.max(this.longestWallMs, now - this.#lastMs)
    this.#lastMs = now
  }
}

/** The time of this thread where the system tells it, else that of the process. */
function cpuMs(): number {
  try {
    return Number(readFileSync(SCHEDULED, 'latin1').split(' ')[0]) / 1e6
  } catch {
    const { user, system } = process.cpuUsage()
    return (user + system) / 1000
  }
}
