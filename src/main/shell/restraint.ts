// What keeps a page that was taken over from wearing the person down: dialogs one at a time, and only so much of anything in
// a minute. What a person does by hand never comes near these numbers.
import { EngineError } from '../../core/contract/index.ts'

const MINUTE_MS = 60_000

/** At most so many in any minute. */
export class MinuteLimit {
  readonly #most: number
  readonly #now: () => number
  #taken: number[] = []

  constructor(most: number, now: () => number) {
    this.#most = most
    this.#now = now
  }

  /** True, and counted, while there is room. */
  take(): boolean {
    const now = this.#now()
    // A clock that was set back must not close the door for hours.
    this.#taken = this.#taken.filter((at) => at <= now && now - at < MINUTE_MS)
    if (this.#taken.length >= this.#most) return false
    this.#taken.push(now)
    return true
  }
}

const MAX_QUESTIONS_A_MINUTE = 20

/** The system's dialogs that a page may ask for. */
export class PageQuestions {
  readonly #limit: MinuteLimit
  #isAsking = false

  constructor(now: () => number) {
    this.#limit = new MinuteLimit(MAX_QUESTIONS_A_MINUTE, now)
  }

  /** @throws QUOTA while another one is open, or after too many */
  async ask<T>(question: () => Promise<T>): Promise<T> {
    if (this.#isAsking || !this.#limit.take())
      throw new EngineError('QUOTA', 'One dialog at a time, and not so many in a minute.')
    this.#isAsking = true
    try {
      return await question()
    } finally {
      this.#isAsking = false
    }
  }
}
