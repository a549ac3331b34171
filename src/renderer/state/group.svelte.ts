// The group on screen: its members, its invite links if this person owns it, and the possible
// actions. Its members can open what is posted to it; every change shown is the answer of the
// engine.
import { isEngineError } from '../../core/contract/index.ts'
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
import { LiveRead } from './live-read.svelte.ts'

export interface GroupChange {
  name?: string
  style?: GroupStyle
  picture?: PictureUrl | null
}

interface LookedAt {
  group: Group
  links: readonly GroupLink[] | null
}

/** Null on a phone that may not see them: the rest of the group is shown. */
async function readLinks(app: App, group: GroupId): Promise<readonly GroupLink[] | null> {
  try {
    return await app.api.groups.links({ group })
  } catch (error) {
    if (isEngineError(error, 'PHONE_LOCKED')) return null
    throw error
  }
}

export class GroupView extends LiveRead<LookedAt> {
  readonly id: GroupId

  constructor(app: App, id: GroupId) {
    super(app, {
      read: async () => {
        const group = await app.api.groups.show({ group: id })
        return { group, links: isMine(group) ? await readLinks(app, id) : null }
      },
      // `contact-changed` and `network-changed` report which members are connected.
      after: ['group-changed', 'mutes-changed', 'contact-changed', 'network-changed'],
      isConcerned: (event) => event.type !== 'group-changed' || event.group === id,
    })
    this.id = id
  }

  /** Null until the group is read. */
  get group(): Group | null {
    return this.value?.group ?? null
  }

  /**
   * The links, newest first; null until they are read, if this person does not own the group, and on a
   * phone that may not see them.
   */
  get links(): readonly GroupLink[] | null {
    return this.value?.links ?? null
  }

  get isMine(): boolean {
    return this.group !== null && isMine(this.group)
  }

  get mayPost(): boolean {
    return this.group?.membership === 'member' && this.group.role !== 'reader'
  }

  /**
   * @throws NOT_YOURS, BLOCKED, TOO_LARGE. The methods below throw the same codes unless they list
   * their own.
   */
  async add(persons: readonly PersonId[], history: boolean): Promise<void> {
    this.#show(await this.app.api.groups.add({ group: this.id, persons: [...persons], history }))
  }

  async remove(person: PersonId): Promise<void> {
    this.#show(await this.app.api.groups.remove({ group: this.id, persons: [person] }))
  }

  async setRole(person: PersonId, role: 'poster' | 'reader'): Promise<void> {
    this.#show(await this.app.api.groups.setRole({ group: this.id, person, role }))
  }

  async handOver(person: PersonId): Promise<void> {
    this.#show(await this.app.api.groups.handOver({ group: this.id, person }))
  }

  /** @throws INVALID, TOO_LARGE */
  async change(changed: GroupChange): Promise<void> {
    this.#show(await this.app.api.groups.change({ group: this.id, ...changed }))
  }

  /** @throws INVALID if this person owns it */
  async leave(): Promise<GroupSummary> {
    const left = await this.app.api.groups.leave({ group: this.id })
    await Promise.all([this.read(), this.app.noun(Groups).read()])
    return left
  }

  async forget(): Promise<void> {
    await this.app.api.groups.forget({ group: this.id })
    await this.app.noun(Groups).read()
  }

  async createLink(lifetimeMs: number, needsApproval: boolean): Promise<GroupLink> {
    const { groups } = this.app.api
    const link = await groups.createLink({ group: this.id, lifetimeMs, needsApproval })
    this.#showLinks(await groups.links({ group: this.id }))
    return link
  }

  /** @throws NOT_FOUND */
  async revokeLink(link: GroupLinkId): Promise<void> {
    this.#showLinks(await this.app.api.groups.revokeLink({ link }))
  }

  #show(group: Group): void {
    this.set({ group, links: this.links })
    void this.app.noun(Groups).read()
  }

  #showLinks(links: readonly GroupLink[]): void {
    if (this.group !== null) this.set({ group: this.group, links })
  }
}

function isMine({ role, membership }: Group): boolean {
  return role === 'owner' && membership === 'member'
}
