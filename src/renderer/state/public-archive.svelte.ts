// What one person has published, as their archive tells it: newest first, by the words it is filed under, older ones when asked for.
// Only the page that is looked at is fetched, from its author or from whoever else has it.
import type { ArchivedPost, ArchivePage, PersonId } from '../../core/contract/index.ts'
import type { App } from './app.svelte.ts'
import { LiveRead } from './live-read.svelte.ts'

type Tags = NonNullable<ArchivePage['tags']>

interface Found {
  /** Which word these posts are filed under; null: all of them. */
  tag: string | null
  posts: readonly ArchivedPost[]
  tags: Tags
  total: number
  unlisted: number
  next: ArchivePage['next']
}

export class PublicArchive extends LiveRead<Found> {
  readonly person: PersonId
  #tag = $state<string | null>(null)
  #isReadingOlder = $state(false)

  constructor(app: App, person: PersonId) {
    super(app, {
      read: () => this.#readFirst(),
      after: ['followed-changed'],
      isConcerned: (event) => event.type !== 'followed-changed' || event.person === person,
    })
    this.person = person
  }

  /** Newest first; null until the first page was read. */
  get posts(): readonly ArchivedPost[] | null {
    return this.value?.tag === this.#tag ? this.value.posts : null
  }

  /** The most used first. */
  get tags(): Tags {
    return this.value?.tags ?? []
  }

  /** What the list is narrowed to; null when it is whole. */
  get tag(): string | null {
    return this.#tag
  }

  get total(): number {
    return this.value?.total ?? 0
  }

  /** Of mine: what an earlier device published and whoever comes later does not find. */
  get unlisted(): number {
    return this.value?.unlisted ?? 0
  }

  get hasOlder(): boolean {
    return this.value !== null && this.value.next !== null
  }

  get isReading(): boolean {
    return this.isLoading || this.#isReadingOlder
  }

  /** @throws what the engine says */
  async listAgain(): Promise<{ listed: number; missing: number }> {
    const told = await this.app.api.follows.listAgain({})
    await this.read()
    // What cannot be given to anyone is not offered twice while one looks.
    if (this.value !== null) this.set({ ...this.value, unlisted: 0 })
    return told
  }

  narrow(tag: string | null): Promise<void> {
    this.#tag = tag
    return this.readAnew()
  }

  async older(): Promise<void> {
    if (this.value === null || this.value.next === null || this.isReading) return
    this.#isReadingOlder = true
    await this.setBy(this.#readOlder(this.value, this.value.next))
    this.#isReadingOlder = false
  }

  async #readFirst(): Promise<Found> {
    const tag = this.#tag
    const { posts, tags, total, unlisted, next } = await this.#page(tag)
    return { tag, posts, tags: tags ?? this.tags, total, unlisted: unlisted ?? 0, next }
  }

  async #readOlder(known: Found, before: string): Promise<Found> {
    const { posts, next } = await this.#page(known.tag, before)
    return { ...known, posts: [...known.posts, ...posts], next }
  }

  #page(tag: string | null, before?: string): Promise<ArchivePage> {
    return this.app.api.follows.archive({ who: this.person, tag: tag ?? undefined, before })
  }
}
