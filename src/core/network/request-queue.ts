// A fair queue for requests of other devices. The callers are served round-robin, so no caller
// waits behind the requests of another. Between replicate and reference. Limits apply to each
// caller: how many requests wait, and how often they are served. Refusals are counted.
import type { Clock } from '../base/index.ts'

export interface QueueLimits {
  /** Requests that are served at the same time. */
  atOnce: number
  /** Requests of one caller that are served at the same time. */
  atOncePerAsker: number
  /** Requests of one caller that may wait. Further ones are refused. */
  waiting: number
  /**
   * A token bucket for each caller: `burst` requests at once, then `perSecond`. Further ones wait.
   */
  burst: number
  perSecond: number
}

export const DEFAULT_LIMITS: QueueLimits = {
  atOnce: 32,
  atOncePerAsker: 8,
  waiting: 256,
  burst: 200,
  perSecond: 50,
}

interface Asker {
  readonly waiting: (() => void)[]
  atWork: number
  tokens: number
  filledAtMs: number
}

export class RequestQueue {
  readonly #limits: QueueLimits
  readonly #clock: Clock
  /** In the order in which they are served. */
  readonly #askers = new Map<string, Asker>()
  #atWork = 0
  #timer: NodeJS.Timeout | null = null

  constructor(limits: QueueLimits, clock: Clock) {
    this.#limits = limits
    this.#clock = clock
  }

  /**
   * Waits in the queue, then returns the result of `serve`. Null if too many
   * requests of this caller wait already.
   */
  async run<Answer>(asker: string, serve: () => Answer | Promise<Answer>): Promise<Answer | null> {
    if (!(await this.#waitInQueue(asker))) return null
    try {
      return await serve()
    } finally {
      this.#finish(asker)
    }
  }

  /** Like run(), in the name of the caller with the fewest requests. @param askers at least one */
  runAny<Answer>(askers: readonly string[], serve: () => Answer | Promise<Answer>): Promise<Answer | null> {
    const load = (id: string): number => {
      const asker = this.#askers.get(id)
      return asker === undefined ? 0 : asker.waiting.length + asker.atWork
    }
    return this.run(
      askers.reduce((best, one) => (load(one) < load(best) ? one : best)),
      serve,
    )
  }

  /** Stops the timer. Waiting requests are never served. */
  close(): void {
    if (this.#timer !== null) clearTimeout(this.#timer)
    this.#timer = null
    this.#askers.clear()
  }

  #waitInQueue(id: string): Promise<boolean> {
    const asker = this.#find(id)
    if (asker.waiting.length >= this.#limits.waiting) return Promise.resolve(false)
    return new Promise((resolve) => {
      asker.waiting.push(() => resolve(true))
      this.#serve()
    })
  }

  #find(id: string): Asker {
    const known = this.#askers.get(id)
    if (known !== undefined) return known
    const fresh: Asker = {
      waiting: [],
      atWork: 0,
      tokens: this.#limits.burst,
      filledAtMs: this.#clock.monotonicMs(),
    }
    this.#askers.set(id, fresh)
    return fresh
  }

  #finish(id: string): void {
    this.#atWork--
    const asker = this.#askers.get(id)
    if (asker !== undefined) asker.atWork--
    this.#serve()
  }

  #serve(): void {
    while (this.#atWork < this.#limits.atOnce) {
      const next = this.#removeNext()
      if (next === null) return this.#forgetIdle()
      this.#atWork++
      next()
    }
  }

  /**
   * Returns the next request of the first caller that may be served now. That caller moves to the
   * end.
   */
  #removeNext(): (() => void) | null {
    let soonestMs = Infinity
    for (const [id, asker] of this.#askers) {
      if (asker.waiting.length === 0 || asker.atWork >= this.#limits.atOncePerAsker) continue
      this.#fill(asker)
      if (asker.tokens < 1) {
        soonestMs = Math.min(soonestMs, ((1 - asker.tokens) * 1000) / this.#limits.perSecond)
        continue
      }
      asker.tokens--
      asker.atWork++
      this.#askers.delete(id)
      this.#askers.set(id, asker)
      return asker.waiting.shift()!
    }
    if (soonestMs < Infinity) this.#serveIn(soonestMs)
    return null
  }

  #fill(asker: Asker): void {
    const now = this.#clock.monotonicMs()
    const { burst, perSecond } = this.#limits
    asker.tokens = Math.min(burst, asker.tokens + ((now - asker.filledAtMs) * perSecond) / 1000)
    asker.filledAtMs = now
  }

  #serveIn(delayMs: number): void {
    this.#timer ??= setTimeout(() => {
      this.#timer = null
      this.#serve()
    }, Math.ceil(delayMs)).unref()
  }

  /**
   * Forgets callers with no waiting request and a full bucket, because a new entry would be the
   * same.
   */
  #forgetIdle(): void {
    for (const [id, asker] of this.#askers) {
      if (asker.waiting.length > 0 || asker.atWork > 0) continue
      this.#fill(asker)
      if (asker.tokens >= this.#limits.burst) this.#askers.delete(id)
    }
  }
}
