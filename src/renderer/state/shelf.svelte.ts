// Files under headings. The counts are read at once, the entries when they are in view. A grid
// draws it. After reference and send: files kept here, from any author. Nothing here fetches the
// content of a file.
import type { Cursor, FileId, ListedFile } from '../../core/contract/index.ts'
import type { App } from './app.svelte.ts'
import { LiveRead } from './live-read.svelte.ts'

/** The files of one month, person or album. */
export interface ShelfPart {
  key: string
  count: number
  /** How many of the files are films. */
  films?: number
  /** The width per height of each file in percent, in their order; 0 if unknown. */
  shapes: readonly number[]
}

export interface ShelfSource {
  /** From top to bottom. */
  parts: () => Promise<readonly ShelfPart[]>
  /** The files of a part after the cursor. */
  page: (key: string, after: Cursor | undefined, limit: number) => Promise<readonly ListedFile[]>
}

const PAGE = 300

interface Loaded {
  files: readonly ListedFile[]
  /** True if the entries may have changed; they stay visible until they are read again. */
  isStale: boolean
}

export class Shelf extends LiveRead<readonly ShelfPart[]> {
  readonly #source: ShelfSource
  #loaded = $state.raw<ReadonlyMap<string, Loaded>>(new Map())
  #pageError = $state.raw<unknown>(null)
  readonly #loading = new Map<string, Promise<void>>()
  /** Counts the readings, because a page requested before the last one may be outdated. */
  #edition = 0
  #wanted = { from: 0, to: 0 }

  constructor(app: App, source: ShelfSource) {
    super(app, {
      read: () => source.parts(),
      after: ['file-changed', 'album-changed', 'letter-changed', 'space-changed', 'home-changed'],
      // Adding a folder causes one event for each file.
      settleMs: 400,
    })
    this.#source = source
  }

  /** Null until the parts are read. */
  get parts(): readonly ShelfPart[] | null {
    return this.value
  }

  get count(): number {
    return this.value?.reduce((sum, { count }) => sum + count, 0) ?? 0
  }

  /** How many of the files are films. */
  get films(): number {
    return this.value?.reduce((sum, { films = 0 }) => sum + films, 0) ?? 0
  }

  override get error(): unknown {
    return super.error ?? this.#pageError
  }

  /** Null while the file is not loaded. */
  at(index: number): ListedFile | null {
    const place = this.#placeOf(index)
    return place === null ? null : (this.#loaded.get(place.part.key)?.files[place.within] ?? null)
  }

  /**
   * Returns the loaded files without a gap around this index, and the index of the first of them.
   */
  around(index: number): { files: ListedFile[]; first: number } {
    let first = index
    while (first > 0 && this.at(first - 1) !== null) first--
    const files: ListedFile[] = []
    for (let file = this.at(first); file !== null; file = this.at(first + files.length)) files.push(file)
    return { files, first }
  }

  /** The loaded files, in order. */
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

  /** Returns the index over all parts, as in `at`; -1 if it is not loaded. */
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
    // A newer reading brings its own answer.
    if (edition !== this.#edition || super.error !== null) return
    const kept = [...this.#loaded].filter(([key]) => this.value?.some((part) => part.key === key))
    this.#loaded = new Map(kept.map(([key, { files }]) => [key, { files, isStale: true }]))
    this.#pageError = null
    this.want(this.#wanted.from, this.#wanted.to)
  }

  /** Loads files that will soon be in view. */
  want(from: number, to: number): void {
    this.#wanted = { from, to }
    void this.load(from, to)
  }

  /** Resolves when these files are loaded, or cannot be loaded. */
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

  /**
   * One loading at a time in each part, because a running one may be outdated, or may not reach far
   * enough.
   */
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

  /** Pages are loaded in sequence, because each begins where the one before ends. */
  async #loadPages(key: string, needed: number): Promise<void> {
    try {
      while (!this.#isHere(key, needed) && (await this.#loadPage(key, needed)));
    } catch (error) {
      this.#pageError = error
    }
  }

  /** False if there are no more files. */
  async #loadPage(key: string, needed: number): Promise<boolean> {
    const known = this.#loaded.get(key)
    const edition = this.#edition
    // A stale part is read again as far as it is in view, then replaces the old one in one step.
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
