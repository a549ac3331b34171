// Counts the letters that arrive for a person, so that a bench can wait for them without polling.
import type { EngineEvent, EventSource } from '../../src/core/contract/index.ts'
import { monotonicMs } from './tasks.ts'

const PATIENCE_MS = 300_000

export class Arrivals {
  /** When each letter arrived. */
  readonly #times: number[] = []
  #waiting: { count: number; resolve: () => void }[] = []

  constructor(events: EventSource) {
    events.subscribe((event) => this.#note(event))
  }

  get count(): number {
    return this.#times.length
  }

  /** Resolves when this many letters have arrived since the start, with the time of the last. */
  async until(count: number): Promise<number> {
    if (this.count >= count) return this.#times[count - 1] ?? 0
    let timer: NodeJS.Timeout | undefined
    const arrived = new Promise<void>((resolve) => this.#waiting.push({ count, resolve }))
    const late = new Promise<never>((_, reject) => {
      const fail = (): void => reject(new Error(`${this.count} of ${count} letters arrived`))
      timer = setTimeout(fail, PATIENCE_MS)
    })
    await Promise.race([arrived, late]).finally(() => clearTimeout(timer))
    return this.#times[count - 1]!
  }

  #note({ type }: EngineEvent): void {
    if (type !== 'letter-arrived') return
    this.#times.push(monotonicMs())
    for (const { count, resolve } of this.#waiting) if (this.count >= count) resolve()
    this.#waiting = this.#waiting.filter(({ count }) => this.count < count)
  }
}
