// When a station that did not answer is tried again. Many contacts may have one mailbox, and the
// feed of each of them has a dial of its own. So one of them tries it first, until it has answered.
import { toHex, type Clock } from '../base/index.ts'
import { growing } from './parts.ts'

/** Times are by the monotonic clock. */
interface Pause {
  failures: number
  failedAt: number
  endsAt: number
}

export class StationPauses {
  readonly #clock: Clock
  readonly #pauseMs: readonly [number, number]
  readonly #pauses = new Map<string, Pause>()
  /** The stations whose last try succeeded. */
  readonly #reached = new Set<string>()

  /** @param pauseMs the first pause and the longest one */
  constructor(clock: Clock, pauseMs: readonly [number, number]) {
    this.#clock = clock
    this.#pauseMs = pauseMs
  }

  /** Returns how many ms the station must not be tried. 0: it may be tried now. */
  leftMs(station: Uint8Array): number {
    const pause = this.#pauses.get(toHex(station))
    return pause === undefined ? 0 : Math.max(0, pause.endsAt - this.#clock.monotonicMs())
  }

  /**
   * Call this when a try begins. While nobody has reached the station, or after a failure, only one
   * caller tries; the others wait for it.
   */
  begin(station: Uint8Array, longestMs: number): void {
    const id = toHex(station)
    if (this.#reached.has(id)) return
    const before = this.#pauses.get(id) ?? { failures: 0, failedAt: -Infinity }
    this.#pauses.set(id, { ...before, endsAt: this.#clock.monotonicMs() + longestMs })
  }

  /** The station did not answer a try that began then. Tries that ran together count once. */
  recordAway(station: Uint8Array, beganAt: number): void {
    const id = toHex(station)
    const before = this.#pauses.get(id)
    if (before !== undefined && before.failedAt >= beganAt) return
    this.#reached.delete(id)
    const [now, failures] = [this.#clock.monotonicMs(), before?.failures ?? 0]
    const endsAt = now + growing(this.#pauseMs, failures)
    this.#pauses.set(id, { failures: failures + 1, failedAt: now, endsAt })
  }

  /** Returns true if others wait because the station had not answered. */
  recordReached(station: Uint8Array): boolean {
    this.#reached.add(toHex(station))
    return this.#pauses.delete(toHex(station))
  }
}
