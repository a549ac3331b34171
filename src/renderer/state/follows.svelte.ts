// Whom one follows: the authors of what comes into the box `following`, without their knowing.
// After receive: what they publish is anyone's to read, and reading it tells nobody.
import type { Followed, Party, PersonId } from '../../core/contract/index.ts'
import type { App } from './app.svelte.ts'

const SETTLE_MS = 60

export class Follows {
  readonly #app: App
  #list = $state.raw<readonly Followed[] | null>(null)
  #error = $state.raw<unknown>(null)
  #timer: ReturnType<typeof setTimeout> | undefined

  constructor(app: App) {
    this.#app = app
    for (const type of ['followed-changed', 'contact-changed', 'home-changed', 'reconnected'] as const) {
      app.events.on(type, () => this.#readSoon())
    }
    void this.read()
  }

  /** By name; null until they were read. */
  get list(): readonly Followed[] | null {
    return this.#list
  }

  get error(): unknown {
    return this.#error
  }

  find(person: PersonId): Followed | null {
    return this.#list?.find((followed) => followed.person === person) ?? null
  }

  async read(): Promise<void> {
    try {
      this.#list = await this.#app.api.follows.list()
      this.#error = null
    } catch (error) {
      this.#error = error
    }
  }

  /** By the name of a contact, or by address. @throws NOT_FOUND, AMBIGUOUS, INVALID, BLOCKED */
  async follow(who: string): Promise<Party> {
    const party = await this.#app.api.follows.follow({ who: who.trim() })
    await this.read()
    return party
  }

  /** @throws NOT_FOUND */
  async unfollow(person: PersonId): Promise<void> {
    await this.#app.api.follows.unfollow({ who: person })
    await this.read()
  }

  #readSoon(): void {
    clearTimeout(this.#timer)
    this.#timer = setTimeout(() => void this.read(), SETTLE_MS)
  }
}
