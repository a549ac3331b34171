// The groups of this person, the requests to join those they own, making a group, joining by link.
// Before compose. A group is an audience with a name.
import type {
  Group,
  GroupId,
  GroupStyle,
  GroupSummary,
  JoinRequest,
  PersonId,
} from '../../core/contract/index.ts'
import type { App } from './app.svelte.ts'
import { linkIn } from './invites.svelte.ts'
import { LiveRead } from './live-read.svelte.ts'

/**
 * Limit of a group name in the contract; repeated here because its schemas are not part of the
 * page.
 */
export const MAX_NAME_CHARS = 128
/** The owner may have to start their Fumikura first; the person can cancel the wait. */
const JOIN_WAIT_MS = 60_000

interface GroupsOfMine {
  list: readonly GroupSummary[]
  requests: readonly JoinRequest[]
}

export class Groups extends LiveRead<GroupsOfMine> {
  constructor(app: App) {
    const { groups } = app.api
    super(app, {
      read: async () => {
        const [list, requests] = await Promise.all([groups.list(), groups.requests()])
        return { list, requests }
      },
      after: ['group-changed', 'mutes-changed', 'home-changed'],
    })
    this.listen()
  }

  /** Groups with membership first, then by name; null until they are read. */
  get list(): readonly GroupSummary[] | null {
    return this.value?.list ?? null
  }

  /** Requests to join the groups that this person owns, newest first. */
  get requests(): readonly JoinRequest[] {
    return this.value?.requests ?? []
  }

  find(group: GroupId): GroupSummary | null {
    return this.list?.find((other) => other.group === group) ?? null
  }

  /** @throws INVALID */
  async create(name: string, style: GroupStyle): Promise<Group> {
    const group = await this.app.api.groups.create({ name: name.trim(), style })
    await this.read()
    return group
  }

  /** The first members. @throws BLOCKED, TOO_LARGE */
  async addTo(group: GroupId, persons: readonly PersonId[]): Promise<void> {
    await this.app.api.groups.add({ group, persons: [...persons], history: false })
    await this.read()
  }

  /** @throws INVALID, LINK_REVOKED, INVITER_AWAY, TOO_LARGE, CANCELLED */
  async join(link: string, signal?: AbortSignal): Promise<GroupSummary> {
    const group = await this.app.api.groups.join({ link: linkIn(link), waitMs: JOIN_WAIT_MS }, { signal })
    await this.read()
    return group
  }

  /** @throws NOT_FOUND */
  async answer({ id }: JoinRequest, accept: boolean): Promise<void> {
    const requests = await this.app.api.groups.answerRequest({ request: id, accept })
    this.set({ list: this.list ?? [], requests })
    this.app.counts.readSoon()
  }
}
