// Copies the write-ahead log into the file at a moment without commits. SQLite would copy it in the
// commit that fills the log, and delay the send, the release or the opening that this commit is
// for. One copy takes as long as ten commits or more. It empties no log. `IdleErasure` does that,
// because only then deleted data is gone.
import type { Clock } from '../base/index.ts'

/** Time after the last commit. */
const QUIET_MS = 40
/** Fewer are not worth a copy: most pages change in one commit after the other. */
const COMMITS = 32

export class IdleCheckpoint {
  readonly #copy: () => void
  readonly #clock: Clock
  #commits = 0
  #lastMs = 0
  #timer: NodeJS.Timeout | null = null
  #isStopped = false

  /** @param copy may throw, and is then called again after further commits */
  constructor(copy: () => void, clock: Clock) {
    this.#copy = copy
    this.#clock = clock
  }

  /** Called at every commit. While a timer runs, it only stores the time. */
  countCommit(): void {
    this.#commits++
    this.#lastMs = this.#clock.monotonicMs()
    if (this.#commits >= COMMITS && this.#timer === null && !this.#isStopped) this.#wait(QUIET_MS)
  }

  stop(): void {
    this.#isStopped = true
    if (this.#timer !== null) clearTimeout(this.#timer)
    this.#timer = null
  }

  #wait(ms: number): void {
    this.#timer = setTimeout(() => this.#onTime(), ms).unref()
  }

  #onTime(): void {
    this.#timer = null
    const leftMs = this.#lastMs + QUIET_MS - this.#clock.monotonicMs()
    if (leftMs > 0) return this.#wait(Math.ceil(leftMs))
    this.#commits = 0
    try {
      this.#copy()
    } catch {
      // The log still has everything. A commit that fills it copies it in any case.
    }
  }
}
