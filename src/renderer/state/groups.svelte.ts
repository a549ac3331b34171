// The groups one is in, as a list; who asks to be let into those one owns; making one, and joining one by a link.
// Before compose: a group is an audience with a name of its own.
import type { Group, GroupId, GroupStyle, GroupSummary, JoinRequest } from '../../core/contract/index.ts'
import type { App } from './app.svelte.ts'

/** Several events of one moment are one question to the engine. */
const SETTLE_MS = 60
/** Its owner may have to start their Fumikura first; one can stop waiting at any time. */
const JOIN_WAIT_MS = 60_000

export class Groups {
  readonly #app: App
  #list = $state.raw<readonly GroupSummary[] | null>(null)
  #requests = $state.raw<readonly JoinRequest[]>([])
  #error = $state.raw<unknown>(null)
  #timer: ReturnType<typeof setTimeout> | undefined

  constructor(app: App) {
    this.#app = app
    for (const type of ['group-changed', 'home-changed', 'reconnected'] as const) {
      app.events.on(type, () => this.#readSoon())
    }
    void this.read()
  }

  /** Those one is in first, by name; null until they were read. */
  get list(): readonly GroupSummary[] | null {
    return this.#list
  }

  /** Who asks to be let into groups of mine, newest first. */
  get requests(): readonly JoinRequest[] {
    return this.#requests
  }

  /** Why they could not be read; null when they could. */
  get error(): unknown {
    return this.#error
  }

  find(group: GroupId): GroupSummary | null {
    return this.#list?.find((other) => other.group === group) ?? null
  }

  async read(): Promise<void> {
    const { groups } = this.#app.api
    try {
      this.#list = await groups.list()
      this.#requests = await groups.requests()
      this.#error = null
    } catch (error) {
      this.#error = error
    }
  }

  /** @throws INVALID */
  async create(name: string, style: GroupStyle): Promise<Group> {
    const group = await this.#app.api.groups.create({ name: name.trim(), style })
    await this.read()
    return group
  }

  /** @throws INVALID, LINK_REVOKED, INVITER_AWAY, TOO_LARGE, CANCELLED */
  async join(link: string, signal?: AbortSignal): Promise<GroupSummary> {
    const group = await this.#app.api.groups.join({ link: link.trim(), waitMs: JOIN_WAIT_MS }, { signal })
    await this.read()
    return group
  }

  /** @throws NOT_FOUND */
  async answer({ id }: JoinRequest, accept: boolean): Promise<void> {
    this.#requests = await this.#app.api.groups.answerRequest({ request: id, accept })
    this.#app.standing.readSoon()
  }

  #readSoon(): void {
    clearTimeout(this.#timer)
    this.#timer = setTimeout(() => void this.read(), SETTLE_MS)
  }
}
