// The clock of the demo world. It starts days ago, advances from act to act, and shows the real
// time after the story.
// All engines of the world use it, so letters have their ages without special code in the engine.
import type { Clock } from '../../core/index.ts'

export class StoryClock implements Clock {
  readonly #beganBehindMs: number
  #behindMs: number

  /** `behindMs` is how far the clock is behind the machine's clock at first. */
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

  /** Advances until the clock is this far behind; it never moves back. */
  passUntil(behindMs: number): void {
    this.#behindMs = Math.min(this.#behindMs, behindMs)
  }

  /** Returns the ISO time `inMs` from now. */
  iso(inMs: number): string {
    return new Date(this.now() + inMs).toISOString()
  }
}
