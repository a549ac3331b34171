// What one person has published, as their archive tells it: newest first, by the words it is filed under, older ones when asked for.
// Only the page that is looked at is fetched, from its author or from whoever else has it.
import type { ArchivedPost, ArchivePage, PersonId } from '../../core/contract/index.ts'
import type { App } from './app.svelte.ts'

type Tags = NonNullable<ArchivePage['tags']>

export class PublicArchive {
  readonly person: PersonId
  readonly #app: App
  #posts = $state.raw<readonly ArchivedPost[] | null>(null)
  #tags = $state.raw<Tags>([])
  #tag = $state<string | null>(null)
  #total = $state(0)
  #unlisted = $state(0)
  #next = $state.raw<ArchivePage['next']>(null)
  #isReading = $state(false)
  #error = $state.raw<unknown>(null)
  /** Raised by everything that makes an answer under way worthless. */
  #turn = 0

  constructor(app: App, person: PersonId) {
    this.#app = app
    this.person = person
    void this.read()
  }

  /** Newest first; null until the first page was read. */
  get posts(): readonly ArchivedPost[] | null {
    return this.#posts
  }

  /** The most used first. */
  get tags(): Tags {
    return this.#tags
  }

  /** What the list is narrowed to; null when it is whole. */
  get tag(): string | null {
    return this.#tag
  }

  get total(): number {
    return this.#total
  }

  /** Of mine: what an earlier device published and whoever comes later does not find. */
  get unlisted(): number {
    return this.#unlisted
  }

  get hasOlder(): boolean {
    return this.#next !== null
  }

  get isReading(): boolean {
    return this.#isReading
  }

  get error(): unknown {
    return this.#error
  }

  /** Follows what is published until the returned function is called. */
  listen(): () => void {
    const { events } = this.#app
    const stops = [
      events.on('followed-changed', ({ person }) => person === this.person && void this.read()),
      events.on('reconnected', () => void this.read()),
    ]
    return () => {
      for (const stop of stops) stop()
    }
  }

  /** The first page, anew. */
  async read(): Promise<void> {
    await this.#ask(undefined, (page) => {
      this.#posts = page.posts
      this.#tags = page.tags ?? this.#tags
      this.#total = page.total
      this.#unlisted = page.unlisted ?? 0
    })
  }

  /** @throws what the engine says */
  async listAgain(): Promise<{ listed: number; missing: number }> {
    const told = await this.#app.api.follows.listAgain({})
    await this.read()
    // What cannot be given to anyone is not offered twice while one looks.
    this.#unlisted = 0
    return told
  }

  async narrow(tag: string | null): Promise<void> {
    this.#tag = tag
    this.#posts = null
    await this.read()
  }

  async older(): Promise<void> {
    if (this.#next === null || this.#isReading) return
    await this.#ask(this.#next, (page) => (this.#posts = [...(this.#posts ?? []), ...page.posts]))
  }

  async #ask(before: string | undefined, take: (page: ArchivePage) => void): Promise<void> {
    const turn = ++this.#turn
    this.#isReading = true
    try {
      const page = await this.#app.api.follows.archive({
        who: this.person,
        tag: this.#tag ?? undefined,
        before,
      })
      if (turn !== this.#turn) return
      take(page)
      this.#next = page.next
      this.#error = null
    } catch (error) {
      if (turn === this.#turn) this.#error = error
    } finally {
      if (turn === this.#turn) this.#isReading = false
    }
  }
}
