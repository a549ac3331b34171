// Exports and imports that are under way, and what the last import came to.
import type { ImportReport, Work } from '../../core/contract/index.ts'
import type { App } from './app.svelte.ts'

export class Portable {
  readonly #app: App
  #works = $state.raw<Work[]>([])
  #report = $state.raw<ImportReport | null>(null)
  #error = $state.raw<unknown>(null)
  #sending = $state.raw<AbortController | null>(null)

  constructor(app: App) {
    this.#app = app
    app.events.on('work-changed', () => void this.#read())
    app.events.on('reconnected', () => void this.#read())
    void this.#read()
  }

  find(kind: Work['kind']): Work | null {
    return this.#works.find((work) => work.kind === kind) ?? null
  }

  get report(): ImportReport | null {
    return this.#report
  }

  get error(): unknown {
    return this.#error
  }

  get isSending(): boolean {
    return this.#sending !== null
  }

  async #read(): Promise<void> {
    this.#works = await this.#app.api.portable.works().catch(() => [])
  }

  async takeIn(file: File): Promise<void> {
    if (this.#sending !== null) return
    const sending = new AbortController()
    this.#sending = sending
    this.#report = null
    this.#error = null
    try {
      this.#report = await this.#app.shell.files.takeIn(file, sending.signal)
    } catch (error) {
      this.#error = sending.signal.aborted ? null : error
    } finally {
      this.#sending = null
    }
  }

  stopSending(): void {
    this.#sending?.abort()
  }

  async cancel({ work }: Work): Promise<void> {
    await this.#app.api.portable.cancel({ work }).catch(() => null)
  }
}
