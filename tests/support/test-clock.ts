// A clock that a test controls. It runs like the system clock, and a test can add elapsed time or
// make the wall clock jump. Pass it to Person.create.
import type { Clock } from '../../src/core/base/index.ts'

export class TestClock implements Clock {
  #passedMs = 0
  #jumpedMs = 0

  now(): number {
    return Date.now() + this.#passedMs + this.#jumpedMs
  }

  monotonicMs(): number {
    return performance.now() + this.#passedMs
  }

  /** Adds elapsed time. The monotonic and the wall clock move. */
  pass(ms: number): void {
    this.#passedMs += ms
  }

  /** Changes the wall clock, as a user does; no time elapses. */
  jump(ms: number): void {
    this.#jumpedMs += ms
  }

  iso(inMs: number): string {
    return new Date(this.now() + inMs).toISOString()
  }
}
