// Documents: files that are neither pictures nor films, own ones and those of opened letters and
// mails, latest first. Chips narrow them. After store. A version replaces the one before; a letter
// keeps the version it attached.
import type { FileId, LetterSummary, ListedFile } from '../../core/contract/index.ts'
import { drawSealing } from '../bridge/index.ts'
import { kindOf } from '../kinds/index.ts'
import type { App } from './app.svelte.ts'
import { NOT_NARROWED, type DocumentNarrowing } from './document-chips.ts'
import { LiveRead } from './live-read.svelte.ts'
import { DOCUMENTS } from './shelf-sources.ts'
import { storeFile } from './store-file.ts'
import { isSaid } from './talk-entries.ts'

/** Small, so that no call holds up the engine. */
const PAGE = 250
/** More sealed letters than a person leaves unopened. */
const MOST_SEALED = 200

interface Listed {
  list: readonly ListedFile[]
  /** Sealed letters with files, whose names and kinds are not known. */
  sealed: readonly LetterSummary[]
}

export class Documents extends LiveRead<Listed> {
  #narrowing = $state.raw(NOT_NARROWED)

  constructor(app: App) {
    super(app, {
      read: async () => {
        const query = { query: 'is:sealed has:file', limit: MOST_SEALED }
        const [list, sealed] = await Promise.all([this.#readAll(), app.api.letters.search(query)])
        return {
          list,
          sealed: sealed.filter((letter) => kindOf(letter).part === undefined && !isSaid(letter)),
        }
      },
      after: [
        'file-changed',
        'space-changed',
        'home-changed',
        'letter-arrived',
        'letter-changed',
        'album-changed',
      ],
      settleMs: 200,
    })
  }

  /** All documents, own ones and those of others, the newest first. Null until they are read. */
  get list(): readonly ListedFile[] | null {
    return this.value?.list ?? null
  }

  get sealed(): readonly LetterSummary[] {
    return this.value?.sealed ?? []
  }

  /** The tags of own documents, the most used first. */
  get tags(): readonly string[] {
    const counts = new Map<string, number>()
    for (const tag of (this.list ?? []).flatMap(({ tags }) => tags))
      counts.set(tag, (counts.get(tag) ?? 0) + 1)
    return [...counts].toSorted(([, one], [, other]) => other - one).map(([tag]) => tag)
  }

  /** What the chips narrow to. */
  get narrowing(): DocumentNarrowing {
    return this.#narrowing
  }

  find(file: string): ListedFile | null {
    return this.list?.find((other) => other.file === file) ?? null
  }

  /** A second press on a chip ends its filter. */
  toggle<Key extends keyof DocumentNarrowing>(group: Key, value: DocumentNarrowing[Key]): void {
    const isOn = this.#narrowing[group] === value
    this.#narrowing = { ...this.#narrowing, [group]: isOn ? null : value }
  }

  showAll(): void {
    this.#narrowing = NOT_NARROWED
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

  /** All of them, so that the number of each chip is what it shows. */
  async #readAll(): Promise<ListedFile[]> {
    const list: ListedFile[] = []
    for (let hasMore = true; hasMore;) {
      const last = list.at(-1)
      const page = await this.app.api.files.list({
        ...{ from: 'all', kind: [...DOCUMENTS], limit: PAGE },
        ...(last !== undefined && { before: last.cursor }),
      })
      list.push(...page)
      hasMore = page.length === PAGE
    }
    return list
  }
}
