// Files whose storing was interrupted by the end of the app. They wait in the engine until the
// person resumes or discards them. These files belong to the step before store, because they belong
// to no letter yet.
import { EngineError, type SealingFile, type SealingId } from '../../core/contract/index.ts'
import { describeError } from '../messages/errors.ts'
import { Adding } from './adding.svelte.ts'
import type { App } from './app.svelte.ts'
import type { AppEvent } from './events.ts'
import { LiveRead } from './live-read.svelte.ts'

export class Unfinished extends LiveRead<readonly SealingFile[]> {
  /** Resumed from here, and shown until they are stored. */
  readonly #resumed = new Set<SealingId>()
  #lost = $state.raw<ReadonlySet<SealingId>>(new Set())

  constructor(app: App) {
    super(app, {
      read: async () => (await app.api.files.sealings({})).filter((file) => this.#isWaiting(file)),
      after: ['home-changed'],
      on: { 'sealing-changed': (event) => this.#updateProgress(event) },
      settleMs: 200,
    })
  }

  /**
   * Progress is in the event. A file whose storing has ended may be stored, interrupted or gone.
   * The engine is asked which.
   */
  #updateProgress({ sealing, progress }: Extract<AppEvent, { type: 'sealing-changed' }>): void {
    const isShown = this.files.some((file) => file.sealing === sealing)
    if (progress === null || (!isShown && this.#isWaiting(progress))) this.readSoon()
    else if (isShown) this.set(this.files.map((file) => (file.sealing === sealing ? progress : file)))
  }

  get files(): readonly SealingFile[] {
    return this.value ?? []
  }

  /** True if its file has moved, so the person can only choose it again. */
  isLost({ sealing, code }: SealingFile): boolean {
    return this.#lost.has(sealing) || code === 'NOT_FOUND'
  }

  async goOn({ sealing }: SealingFile): Promise<void> {
    this.#resumed.add(sealing)
    try {
      await this.app.api.files.resume({ sealing })
    } catch (error) {
      const isGone = error instanceof EngineError && (error.code === 'NOT_FOUND' || error.code === 'INVALID')
      if (isGone) this.#lost = new Set([...this.#lost, sealing])
      else this.#showError(error)
    }
    await this.read()
  }

  async pause({ sealing }: SealingFile): Promise<void> {
    await this.app.api.files.pause({ sealing }).catch((error: unknown) => this.#showUnlessGone(error))
    await this.read()
  }

  async throwAway({ sealing }: SealingFile): Promise<void> {
    await this.app.api.files.cancel({ sealing }).catch((error: unknown) => this.#showUnlessGone(error))
    await this.read()
  }

  /** Stores the chosen file from the start, and discards what was stored of the old one. */
  async chooseAgain(unfinished: SealingFile, file: File): Promise<void> {
    await this.throwAway(unfinished)
    this.app.noun(Adding).add([file])
  }

  #isWaiting({ sealing, state }: SealingFile): boolean {
    return state === 'interrupted' || state === 'failed' || this.#resumed.has(sealing)
  }

  /** Ignores the error if it is stored meanwhile, or was discarded in another window. */
  #showUnlessGone(error: unknown): void {
    if (!(error instanceof EngineError && error.code === 'NOT_FOUND')) this.#showError(error)
  }

  #showError(error: unknown): void {
    this.app.toasts.show({ text: describeError(error), tone: 'problem' })
  }
}
