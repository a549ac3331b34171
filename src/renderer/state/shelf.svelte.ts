// Files under headings, of which the counts are known at once and the entries come as they are looked at. A grid draws it.
// After reference and send: what is kept, whoever it is from. Nothing here fetches a byte of a file.
import type { Cursor, FileId, ListedFile } from '../../core/contract/index.ts'
import type { App } from './app.svelte.ts'
import { LiveRead } from './live-read.svelte.ts'

/** Files of one month, person or album. */
export interface ShelfPart {
  key: string
  count: number
  /** Of those, films. */
  films?: number
}

export interface ShelfSource {
  /** From top to bottom. */
  parts: () => Promise<readonly ShelfPart[]>
  /** The files of a part after those that end with the cursor. */
  page: (key: string, after: Cursor | undefined, limit: number) => Promise<readonly ListedFile[]>
}

const PAGE = 300

interface Loaded {
  files: readonly ListedFile[]
  /** They may have changed since: shown until they were read again. */
  isStale: boolean
}

export class Shelf extends LiveRead<readonly ShelfPart[]> {
  readonly #source: ShelfSource
  #loaded = $state.raw<ReadonlyMap<string, Loaded>>(new Map())
  #pageError = $state.raw<unknown>(null)
  readonly #loading = new Map<string, Promise<void>>()
  /** Counts the readings: a page that was asked for before the last of them may be old. */
  #edition = 0
  #wanted = { from: 0, to: 0 }

  constructor(app: App, source: ShelfSource) {
    super(app, {
      read: () => source.parts(),
      after: ['file-changed', 'album-changed', 'letter-changed', 'space-changed', 'home-changed'],
      // A folder that is being added tells of each of its files.
      settleMs: 400,
    })
    this.#source = source
  }

  /** Null until they were read. */
  get parts(): readonly ShelfPart[] | null {
    return this.value
  }

  get count(): number {
    return this.value?.reduce((sum, { count }) => sum + count, 0) ?? 0
  }

  /** Films among them. */
  get films(): number {
    return this.value?.reduce((sum, { films = 0 }) => sum + films, 0) ?? 0
  }

  override get error(): unknown {
    return super.error ?? this.#pageError
  }

  /** Null while it is not loaded. */
  at(index: number): ListedFile | null {
    const place = this.#placeOf(index)
    return place === null ? null : (this.#loaded.get(place.part.key)?.files[place.within] ?? null)
  }

  /** Those that are loaded without a gap around this one, and where the first of them is. */
  around(index: number): { files: ListedFile[]; first: number } {
    let first = index
    while (first > 0 && this.at(first - 1) !== null) first--
    const files: ListedFile[] = []
    for (let file = this.at(first); file !== null; file = this.at(first + files.length)) files.push(file)
    return { files, first }
  }

  /** Those that are loaded, in their order. */
  get files(): readonly ListedFile[] {
    return (this.value ?? []).flatMap(({ key }) => this.#loaded.get(key)?.files ?? [])
  }

  find(file: string): ListedFile | null {
    for (const { files } of this.#loaded.values()) {
      const found = files.find((other) => other.file === file)
      if (found !== undefined) return found
    }
    return null
  }

  /** Counts them over all parts, as `at` does; -1 where it is not loaded. */
  indexOf(file: FileId): number {
    let first = 0
    for (const { key, count } of this.value ?? []) {
      const within = this.#loaded.get(key)?.files.findIndex((other) => other.file === file) ?? -1
      if (within !== -1) return first + within
      first += count
    }
    return -1
  }

  override async read(): Promise<void> {
    const edition = ++this.#edition
    await super.read()
    // What was asked in between has its own answer on the way.
    if (edition !== this.#edition || super.error !== null) return
    const kept = [...this.#loaded].filter(([key]) => this.value?.some((part) => part.key === key))
    this.#loaded = new Map(kept.map(([key, { files }]) => [key, { files, isStale: true }]))
    this.#pageError = null
    this.want(this.#wanted.from, this.#wanted.to)
  }

  /** These are about to be looked at. */
  want(from: number, to: number): void {
    this.#wanted = { from, to }
    void this.load(from, to)
  }

  /** Resolves when these are here, or cannot be. */
  async load(from: number, to: number): Promise<void> {
    const loading: Promise<void>[] = []
    let first = 0
    for (const part of this.value ?? []) {
      if (first < to && first + part.count > from)
        loading.push(this.#load(part.key, Math.min(part.count, to - first)))
      first += part.count
    }
    await Promise.all(loading)
  }

  /** One after the other in each part: what is under way may be of before a change, or not go far enough. */
  #load(key: string, needed: number): Promise<void> {
    if (this.#isHere(key, needed)) return Promise.resolve()
    const before = this.#loading.get(key) ?? Promise.resolve()
    const loading = before.then(() => this.#loadPages(key, needed))
    this.#loading.set(key, loading)
    return loading
  }

  #isHere(key: string, needed: number): boolean {
    const known = this.#loaded.get(key)
    return known !== undefined && !known.isStale && known.files.length >= needed
  }

  /** Page after page, because each begins where the one before ends. */
  async #loadPages(key: string, needed: number): Promise<void> {
    try {
      while (!this.#isHere(key, needed) && (await this.#loadPage(key, needed)));
    } catch (error) {
      this.#pageError = error
    }
  }

  /** False where there is no more. */
  async #loadPage(key: string, needed: number): Promise<boolean> {
    const known = this.#loaded.get(key)
    const edition = this.#edition
    // What is stale is read anew as far as it is looked at, and takes the place of the old in one go.
    const isAnew = known === undefined || known.isStale
    const limit = isAnew ? Math.min(1000, Math.max(PAGE, needed)) : PAGE
    const page = await this.#source.page(key, isAnew ? undefined : known.files.at(-1)?.cursor, limit)
    const files = isAnew ? page : [...known.files, ...page]
    this.#loaded = new Map([...this.#loaded, [key, { files, isStale: edition !== this.#edition }]])
    return page.length === limit
  }

  #placeOf(index: number): { part: ShelfPart; within: number } | null {
    let first = 0
    for (const part of this.value ?? []) {
      if (index < first + part.count) return { part, within: index - first }
      first += part.count
    }
    return null
  }
}
