// Whom one follows: the authors of what comes into the box `following`, without their knowing.
// After receive: what they publish is anyone's to read, and reading it tells nobody.
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

  /** By name; null until they were read. */
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
