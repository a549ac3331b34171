// Files whose storing an end of the whole app interrupted: they wait in the engine until somebody goes on with them or throws them away.
// Before store: nothing of them is anybody's yet.
import { EngineError, type SealingFile, type SealingId } from '../../core/contract/index.ts'
import { tellError } from '../messages/errors.ts'
import { Adding } from './adding.svelte.ts'
import type { App } from './app.svelte.ts'

const SETTLE_MS = 200

export class Unfinished {
  readonly #app: App
  /** Gone on with from here, and shown until they are stored. */
  readonly #resumed = new Set<SealingId>()
  #files = $state.raw<readonly SealingFile[]>([])
  #lost = $state.raw<ReadonlySet<SealingId>>(new Set())
  #timer: ReturnType<typeof setTimeout> | undefined

  constructor(app: App) {
    this.#app = app
  }

  get files(): readonly SealingFile[] {
    return this.#files
  }

  /** Its file is not where it was: it can only be chosen again. */
  isLost({ sealing, code }: SealingFile): boolean {
    return this.#lost.has(sealing) || code === 'NOT_FOUND'
  }

  /** Reads, and follows it until the returned function is called. */
  listen(): () => void {
    void this.#read()
    const types = ['sealing-changed', 'home-changed', 'reconnected'] as const
    const stops = types.map((type) => this.#app.events.on(type, () => this.#readSoon()))
    return () => {
      clearTimeout(this.#timer)
      this.#timer = undefined
      for (const stop of stops) stop()
    }
  }

  async goOn({ sealing }: SealingFile): Promise<void> {
    this.#resumed.add(sealing)
    try {
      await this.#app.api.files.resume({ sealing })
    } catch (error) {
      const isGone = error instanceof EngineError && (error.code === 'NOT_FOUND' || error.code === 'INVALID')
      if (isGone) this.#lost = new Set([...this.#lost, sealing])
      else this.#tell(error)
    }
    await this.#read()
  }

  async pause({ sealing }: SealingFile): Promise<void> {
    await this.#app.api.files.pause({ sealing }).catch((error: unknown) => this.#tellUnlessGone(error))
    await this.#read()
  }

  async throwAway({ sealing }: SealingFile): Promise<void> {
    await this.#app.api.files.cancel({ sealing }).catch((error: unknown) => this.#tellUnlessGone(error))
    await this.#read()
  }

  /** It is stored anew, and what stood of it goes. */
  async chooseAgain(unfinished: SealingFile, file: File): Promise<void> {
    await this.throwAway(unfinished)
    this.#app.noun(Adding).add([file])
  }

  async #read(): Promise<void> {
    this.#timer = undefined
    const all = await this.#app.api.files.sealings({}).catch(() => null)
    if (all === null) return
    this.#files = all.filter(
      ({ sealing, state }) => state === 'interrupted' || state === 'failed' || this.#resumed.has(sealing),
    )
  }

  #readSoon(): void {
    this.#timer ??= setTimeout(() => void this.#read(), SETTLE_MS)
  }

  /** It is stored meanwhile, or was thrown away elsewhere. */
  #tellUnlessGone(error: unknown): void {
    if (!(error instanceof EngineError && error.code === 'NOT_FOUND')) this.#tell(error)
  }

  #tell(error: unknown): void {
    this.#app.toasts.show({ text: tellError(error), tone: 'problem' })
  }
}
