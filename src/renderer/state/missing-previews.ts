// Small pictures of what is mine and came without one, by the command line for instance: made when they are first looked at, one after
// the other, and kept with the file from then on. After store; what is from others has what its author gave it.
import { loadPart } from '../bridge/parts.ts'
import { isShownAsItIs, type ListedFile } from '../../core/contract/index.ts'
import type { App } from './app.svelte.ts'

export class MissingPreviews {
  readonly #app: App
  /** Once in a run: what could not be drawn is not tried at every look. */
  readonly #tried = new Set<string>()
  /** In sight now and not tried yet; what has left it waits until it is seen again. */
  #waiting: readonly ListedFile[] = []
  #isDrawing = false

  constructor(app: App) {
    this.#app = app
  }

  /** These are in sight. */
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
      // It may be gone meanwhile.
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
  return isMine && preview === null && (kind === 'picture' || kind === 'film') && isShownAsItIs(type)
}
