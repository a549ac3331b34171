// Documents of mine: what is no picture and no film, the latest first, narrowed to a word they are filed under.
// After store: a version takes the place of the one before, and letters keep the one they attached.
import type { FileId, ListedFile } from '../../core/contract/index.ts'
import { drawSealing } from '../bridge/index.ts'
import type { App } from './app.svelte.ts'
import { storeFile } from './store-file.ts'

const PAGE = 200
const SETTLE_MS = 200
const KINDS = ['document', 'sound', 'other'] as const

export class Documents {
  readonly #app: App
  #list = $state.raw<readonly ListedFile[] | null>(null)
  #tags = $state.raw<readonly { tag: string; count: number }[]>([])
  #tag = $state<string | null>(null)
  #hasMore = $state(false)
  #isLoading = false
  #error = $state.raw<unknown>(null)
  #timer: ReturnType<typeof setTimeout> | undefined

  constructor(app: App) {
    this.#app = app
    for (const type of ['file-changed', 'space-changed', 'home-changed', 'reconnected'] as const) {
      app.events.on(type, () => this.#readSoon())
    }
    void this.read()
  }

  /** Null until they were read. */
  get list(): readonly ListedFile[] | null {
    return this.#list
  }

  /** Words that files are filed under, the most used first. */
  get tags(): readonly { tag: string; count: number }[] {
    return this.#tags
  }

  /** What the list is narrowed to. */
  get tag(): string | null {
    return this.#tag
  }

  get error(): unknown {
    return this.#error
  }

  find(file: string): ListedFile | null {
    return this.#list?.find((other) => other.file === file) ?? null
  }

  narrow(tag: string | null): Promise<void> {
    this.#tag = tag
    return this.read()
  }

  async read(): Promise<void> {
    clearTimeout(this.#timer)
    this.#timer = undefined
    try {
      const list = await this.#page(Math.min(1000, Math.max(PAGE, this.#list?.length ?? 0)))
      this.#tags = await this.#app.api.files.tags({})
      this.#list = list
      this.#error = null
    } catch (error) {
      this.#error = error
    }
  }

  async more(): Promise<void> {
    const last = this.#list?.at(-1)
    if (last === undefined || !this.#hasMore || this.#isLoading) return
    this.#isLoading = true
    try {
      this.#list = [...this.#list!, ...(await this.#page(PAGE, last))]
    } catch (error) {
      this.#error = error
    } finally {
      this.#isLoading = false
    }
  }

  /** @throws NOT_FOUND */
  async setTags(file: FileId, tags: readonly string[]): Promise<void> {
    await this.#app.api.files.tag({ file, tags: [...tags] })
    await this.read()
  }

  /** Gives the document as it is then. @throws TOO_LARGE, NO_SPACE, INVALID (it is the same) */
  async addVersion(file: FileId, content: File): Promise<ListedFile> {
    const { file: by } = await storeFile(this.#app, content, { sealing: drawSealing() })
    return this.restore(file, by)
  }

  /** An earlier version becomes the latest. @throws NOT_FOUND */
  async restore(file: FileId, by: FileId): Promise<ListedFile> {
    const document = await this.#app.api.files.replace({ file, by })
    await this.read()
    return document
  }

  history(file: FileId): Promise<ListedFile[]> {
    return this.#app.api.files.history({ file })
  }

  async #page(limit: number, after?: ListedFile): Promise<ListedFile[]> {
    const page = await this.#app.api.files.list({
      kind: [...KINDS],
      limit,
      ...(this.#tag !== null && { tag: this.#tag }),
      ...(after !== undefined && { before: after.cursor }),
    })
    this.#hasMore = page.length === limit
    return page
  }

  #readSoon(): void {
    this.#timer ??= setTimeout(() => void this.read(), SETTLE_MS)
  }
}
