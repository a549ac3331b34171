// A clock that a test sets: time passes as it does, and more of it when told to; the machine's clock jumps when told to.
// Begin with it in Person.create; what a person decides by time then depends on the test alone.
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

  /** So much more time has really passed. */
  pass(ms: number): void {
    this.#passedMs += ms
  }

  /** Somebody has set the machine's clock by so much; no time has passed. */
  jump(ms: number): void {
    this.#jumpedMs += ms
  }

  iso(inMs: number): string {
    return new Date(this.now() + inMs).toISOString()
  }
}
