// Rate limits against a compromised page: one dialog at a time, and a limited number of each act
// per minute.
// Normal use stays far below these limits.
import { EngineError } from '../../core/contract/index.ts'

const MINUTE_MS = 60_000

/** At most `most` acts in any minute. */
export class MinuteLimit {
  readonly #most: number
  readonly #now: () => number
  #taken: number[] = []

  constructor(most: number, now: () => number) {
    this.#most = most
    this.#now = now
  }

  /** True if the act is within the limit; the act is counted then. */
  countAct(): boolean {
    const now = this.#now()
    // Ignore times in the future, because a clock that was set back must not block acts for hours.
    this.#taken = this.#taken.filter((at) => at <= now && now - at < MINUTE_MS)
    if (this.#taken.length >= this.#most) return false
    this.#taken.push(now)
    return true
  }
}

const MAX_QUESTIONS_A_MINUTE = 20

/** The system dialogs that a page may open. */
export class PageQuestions {
  readonly #limit: MinuteLimit
  #isAsking = false

  constructor(now: () => number) {
    this.#limit = new MinuteLimit(MAX_QUESTIONS_A_MINUTE, now)
  }

  /** @throws QUOTA while another dialog is open, or above the limit */
  async ask<T>(question: () => Promise<T>): Promise<T> {
    if (this.#isAsking || !this.#limit.countAct())
      throw new EngineError('QUOTA', 'Only one dialog at a time, and a limited number per minute.')
    this.#isAsking = true
    try {
      return await question()
    } finally {
      this.#isAsking = false
    }
  }
}
