// Documents of this person: files that are neither pictures nor films, latest first, filtered by
// tag. After store. A version replaces the one before; a letter keeps the version it attached.
import type { FileId, ListedFile } from '../../core/contract/index.ts'
import { drawSealing } from '../bridge/index.ts'
import type { App } from './app.svelte.ts'
import { LiveRead } from './live-read.svelte.ts'
import { DOCUMENTS } from './shelf-sources.ts'
import { storeFile } from './store-file.ts'

const PAGE = 200

interface Listed {
  list: readonly ListedFile[]
  hasMore: boolean
  /** The most used first. */
  tags: readonly { tag: string; count: number }[]
}

export class Documents extends LiveRead<Listed> {
  #tag = $state<string | null>(null)
  #isFetchingMore = false

  constructor(app: App) {
    super(app, {
      read: async () => {
        const page = await this.#page(Math.min(1000, Math.max(PAGE, this.list?.length ?? 0)))
        return { ...page, tags: await app.api.files.tags({}) }
      },
      after: ['file-changed', 'space-changed', 'home-changed'],
      settleMs: 200,
    })
    this.listen()
  }

  /** Null until the documents are read. */
  get list(): readonly ListedFile[] | null {
    return this.value?.list ?? null
  }

  /** All tags of the documents, the most used first. */
  get tags(): readonly { tag: string; count: number }[] {
    return this.value?.tags ?? []
  }

  /** The tag that filters the list; null for all. */
  get tag(): string | null {
    return this.#tag
  }

  find(file: string): ListedFile | null {
    return this.list?.find((other) => other.file === file) ?? null
  }

  narrow(tag: string | null): Promise<void> {
    this.#tag = tag
    return this.readAnew()
  }

  async more(): Promise<void> {
    if (this.value?.hasMore !== true || this.#isFetchingMore) return
    this.#isFetchingMore = true
    await this.setBy(this.#readMore(this.value))
    this.#isFetchingMore = false
  }

  async #readMore(known: Listed): Promise<Listed> {
    const { list, hasMore } = await this.#page(PAGE, known.list.at(-1))
    return { ...known, list: [...known.list, ...list], hasMore }
  }

  /** @throws NOT_FOUND */
  async setTags(file: FileId, tags: readonly string[]): Promise<void> {
    await this.app.api.files.tag({ file, tags: [...tags] })
    await this.read()
  }

  /**
   * Returns the document with its new version. @throws TOO_LARGE, NO_SPACE, INVALID if the content
   * is the same
   */
  async addVersion(file: FileId, content: File): Promise<ListedFile> {
    const { file: by } = await storeFile(this.app, content, { sealing: drawSealing() })
    return this.restore(file, by)
  }

  /** Makes an earlier version the latest. @throws NOT_FOUND */
  async restore(file: FileId, by: FileId): Promise<ListedFile> {
    const document = await this.app.api.files.replace({ file, by })
    await this.read()
    return document
  }

  history(file: FileId): Promise<ListedFile[]> {
    return this.app.api.files.history({ file })
  }

  async #page(limit: number, after?: ListedFile): Promise<Pick<Listed, 'list' | 'hasMore'>> {
    const list = await this.app.api.files.list({
      kind: [...DOCUMENTS],
      limit,
      ...(this.#tag !== null && { tag: this.#tag }),
      ...(after !== undefined && { before: after.cursor }),
    })
    return { list, hasMore: list.length === limit }
  }
}
