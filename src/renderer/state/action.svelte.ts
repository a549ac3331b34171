// What a form or a button does. It runs once at a time and shows why it was refused.
// It serves every step of a message that a person starts: to send, to open, to share.
import { describeError } from '../messages/errors.ts'

export class Action {
  readonly #describe: (error: unknown) => string
  #isBusy = $state(false)
  #problem = $state<string | null>(null)

  /** `describe` returns the sentence for an error, where the usual one is too vague. */
  constructor(describe: (error: unknown) => string = describeError) {
    this.#describe = describe
  }

  get isBusy(): boolean {
    return this.#isBusy
  }

  /** Why the latest run failed; null if it did not. */
  get problem(): string | null {
    return this.#problem
  }

  clear(): void {
    this.#problem = null
  }

  /** Does nothing while an earlier run is in progress. */
  async run(act: () => unknown): Promise<void> {
    if (this.#isBusy) return
    this.#isBusy = true
    this.#problem = null
    try {
      await act()
    } catch (error) {
      this.#problem = this.#describe(error)
    } finally {
      this.#isBusy = false
    }
  }
}
