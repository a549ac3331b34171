// Truncates the write-ahead log when a home is idle, for deletions that no act waits for,
// such as the text of a draft. So deleted text stays in the log only for a limited time.
import type { Clock } from '../base/index.ts'

/** Time after the last commit. */
const QUIET_MS = 15_000
/** Time after the first commit that was not erased yet, even if the home is busy. */
const AT_MOST_MS = 120_000

export class IdleErasure {
  readonly #erase: () => Promise<unknown>
  readonly #clock: Clock
  #firstMs: number | null = null
  #lastMs = 0
  #timer: NodeJS.Timeout | null = null
  #isStopped = false

  /**
   * @param erase must be fast, because it blocks the thread. If it rejects, it is
   * called again after the next idle time.
   */
  constructor(erase: () => Promise<unknown>, clock: Clock) {
    this.#erase = erase
    this.#clock = clock
  }

  /** Called at every commit. While a timer runs, it only stores the time. */
  recordCommit(): void {
    this.#lastMs = this.#clock.monotonicMs()
    this.#firstMs ??= this.#lastMs
    this.#wait()
  }

  stop(): void {
    this.#isStopped = true
    if (this.#timer !== null) clearTimeout(this.#timer)
    this.#timer = null
  }

  #wait(): void {
    if (this.#isStopped || this.#timer !== null || this.#firstMs === null) return
    const dueMs = Math.min(this.#lastMs + QUIET_MS, this.#firstMs + AT_MOST_MS)
    this.#timer = setTimeout(() => this.#onTime(), Math.max(0, dueMs - this.#clock.monotonicMs()))
    this.#timer.unref()
  }

  #onTime(): void {
    this.#timer = null
    const nowMs = this.#clock.monotonicMs()
    const isDue = nowMs >= this.#lastMs + QUIET_MS || nowMs >= (this.#firstMs ?? nowMs) + AT_MOST_MS
    if (!isDue) return this.#wait()
    this.#firstMs = null
    void this.#erase().catch(() => this.recordCommit())
  }
}
