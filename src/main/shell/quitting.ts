// Whether the app may quit now. Nobody can open a letter that is only on this computer while the
// computer is off, so the person decides whether to wait for a station.
// `before-quit` has no answer that comes later: the quit is prevented, and repeated when it may be.
import type { ElectronParts } from './electron-parts.ts'
import { askAboutOnlyHere } from './questions.ts'
import type { ShellWords } from './words/index.ts'

export interface QuittingOptions {
  electron: Pick<ElectronParts, 'app' | 'dialog' | 'powerMonitor'>
  words: () => ShellWords
  /** Null without an open engine. It need not answer in time. */
  countOnlyHere: () => Promise<number> | null
  /** The app quits, and no window may prevent it. */
  onAllowed: () => void
  /** The app stays, because the person chose it. */
  onStay: () => void
}

/** `waiting`: the app quits as soon as a station has every letter. */
type Step = 'none' | 'asking' | 'waiting' | 'allowed'

const ANSWER_MS = 1_000
const LOOK_EVERY_MS = 2_000

export class Quitting {
  readonly #options: QuittingOptions
  #step: Step = 'none'
  #timer: NodeJS.Timeout | undefined

  constructor(options: QuittingOptions) {
    this.#options = options
    const { app, powerMonitor } = options.electron
    app.on('before-quit', (event) => this.#judge(event))
    // The system does not wait for an answer.
    powerMonitor.on('shutdown', () => this.allow())
  }

  /** From now on the app quits without a question. */
  allow(): void {
    this.#setStep('allowed')
    this.#options.onAllowed()
  }

  /** The person has come back to the app, so it does not quit any longer by an earlier choice. */
  stay(): void {
    if (this.#step === 'waiting') this.#setStep('none')
  }

  #setStep(step: Step): void {
    clearInterval(this.#timer)
    this.#step = step
  }

  #judge(event: { preventDefault(): void }): void {
    if (this.#step === 'allowed') return
    const counting = this.#step === 'asking' ? null : this.#options.countOnlyHere()
    if (this.#step !== 'asking' && counting === null) return this.allow()
    event.preventDefault()
    if (counting === null) return
    this.#setStep('asking')
    void this.#ask(counting)
  }

  async #ask(counting: Promise<number>): Promise<void> {
    const { electron, words, onStay } = this.#options
    const count = (await inTime(counting)) ?? 0
    const choice = count === 0 ? 'quit' : await askAboutOnlyHere(electron.dialog, words(), count)
    if (choice === 'quit') return this.#quit()
    this.#setStep(choice === 'wait' ? 'waiting' : 'none')
    if (choice === 'wait') this.#timer = setInterval(() => void this.#look(), LOOK_EVERY_MS)
    else onStay()
  }

  async #look(): Promise<void> {
    const counting = this.#options.countOnlyHere()
    const count = counting === null ? null : await inTime(counting)
    if (count === 0 && this.#step === 'waiting') this.#quit()
  }

  #quit(): void {
    this.allow()
    this.#options.electron.app.quit()
  }
}

/** Null if the engine does not answer in time, or cannot. */
function inTime(counting: Promise<number>): Promise<number | null> {
  return new Promise((resolve) => {
    setTimeout(resolve, ANSWER_MS, null).unref()
    counting.then(resolve, () => resolve(null))
  })
}
