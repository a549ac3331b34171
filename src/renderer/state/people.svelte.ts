// The people one is paired with: their names, pictures and presence, and what can be decided about each.
// They are the audience of compose and the authors of what is received.
import type { Contact, PersonId, PictureUrl, SafetyNumber } from '../../core/contract/index.ts'
import type { App } from './app.svelte.ts'
import { LiveRead } from './live-read.svelte.ts'

export class People extends LiveRead<readonly Contact[]> {
  constructor(app: App) {
    super(app, {
      read: () => app.api.people.contacts(),
      after: ['contact-changed', 'network-changed', 'home-changed'],
    })
    this.listen()
  }

  /** By name; null until they were read. */
  get contacts(): readonly Contact[] | null {
    return this.value
  }

  find(person: PersonId): Contact | null {
    return this.value?.find((contact) => contact.person === person) ?? null
  }

  /** The picture on the card of a contact, or on one's own. */
  pictureOf(person: string): PictureUrl | null {
    const { myself } = this.app.home
    if (myself?.person === person) return myself.picture
    return this.value?.find((contact) => contact.person === person)?.picture ?? null
  }

  /** The user's own word that the safety numbers are the same, or that they take it back. @throws NOT_FOUND, UNREACHABLE */
  async setCompared(person: PersonId, same: boolean): Promise<void> {
    this.set(await this.app.api.people.setCompared({ person, same }))
  }

  /** That they write from a new device was read. */
  async seeNewDevice(person: PersonId): Promise<void> {
    this.set(await this.app.api.people.seeNewDevice({ person }))
  }

  /** That they are called otherwise than before was read. */
  async seeName(person: PersonId): Promise<void> {
    this.set(await this.app.api.people.seeName({ person }))
  }

  /** @throws NOT_FOUND, UNREACHABLE; so do the next two */
  async block(person: PersonId): Promise<void> {
    this.set(await this.app.api.people.block({ person }))
  }

  async unblock(person: PersonId): Promise<void> {
    this.set(await this.app.api.people.unblock({ person }))
  }

  async forget(person: PersonId): Promise<void> {
    this.set(await this.app.api.people.forget({ person }))
  }

  safetyNumber(person: PersonId): Promise<SafetyNumber> {
    return this.app.api.people.safetyNumber({ person })
  }
}
