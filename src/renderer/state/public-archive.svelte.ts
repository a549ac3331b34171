// The public posts of one person, as their archive lists them: newest first, filtered by tag, older
// ones on demand. Only the page on screen is fetched, from its author or from another holder.
import type { ArchivedPost, ArchivePage, PersonId } from '../../core/contract/index.ts'
import type { App } from './app.svelte.ts'
import { LiveRead } from './live-read.svelte.ts'

type Tags = NonNullable<ArchivePage['tags']>

interface Found {
  /** The tag of these posts; null: all posts. */
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

  /** Newest first; null until the first page is read. */
  get posts(): readonly ArchivedPost[] | null {
    return this.value?.tag === this.#tag ? this.value.posts : null
  }

  /** The most used first. */
  get tags(): Tags {
    return this.value?.tags ?? []
  }

  /** The tag that filters the list; null for all posts. */
  get tag(): string | null {
    return this.#tag
  }

  get total(): number {
    return this.value?.total ?? 0
  }

  /** Only for this person's archive: posts of an earlier device, which new visitors do not find. */
  get unlisted(): number {
    return this.value?.unlisted ?? 0
  }

  get hasOlder(): boolean {
    return this.value !== null && this.value.next !== null
  }

  get isReading(): boolean {
    return this.isLoading || this.#isReadingOlder
  }

  /** @throws the error of the engine */
  async listAgain(): Promise<{ listed: number; missing: number }> {
    const told = await this.app.api.follows.listAgain({})
    await this.read()
    // A post that cannot be listed now is not offered again in this visit.
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
