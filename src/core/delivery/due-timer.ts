// Runs processDue() when a notice falls due, an object expires, or a key must be destroyed.
// Between such times it wakes once a minute to see whether the clock was changed.
import { findNextDueTime } from '../access/index.ts'
import { processDue, type ActingParts } from './author-acts.ts'
import type { DeliveryParts } from './parts.ts'

const LOOK_EVERY_MS = 60_000
const RETRY_MS = 5_000

type TimedParts = ActingParts & Pick<DeliveryParts, 'log'>

export class DueTimer {
  readonly #parts: TimedParts
  readonly #stopListening: () => void
  #timer: NodeJS.Timeout | null = null
  #wakesAt = Infinity
  #running: Promise<void> = Promise.resolve()
  #isClosed = false

  constructor(parts: TimedParts) {
    this.#parts = parts
    this.#stopListening = parts.ledger.onCommit(() => this.#plan())
    this.#wake()
  }

  /**
   * Queries the indexes once. Sets the timer only if the next due time is earlier than the time it
   * is set to.
   */
  #plan(): void {
    if (this.#isClosed) return
    const next = findNextDueTime(this.#parts.ledger)
    if (next !== null && next < this.#wakesAt) this.#setAlarm(next)
  }

  #setAlarm(at: number): void {
    if (this.#timer !== null) clearTimeout(this.#timer)
    const delayMs = Math.min(LOOK_EVERY_MS, Math.max(0, at - this.#parts.clockGuard.read().now))
    this.#wakesAt = at
    this.#timer = setTimeout(() => this.#wake(), delayMs)
    this.#timer.unref()
  }

  #wake(): void {
    this.#running = this.#run()
      .then((retryMs) => {
        this.#wakesAt = Infinity
        if (this.#isClosed) return
        const { now } = this.#parts.clockGuard.read()
        this.#setAlarm(Math.max(now + retryMs, findNextDueTime(this.#parts.ledger) ?? now + LOOK_EVERY_MS))
      })
      // The ledger can be neither read nor written, so nothing can be done before the next start.
      .catch((error: unknown) => this.#parts.log.error('due-timer-stopped', { message: String(error) }))
  }

  /**
   * Returns how long to wait before the next run. While the clock is in doubt a run can leave work
   * undone; the pause avoids a tight loop.
   */
  async #run(): Promise<number> {
    const before = findNextDueTime(this.#parts.ledger)
    if (before === null || before > this.#parts.clockGuard.read().now) return 0
    try {
      await processDue(this.#parts)
      return findNextDueTime(this.#parts.ledger) === before ? RETRY_MS : 0
    } catch (error) {
      this.#parts.log.warn('due-failed', { message: String(error) })
      return RETRY_MS
    }
  }

  async close(): Promise<void> {
    this.#isClosed = true
    this.#stopListening()
    if (this.#timer !== null) clearTimeout(this.#timer)
    await this.#running
  }
}
