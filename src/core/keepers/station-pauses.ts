// When a station that did not answer is tried again. Many contacts may have one mailbox, and the
// feed of each of them must not dial it again.
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

  /** Call this when a try begins. After a failure only one caller tries; the others wait for it. */
  begin(station: Uint8Array, longestMs: number): void {
    const pause = this.#pauses.get(toHex(station))
    if (pause !== undefined) pause.endsAt = this.#clock.monotonicMs() + longestMs
  }

  /** The station did not answer a try that began then. Tries that ran together count once. */
  noteAway(station: Uint8Array, beganAt: number): void {
    const id = toHex(station)
    const before = this.#pauses.get(id)
    if (before !== undefined && before.failedAt >= beganAt) return
    const [now, failures] = [this.#clock.monotonicMs(), before?.failures ?? 0]
    const endsAt = now + growing(this.#pauseMs, failures)
    this.#pauses.set(id, { failures: failures + 1, failedAt: now, endsAt })
  }

  /** Returns true if the station did not answer before. */
  noteReached(station: Uint8Array): boolean {
    return this.#pauses.delete(toHex(station))
  }
}
