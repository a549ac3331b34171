// Strangers at the door, until they are answered.
// Stands before the life of a message: nothing of theirs is fetched before a yes.
import type { Knock, KnockId } from '../../core/contract/index.ts'
import type { App } from './app.svelte.ts'

export type KnockAnswer = 'yes' | 'no' | 'block'

export class Knocks {
  readonly #app: App
  #list = $state.raw<readonly Knock[] | null>(null)
  #isEnabled = $state<boolean | null>(null)
  #error = $state.raw<unknown>(null)

  constructor(app: App) {
    this.#app = app
    for (const type of ['knock-arrived', 'reconnected'] as const) app.events.on(type, () => void this.read())
    void this.read()
  }

  /** Newest first; null until they were read. */
  get list(): readonly Knock[] | null {
    return this.#list
  }

  /** Whether strangers may knock; null until it is known. */
  get isEnabled(): boolean | null {
    return this.#isEnabled
  }

  get error(): unknown {
    return this.#error
  }

  async read(): Promise<void> {
    try {
      const { knocks } = this.#app.api
      const [list, { enabled }] = await Promise.all([knocks.list(), knocks.status()])
      this.#list = list
      this.#isEnabled = enabled
      this.#error = null
    } catch (error) {
      this.#error = error
    }
  }

  /** @throws UNREACHABLE */
  async setEnabled(enabled: boolean): Promise<void> {
    this.#isEnabled = (await this.#app.api.knocks.setEnabled({ enabled })).enabled
  }

  /** @throws NOT_FOUND, UNREACHABLE */
  async answer(knock: KnockId, answer: KnockAnswer): Promise<void> {
    await this.#app.api.knocks.answer({ knock, answer })
    await this.read()
    this.#app.standing.readSoon()
  }
}
