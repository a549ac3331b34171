// Makes missing previews of this person's own files, for example of files added by the command
// line. It makes one at a time, when a file first is in view, and stores it. After store; a file of
// others has the preview that its author gave it.
import { loadPart } from '../bridge/parts.ts'
import { isShownAsItIs, type ListedFile } from '../../core/contract/index.ts'
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

  constructor(app: App) {
    this.#app = app
  }

  /** Takes the files that are in view. */
  want(files: readonly ListedFile[]): void {
    this.#waiting = files.filter((file) => isMissing(file) && !this.#tried.has(file.file))
    if (!this.#isDrawing && this.#waiting.length > 0) void this.#drawAll()
  }

  async #drawAll(): Promise<void> {
    this.#isDrawing = true
    const { makeStoredPreview } = await loadPart(() => import('../files/previews.ts'))
    for (let next = this.#take(); next !== undefined; next = this.#take()) {
      const { file, type, size } = next
      const made = await makeStoredPreview({ address: this.#app.shell.files.address(file), type, size })
      if (made === null) continue
      const { url: preview, width, height } = made
      // The file can be removed meanwhile.
      await this.#app.api.files.describe({ file, preview, width, height }).catch(() => null)
    }
    this.#isDrawing = false
  }

  #take(): ListedFile | undefined {
    const [next, ...rest] = this.#waiting
    this.#waiting = rest
    if (next !== undefined) this.#tried.add(next.file)
    return next
  }
}

function isMissing({ isMine, preview, kind, type }: ListedFile): boolean {
  return isMine && preview === null && (kind === 'picture' || kind === 'film') && canBeDrawn(type)
}

/** No browser shows a TIFF, but a preview of it can be made. */
const canBeDrawn = (type: string): boolean => isShownAsItIs(type) || type === 'image/tiff'
