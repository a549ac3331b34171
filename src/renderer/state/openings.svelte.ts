// Letters being opened. Each opening continues until it succeeds, is refused or is cancelled,
// whatever is on screen. The reference step, because only this file opens letters.
import { SvelteMap } from 'svelte/reactivity'
import {
  isEngineError,
  type EngineError,
  type Letter,
  type LetterSummary,
  type RefText,
} from '../../core/contract/index.ts'
import { m } from '../messages/messages.svelte.ts'
import type { App } from './app.svelte.ts'

export type OpeningPhase =
  /** Asks the author, or fetches. */
  | { step: 'asking'; since: number }
  /** The author or the engine is unreachable; it retries without the person. */
  | { step: 'waiting'; why: 'author' | 'engine' }
  | { step: 'refused'; error: EngineError; at: Date }

interface Opening {
  abort: AbortController
  /** Starts the next try early. */
  wake: (() => void) | null
}

type Wanted = Pick<LetterSummary, 'from' | 'subject'> & { ref: RefText }

/** Long enough for a slow connection, short enough to report an absent author soon. ms */
const WAIT_MS = 4000
/** Retries without an event, because not every return of an author causes one here. ms */
const RETRY_MS = 30_000

export class Openings {
  readonly #app: App
  readonly #phases = new SvelteMap<RefText, OpeningPhase>()
  readonly #running = new Map<RefText, Opening>()
  readonly #watched = new Map<RefText, (letter: Letter) => void>()

  constructor(app: App) {
    this.#app = app
    for (const type of ['contact-changed', 'reconnected'] as const) app.events.on(type, () => this.#wakeAll())
    app.events.on('letter-changed', ({ ref }) => this.#running.get(ref)?.wake?.())
  }

  phaseOf(ref: RefText): OpeningPhase | null {
    return this.#phases.get(ref) ?? null
  }

  /** While watched, an opened letter is passed to `take` instead of shown in a toast. */
  watch(ref: RefText, take: (letter: Letter) => void): () => void {
    this.#watched.set(ref, take)
    return () => {
      if (this.#watched.get(ref) === take) this.#watched.delete(ref)
    }
  }

  /** Opens the letter now, or as soon as possible. */
  open(wanted: Wanted): void {
    if (this.#running.has(wanted.ref)) return
    const opening: Opening = { abort: new AbortController(), wake: null }
    this.#running.set(wanted.ref, opening)
    void this.#run(wanted, opening)
  }

  cancel(ref: RefText): void {
    this.#running.get(ref)?.abort.abort()
    this.#end(ref, null)
  }

  /** Forgets a refusal that the person has read, or that is out of date. */
  forget(ref: RefText): void {
    if (!this.#running.has(ref)) this.#phases.delete(ref)
  }

  async #run(wanted: Wanted, opening: Opening): Promise<void> {
    const { ref } = wanted
    const { signal } = opening.abort
    for (let hadToWait = false; !signal.aborted; hadToWait = true) {
      // A retry while waiting does not change what is shown, to avoid a flicker.
      if (!hadToWait) this.#phases.set(ref, { step: 'asking', since: Date.now() })
      const why = await this.#try(wanted, signal, hadToWait)
      if (why === null || signal.aborted) return
      this.#phases.set(ref, { step: 'waiting', why })
      await this.#somethingNew(opening)
    }
  }

  /** Null if the opening has ended, else the event to wait for. */
  async #try(wanted: Wanted, signal: AbortSignal, hadToWait: boolean): Promise<'author' | 'engine' | null> {
    const { ref } = wanted
    try {
      const letter = await this.#app.api.letters.read({ ref, waitMs: WAIT_MS }, { signal })
      if (signal.aborted) return null
      this.#end(ref, null)
      this.#showOpened(wanted, letter, hadToWait)
      return null
    } catch (error) {
      if (!isEngineError(error)) throw error
      if (error.code === 'CANCELLED' || signal.aborted) return null
      if (error.code === 'AUTHOR_AWAY' || error.code === 'KEEPERS_AWAY') return 'author'
      if (error.code === 'UNREACHABLE' && this.#app.link !== 'online') return 'engine'
      this.#end(ref, { step: 'refused', error, at: new Date() })
      return null
    }
  }

  #showOpened(wanted: Wanted, letter: Letter, hadToWait: boolean): void {
    const take = this.#watched.get(wanted.ref)
    if (take !== undefined) return take(letter)
    const text = m.letter.opening.openedItself(wanted.from.name, letter.subject)
    if (hadToWait) this.#app.toasts.show({ text })
  }

  #end(ref: RefText, phase: OpeningPhase | null): void {
    this.#running.delete(ref)
    if (phase === null) this.#phases.delete(ref)
    else this.#phases.set(ref, phase)
  }

  #somethingNew(opening: Opening): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, RETRY_MS)
      const go = (): void => {
        clearTimeout(timer)
        opening.wake = null
        resolve()
      }
      opening.wake = go
      opening.abort.signal.addEventListener('abort', go, { once: true })
    })
  }

  #wakeAll(): void {
    for (const { wake } of this.#running.values()) wake?.()
  }
}
