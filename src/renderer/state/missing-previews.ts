// Makes missing previews: of own files, for example of those added by the command line, of PDFs,
// and of files inside mails. It makes one at a time, when a file first is in view. After store; the
// preview of an own file is stored with it, any other is only drawn here.
import { loadPart } from '../bridge/parts.ts'
import { isShownAsItIs, type FileId, type ListedFile } from '../../core/contract/index.ts'
import { SvelteMap } from 'svelte/reactivity'
import type { App } from './app.svelte.ts'

export class MissingPreviews {
  readonly #app: App
  /** Each file is tried once in a run, so a file that cannot be drawn is not tried again. */
  readonly #tried = new Set<string>()
  /**
   * Files in view that are not tried yet; a file that leaves the view waits until it is seen again.
   */
  #waiting: readonly ListedFile[] = []
  #isDrawing = false
  /** Of files of others: they cannot be stored with their file. */
  readonly #drawn = new SvelteMap<string, string>()

  constructor(app: App) {
    this.#app = app
  }

  /** The address of the preview of a file, stored or drawn here. Null while there is none. */
  pictureOf({ file, preview }: Pick<ListedFile, 'file' | 'preview'>): string | null {
    return preview === null ? (this.#drawn.get(file) ?? null) : this.#app.shell.files.address(preview)
  }

  /** Takes the files that are in view. */
  want(files: readonly ListedFile[]): void {
    this.#waiting = files.filter((file) => isMissing(file) && !this.#tried.has(file.file))
    if (!this.#isDrawing && this.#waiting.length > 0) void this.#drawAll()
  }

  async #drawAll(): Promise<void> {
    this.#isDrawing = true
    const { makeStoredPreview } = await loadPart(() => import('../files/previews.ts'))
    for (let next = this.#removeNext(); next !== undefined; next = this.#removeNext()) {
      const { file, type, size, isMine } = next
      if (!isMine && !(await this.#isWhole(file))) continue
      const made = await makeStoredPreview({ address: this.#app.shell.files.address(file), type, size })
      if (made === null) continue
      const { url: preview, width, height } = made
      if (!isMine) this.#drawn.set(file, preview)
      // A page of a PDF has no size of its own in pixels. The file can be removed meanwhile.
      else
        await this.#app.api.files
          .describe({ file, preview, ...(type !== PDF && { width, height }) })
          .catch(() => null)
    }
    this.#isDrawing = false
  }

  /** Drawing fetches nothing from another person or from a mail server. */
  async #isWhole(file: FileId): Promise<boolean> {
    const [where] = await this.#app.api.files.where({ files: [file] }).catch(() => [])
    return where?.isWhole === true
  }

  #removeNext(): ListedFile | undefined {
    const [next, ...rest] = this.#waiting
    this.#waiting = rest
    if (next !== undefined) this.#tried.add(next.file)
    return next
  }
}

const PDF = 'application/pdf'

function isMissing({ preview, kind, type, atServer }: ListedFile): boolean {
  if (preview !== null || atServer) return false
  return type === PDF || ((kind === 'picture' || kind === 'film') && canBeDrawn(type))
}

/** No browser shows a TIFF, but a preview of it can be made. */
const canBeDrawn = (type: string): boolean => isShownAsItIs(type) || type === 'image/tiff'
