// Strangers at the door, until they are answered.
// Stands before the life of a message: nothing of theirs is fetched before a yes.
import type { Knock, KnockId } from '../../core/contract/index.ts'
import type { App } from './app.svelte.ts'

export type KnockAnswer = 'yes' | 'no' | 'block'

export class Knocks {
  readonly #app: App
  #list = $state.raw<readonly Knock[] | null>(null)
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

  get error(): unknown {
    return this.#error
  }

  async read(): Promise<void> {
    try {
      this.#list = await this.#app.api.knocks.list()
      this.#error = null
    } catch (error) {
      this.#error = error
    }
  }

  /** @throws NOT_FOUND, UNREACHABLE */
  async answer(knock: KnockId, answer: KnockAnswer): Promise<void> {
    await this.#app.api.knocks.answer({ knock, answer })
    await this.read()
    this.#app.standing.readSoon()
  }
}
