// The clock of the demo world: it begins days ago, is moved on from act to act, and is right once the story is told.
// All engines of the world go by it, so that letters are as old as they seem and nothing in the engine is bent for it.
import type { Clock } from '../../core/index.ts'

export class StoryClock implements Clock {
  readonly #beganBehindMs: number
  #behindMs: number

  /** `behindMs`: by how much it is behind the machine's clock at first. */
  constructor(behindMs: number) {
    this.#beganBehindMs = behindMs
    this.#behindMs = behindMs
  }

  now(): number {
    return Date.now() - this.#behindMs
  }

  monotonicMs(): number {
    return performance.now() + this.#beganBehindMs - this.#behindMs
  }

  /** Lets time pass until it is only so much behind; time never goes back. */
  passUntil(behindMs: number): void {
    this.#behindMs = Math.min(this.#behindMs, behindMs)
  }

  /** ISO time, so many ms from its now. */
  iso(inMs: number): string {
    return new Date(this.now() + inMs).toISOString()
  }
}
