// Albums of this person and albums that others share; an album grows for all of its readers. After
// send. An album has an audience like a letter, and its pictures are links.
import {
  isEngineError,
  type Addressee,
  type Album,
  type FileId,
  type RefText,
} from '../../core/contract/index.ts'
import { entryOf } from '../audiences/index.ts'
import type { App } from './app.svelte.ts'
import { LiveRead } from './live-read.svelte.ts'
import { RemainingPlaces } from './remaining-places.svelte.ts'

const SETTLE_MS = 100
/** More changes of one moment cause one reading of the whole list. */
const MANY_CHANGES = 8
/** The list is read in one call; a person has fewer albums than this. */
const MAX_ALBUMS = 1000

export class Albums extends LiveRead<readonly Album[]> {
  /** Albums that changed since they were read. */
  readonly #changed = new Set<RefText>()
  #timer: ReturnType<typeof setTimeout> | undefined

  constructor(app: App) {
    super(app, {
      read: () => app.api.albums.list({ limit: MAX_ALBUMS }),
      after: ['file-changed', 'home-changed'],
      settleMs: SETTLE_MS,
    })
    app.events.on('album-changed', ({ album }) => {
      this.#changed.add(album)
      this.#timer ??= setTimeout(() => void this.#readChanged(), SETTLE_MS)
    })
    this.listen()
  }

  /** The latest changed first; null until they are read. */
  get list(): readonly Album[] | null {
    return this.value
  }

  /** Finds an album by its ref, or by the shortened ref in an address. */
  find(album: RefText): Album | null {
    return this.value?.find((other) => other.album.startsWith(album)) ?? null
  }

  override read(): Promise<void> {
    this.#changed.clear()
    return super.read()
  }

  /** @throws NOT_FOUND, NOT_YOURS, INVALID, NO_SPACE */
  async create(title: string, text: string, files: readonly FileId[] = []): Promise<Album> {
    const [first = [], ...others] = cut(files)
    let made = this.#accept(await this.app.api.albums.create({ title: title.trim(), text, files: first }))
    for (const some of others)
      made = this.#accept(await this.app.api.albums.add({ album: made.album, files: some }))
    return made
  }

  /** @throws INVALID, NOT_FOUND */
  async rename(album: RefText, title: string, text: string): Promise<void> {
    this.#accept(await this.app.api.albums.rename({ album, title: title.trim(), text }))
  }

  /**
   * Returns what takes these files out again, without those that the album had before.
   * @throws NOT_FOUND, INVALID, NO_SPACE, PLACE_REMAINS
   */
  async add(album: RefText, files: readonly FileId[]): Promise<() => Promise<void>> {
    const { count } = await this.app.api.albums.get({ album })
    for (const some of cut(files))
      await this.app.noun(RemainingPlaces).give(async ({ asIs, leftOut }) => {
        const left = some.filter((file) => !leftOut.includes(file))
        if (left.length > 0) this.#accept(await this.app.api.albums.add({ album, files: left, asIs }))
      })
    return async () => {
      const later = (await this.#listFiles(album)).slice(count)
      const added = later.filter((file) => files.includes(file))
      if (added.length > 0) await this.remove(album, added)
    }
  }

  /** Returns all files of an album, in the order in which they were added. */
  async #listFiles(album: RefText): Promise<FileId[]> {
    const found: FileId[] = []
    for (let after: string | undefined; ;) {
      const page = await this.app.api.albums.files({ album, limit: AT_ONCE, after })
      found.push(...page.map(({ file }) => file))
      if (page.length < AT_ONCE) return found
      after = page.at(-1)!.cursor
    }
  }

  /** @throws NOT_FOUND */
  async remove(album: RefText, files: readonly FileId[]): Promise<void> {
    for (const some of cut(files)) this.#accept(await this.app.api.albums.remove({ album, files: some }))
  }

  /**
   * Returns the audience that was added. @throws NOT_FOUND, NOT_A_POSTER, BLOCKED, INVALID,
   * PLACE_REMAINS
   */
  async share(album: RefText, to: string, keepPlace: boolean): Promise<Addressee> {
    const shared = await this.app.noun(RemainingPlaces).give(async ({ asIs, leftOut }) => {
      if (leftOut.length > 0) await this.remove(album, leftOut as FileId[])
      return this.#accept(await this.app.api.albums.share({ album, to, keepPlace, asIs }))
    })
    const entry = shared.audiences.find(({ audience }) => entryOf(audience) === to)
    return (entry ?? shared.audiences.at(-1)!).audience
  }

  /** @throws NOT_FOUND */
  async withdraw(album: RefText, from: string): Promise<void> {
    this.#accept(await this.app.api.albums.withdraw({ album, from }))
  }

  /** Reads all pages of somebody else's album. @throws as reading a letter */
  async open(album: RefText): Promise<void> {
    this.#accept(await this.app.api.albums.open({ album }))
  }

  /**
   * Accepts the album that an act returned. The event of that act arrived before the answer, so it
   * causes no second reading.
   */
  #accept(album: Album): Album {
    this.#changed.delete(album.album)
    this.#put(album)
    return album
  }

  #put(album: Album): void {
    // The first reading can have begun before the change.
    if (this.value === null) return this.readSoon()
    const all = [album, ...this.value.filter(({ album: other }) => other !== album.album)]
    this.set(all.toSorted((one, other) => (one.changedAt < other.changedAt ? 1 : -1)))
  }

  async #readChanged(): Promise<void> {
    this.#timer = undefined
    const changed = [...this.#changed]
    if (this.value === null || changed.length > MANY_CHANGES) return this.read()
    this.#changed.clear()
    await Promise.all(changed.map((album) => this.#readOne(album)))
  }

  async #readOne(album: RefText): Promise<void> {
    try {
      this.#put(await this.app.api.albums.get({ album }))
    } catch (error) {
      if (!isEngineError(error, 'NOT_FOUND')) return this.read()
      this.set((this.value ?? []).filter(({ album: other }) => other !== album))
    }
  }
}

/** The most files that the engine takes in one call. */
const AT_ONCE = 1000

function cut(files: readonly FileId[]): FileId[][] {
  const count = Math.ceil(files.length / AT_ONCE)
  return Array.from({ length: count }, (_, at) => files.slice(at * AT_ONCE, (at + 1) * AT_ONCE))
}
