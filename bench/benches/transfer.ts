// Something large on its way over a connection while something else is measured on it.
import { pause, type Contender } from '../rounds.ts'

/** Until a transfer that has begun is under way. */
const RAMP_MS = 200

export class Transfer {
  /** Megabytes a second, of every round. */
  readonly speeds: number[] = []
  readonly #begin: () => Promise<unknown>
  readonly #end: () => Promise<number>

  /** `end` gives the bytes that passed since `begin`. */
  constructor(begin: () => Promise<unknown>, end: () => Promise<number>) {
    this.#begin = begin
    this.#end = end
  }

  /** The same round, with the transfer under way from before its first sample until after its last. */
  readonly during = (round: Contender['round']): Contender['round'] => {
    return async () => {
      const startedAt = performance.now()
      await this.#begin()
      await pause(RAMP_MS)
      const samples = await round()
      const bytes = await this.#end()
      this.speeds.push(bytes / 1000 / (performance.now() - startedAt))
      return samples
    }
  }
}
