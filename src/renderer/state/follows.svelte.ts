// The authors that this person follows, without their knowledge; their letters arrive in the box
// `following`. After receive. Public letters are open to anyone, and reading them sends no notice.
import type { Followed, Party, PersonId } from '../../core/contract/index.ts'
import type { App } from './app.svelte.ts'
import { LiveRead } from './live-read.svelte.ts'

export class Follows extends LiveRead<readonly Followed[]> {
  constructor(app: App) {
    super(app, {
      read: () => app.api.follows.list(),
      after: ['followed-changed', 'contact-changed', 'home-changed'],
    })
    this.listen()
  }

  /** The followed authors by name; null until they are read. */
  get list(): readonly Followed[] | null {
    return this.value
  }

  find(person: PersonId): Followed | null {
    return this.value?.find((followed) => followed.person === person) ?? null
  }

  /** By the name of a contact, or by address. @throws NOT_FOUND, AMBIGUOUS, INVALID, BLOCKED */
  async follow(who: string): Promise<Party> {
    const party = await this.app.api.follows.follow({ who: who.trim() })
    await this.read()
    return party
  }

  /** @throws NOT_FOUND */
  async unfollow(person: PersonId): Promise<void> {
    await this.app.api.follows.unfollow({ who: person })
    await this.read()
  }
}
