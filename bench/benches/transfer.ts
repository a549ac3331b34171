// A large transfer over a connection while something else is measured on it.
import { pause, type Contender } from '../rounds.ts'

/** How long a transfer needs to reach full speed. */
const RAMP_MS = 200

export class Transfer {
  /** Megabytes per second, of every round. */
  readonly speeds: number[] = []
  readonly #begin: () => Promise<unknown>
  readonly #end: () => Promise<number>

  /** `end` returns the bytes that were moved since `begin`. */
  constructor(begin: () => Promise<unknown>, end: () => Promise<number>) {
    this.#begin = begin
    this.#end = end
  }

  /**
   * The same round, with the transfer running from before the first sample until after the last.
   */
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
