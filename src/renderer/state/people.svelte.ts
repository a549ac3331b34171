// The paired people: their names, pictures, presence, and the possible actions. They are the
// readers of sent letters and the authors of received ones.
import type { Contact, PersonId, PictureUrl, SafetyNumber } from '../../core/contract/index.ts'
import type { App } from './app.svelte.ts'
import { chooseFaces, faceOf } from '../shared/initials.ts'
import { LiveRead } from './live-read.svelte.ts'

export class People extends LiveRead<readonly Contact[]> {
  /** Oneself first, then the contacts by the time of the first meeting. */
  readonly #faces = $derived.by(() => {
    const { myself } = this.app.home
    const contacts = [...(this.value ?? [])].sort((one, other) => one.since.localeCompare(other.since))
    const known = contacts.map(({ person }): string => person)
    return chooseFaces(myself === null ? known : [myself.person, ...known])
  })

  constructor(app: App) {
    super(app, {
      read: () => app.api.people.contacts(),
      after: ['contact-changed', 'network-changed', 'home-changed'],
    })
    this.listen()
  }

  /** The contacts by name; null until they are read. */
  get contacts(): readonly Contact[] | null {
    return this.value
  }

  find(person: PersonId): Contact | null {
    return this.value?.find((contact) => contact.person === person) ?? null
  }

  /** Returns the picture of a contact, or this person's own. */
  pictureOf(person: string): PictureUrl | null {
    const { myself } = this.app.home
    if (myself?.person === person) return myself.picture
    return this.value?.find((contact) => contact.person === person)?.picture ?? null
  }

  /** Returns the number of a colour. Contacts have different ones as long as there are enough. */
  faceOf(id: string): number {
    return this.#faces.get(id) ?? faceOf(id)
  }

  /**
   * Records whether this person found the safety numbers to be the same. @throws NOT_FOUND,
   * UNREACHABLE
   */
  async setCompared(person: PersonId, same: boolean): Promise<void> {
    this.set(await this.app.api.people.setCompared({ person, same }))
  }

  /** The person has read that this contact writes from a new device. */
  async seeNewDevice(person: PersonId): Promise<void> {
    this.set(await this.app.api.people.seeNewDevice({ person }))
  }

  /** The person has read that this contact has a new name. */
  async seeName(person: PersonId): Promise<void> {
    this.set(await this.app.api.people.seeName({ person }))
  }

  /** Chooses if this contact's letters open when they are selected. @throws NOT_FOUND, UNREACHABLE */
  async setOpensOnSelection(person: PersonId, opens: boolean): Promise<void> {
    this.set(await this.app.api.people.setOpensOnSelection({ person, opens }))
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
