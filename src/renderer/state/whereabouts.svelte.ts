// Where the files of one list are: what of them is here, and who is there for the rest. Read again when somebody comes or something is kept.
// Reference: it is told before anybody is asked for a byte.
import { isEngineError, type FileId, type FileWhereabouts } from '../../core/contract/index.ts'
import type { App } from './app.svelte.ts'

/** Several events of one moment are one question to the engine. */
const SETTLE_MS = 150

export class Whereabouts {
  readonly #app: App
  readonly #files: readonly FileId[]
  readonly #stops: (() => void)[]
  #known = $state.raw<ReadonlyMap<FileId, FileWhereabouts>>(new Map())
  #timer: ReturnType<typeof setTimeout> | undefined

  constructor(app: App, files: readonly FileId[]) {
    this.#app = app
    this.#files = files
    this.#stops = (['contact-changed', 'space-changed', 'reconnected'] as const).map((type) =>
      app.events.on(type, () => (this.#timer ??= setTimeout(() => void this.read(), SETTLE_MS))),
    )
    void this.read()
  }

  /** Null until it is known. */
  of(file: FileId): FileWhereabouts | null {
    return this.#known.get(file) ?? null
  }

  async read(): Promise<void> {
    clearTimeout(this.#timer)
    this.#timer = undefined
    try {
      const told = await this.#app.api.files.where({ files: [...this.#files] })
      this.#known = new Map(told.map((where) => [where.file, where]))
    } catch (error) {
      // What is not known is not said.
      if (!isEngineError(error)) throw error
    }
  }

  close(): void {
    clearTimeout(this.#timer)
    for (const stop of this.#stops) stop()
  }
}
