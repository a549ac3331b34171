// Limits how often something may happen within a time, by a name.
/** A flood of names must not fill the memory. Further ones are not counted. */
const MAX_NAMES = 65_536

export class RateLimit {
  readonly #most: number
  readonly #withinMs: number
  readonly #now: () => number
  /** When it happened within that time. */
  readonly #times = new Map<string, readonly number[]>()

  constructor(most: number, withinMs: number, now: () => number) {
    this.#most = most
    this.#withinMs = withinMs
    this.#now = now
  }

  /** Counts one more, unless that is above the limit: then false. */
  allows(name: string): boolean {
    const now = this.#now()
    const times = (this.#times.get(name) ?? []).filter((at) => at > now - this.#withinMs)
    if (times.length >= this.#most) return false
    if (this.#times.size >= MAX_NAMES) this.#forgetOld(now)
    if (this.#times.size < MAX_NAMES) this.#times.set(name, [...times, now])
    return true
  }

  #forgetOld(now: number): void {
    for (const [name, times] of this.#times)
      if (times.at(-1)! <= now - this.#withinMs) this.#times.delete(name)
  }
}
