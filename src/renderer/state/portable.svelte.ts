// Exports, checks and imports: their progress and the last result. It outlives the dialog.
import type {
  ChosenPlace,
  Exported,
  ExportSelection,
  ImportReport,
  Job,
  PlaceUse,
  Verified,
} from '../../core/contract/index.ts'
import type { App } from './app.svelte.ts'

export type PortableStep = 'export' | 'verify' | 'import' | 'send'
/** The source of an import or a check. */
type Source = File | 'file' | 'folder'

type PortableOutcome =
  | { kind: 'exported'; exported: Exported; shown: string; verified: Verified }
  | { kind: 'checked'; verified: Verified }
  | { kind: 'imported'; report: ImportReport }
  | { kind: 'stopped'; step: PortableStep }
  | { kind: 'failed'; step: PortableStep; error: unknown }

export class Portable {
  readonly #app: App
  #jobs = $state.raw<readonly Job[]>([])
  #step = $state.raw<PortableStep | null>(null)
  #outcome = $state.raw<PortableOutcome | null>(null)
  #stopping: AbortController | null = null

  constructor(app: App) {
    this.#app = app
    app.events.on('job-changed', ({ job, progress }) => {
      const others = this.#jobs.filter((other) => other.job !== job)
      this.#jobs = progress === null ? others : [...others, progress]
    })
    app.events.on('reconnected', () => void this.#read())
    void this.#read()
  }

  /** The step that this page started, or a download of this page. */
  get step(): PortableStep | null {
    return this.#step ?? (this.find('export') === null ? null : 'export')
  }

  get outcome(): PortableOutcome | null {
    return this.#outcome
  }

  find(kind: Job['kind']): Job | null {
    return this.#jobs.find((job) => job.kind === kind) ?? null
  }

  async #read(): Promise<void> {
    this.#jobs = await this.#app.api.portable.jobs().catch(() => [])
  }

  /** Clears the result of the last run before a new one. */
  forget(): void {
    if (this.#step === null) this.#outcome = null
  }

  /** Desktop only: asks for a target, writes, and checks the written files. */
  async writeOut(selection: ExportSelection, shape: 'file' | 'folder', name: string): Promise<void> {
    await this.#run('export', async (signal) => {
      const chosen = await this.#choose(`export-${shape}`, name)
      if (chosen === null) return null
      const path = chosen.place
      const exported = await this.#app.api.portable.export({ path, ...selection }, { signal })
      this.#step = 'verify'
      const verified = await this.#app.api.portable.verify({ path }, { signal })
      return { kind: 'exported', exported, shown: chosen.shown, verified }
    })
  }

  async check(source: Source): Promise<void> {
    await this.#run('verify', async (signal) => {
      const path = await this.#placeOf(source, 'check', signal)
      if (path === null) return null
      this.#step = 'verify'
      return { kind: 'checked', verified: await this.#app.api.portable.verify({ path }, { signal }) }
    })
  }

  async importFrom(source: Source): Promise<void> {
    await this.#run('import', async (signal) => {
      const { api, shell } = this.#app
      if (source instanceof File)
        return { kind: 'imported', report: await shell.files.importFile(source, signal) }
      const chosen = await this.#choose(`import-${source}`)
      if (chosen === null) return null
      return { kind: 'imported', report: await api.portable.import({ path: chosen.place }, { signal }) }
    })
  }

  async #placeOf(source: Source, use: PlaceUse, signal: AbortSignal): Promise<string | null> {
    if (!(source instanceof File)) return (await this.#choose(use))?.place ?? null
    this.#step = 'send'
    return this.#app.shell.files.pass(source, signal)
  }

  async #choose(use: PlaceUse, name?: string): Promise<ChosenPlace | null> {
    const calls = await this.#app.shell.desktop?.calls()
    return (await calls?.outside.choosePlace({ use, name })) ?? null
  }

  async #run(
    first: PortableStep,
    act: (signal: AbortSignal) => Promise<PortableOutcome | null>,
  ): Promise<void> {
    if (this.#step !== null) return
    const stopping = new AbortController()
    this.#stopping = stopping
    this.#step = first
    this.#outcome = null
    try {
      this.#outcome = await act(stopping.signal)
    } catch (error) {
      const step = this.step ?? first
      this.#outcome = stopping.signal.aborted ? { kind: 'stopped', step } : { kind: 'failed', step, error }
    } finally {
      this.#step = null
      this.#stopping = null
    }
  }

  /** Stops what this page started; a download of this page is stopped in the engine. */
  async stop(): Promise<void> {
    this.#stopping?.abort()
    const job = this.#step === null ? this.find('export')?.job : undefined
    if (job === undefined) return
    await this.#app.api.portable.cancel({ job }).catch(() => null)
    this.#outcome = { kind: 'stopped', step: 'export' }
  }
}
