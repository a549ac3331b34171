// One group as it is looked at: its members, the links into it where it is mine, and what can be decided about it.
// Who is in it decides who can open what is posted to it; every change is the engine's answer, never a guess.
import type {
  Group,
  GroupId,
  GroupLink,
  GroupLinkId,
  GroupStyle,
  GroupSummary,
  PersonId,
  PictureUrl,
} from '../../core/contract/index.ts'
import type { App } from './app.svelte.ts'
import { Groups } from './groups.svelte.ts'

const SETTLE_MS = 60

export interface GroupChange {
  name?: string
  style?: GroupStyle
  picture?: PictureUrl | null
}

export class GroupView {
  readonly #app: App
  readonly #id: GroupId
  #group = $state.raw<Group | null>(null)
  #links = $state.raw<readonly GroupLink[] | null>(null)
  #error = $state.raw<unknown>(null)
  #timer: ReturnType<typeof setTimeout> | undefined

  constructor(app: App, id: GroupId) {
    this.#app = app
    this.#id = id
    void this.read()
  }

  get id(): GroupId {
    return this.#id
  }

  /** Null until it was read. */
  get group(): Group | null {
    return this.#group
  }

  /** Newest first; null until they were read, and where the group is not mine. */
  get links(): readonly GroupLink[] | null {
    return this.#links
  }

  get error(): unknown {
    return this.#error
  }

  get isMine(): boolean {
    return this.#group?.role === 'owner' && this.#group.membership === 'member'
  }

  get mayPost(): boolean {
    return this.#group?.membership === 'member' && this.#group.role !== 'reader'
  }

  /** Follows the group until the returned function is called. */
  listen(): () => void {
    const { events } = this.#app
    const stops = [
      events.on('group-changed', ({ group }) => group === this.#id && this.#readSoon()),
      // Who of it is connected.
      events.on('contact-changed', () => this.#readSoon()),
      events.on('network-changed', () => this.#readSoon()),
      events.on('reconnected', () => this.#readSoon()),
      () => clearTimeout(this.#timer),
    ]
    return () => {
      for (const stop of stops) stop()
    }
  }

  async read(): Promise<void> {
    const { groups } = this.#app.api
    try {
      this.#group = await groups.show({ group: this.#id })
      this.#error = null
      if (this.isMine) this.#links = await groups.links({ group: this.#id })
    } catch (error) {
      this.#error = error
    }
  }

  /** @throws NOT_YOURS, BLOCKED, TOO_LARGE; so do those that follow, but for what is said of them */
  async add(persons: readonly PersonId[], history: boolean): Promise<void> {
    this.#take(await this.#app.api.groups.add({ group: this.#id, persons: [...persons], history }))
  }

  async remove(person: PersonId): Promise<void> {
    this.#take(await this.#app.api.groups.remove({ group: this.#id, persons: [person] }))
  }

  async setRole(person: PersonId, role: 'poster' | 'reader'): Promise<void> {
    this.#take(await this.#app.api.groups.setRole({ group: this.#id, person, role }))
  }

  async handOver(person: PersonId): Promise<void> {
    this.#take(await this.#app.api.groups.handOver({ group: this.#id, person }))
  }

  /** @throws INVALID, TOO_LARGE */
  async change(changed: GroupChange): Promise<void> {
    this.#take(await this.#app.api.groups.change({ group: this.#id, ...changed }))
  }

  /** @throws INVALID for an owner */
  async leave(): Promise<GroupSummary> {
    const left = await this.#app.api.groups.leave({ group: this.#id })
    await Promise.all([this.read(), this.#app.noun(Groups).read()])
    return left
  }

  async forget(): Promise<void> {
    await this.#app.api.groups.forget({ group: this.#id })
    await this.#app.noun(Groups).read()
  }

  async createLink(lifetimeMs: number, needsApproval: boolean): Promise<GroupLink> {
    const { groups } = this.#app.api
    const link = await groups.createLink({ group: this.#id, lifetimeMs, needsApproval })
    this.#links = await groups.links({ group: this.#id })
    return link
  }

  /** @throws NOT_FOUND */
  async revokeLink(link: GroupLinkId): Promise<void> {
    this.#links = await this.#app.api.groups.revokeLink({ link })
  }

  #take(group: Group): void {
    this.#group = group
    void this.#app.noun(Groups).read()
  }

  #readSoon(): void {
    clearTimeout(this.#timer)
    this.#timer = setTimeout(() => void this.read(), SETTLE_MS)
  }
}
