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
import { isSameObject } from './same-object.ts'

export type OpeningPhase =
  /** Asks the author, or fetches. `fetched`: the bytes of a large letter that are here. */
  | { step: 'asking'; since: number; fetched: number }
  /** The author or the engine is unreachable; it retries without the person. */
  | ({ step: 'waiting' } & Waiting)
  | { step: 'refused'; error: EngineError; at: Date }

/** What an opening waits for. `stations`: those of the author were asked, and were too few. */
interface Waiting {
  why: 'author' | 'engine'
  stations?: KeepersAway
}

/**
 * The details of KEEPERS_AWAY: so many of the `of` stations answered, and opening takes `needed`.
 */
interface KeepersAway {
  answered: number
  needed: number
  of: number
}

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
  /** A letter alone in its thread is watched by the view of the thread and by its own. */
  readonly #watches = new Set<{ ref: RefText; take: (letter: Letter) => void }>()

  constructor(app: App) {
    this.#app = app
    for (const type of ['contact-changed', 'reconnected'] as const) app.events.on(type, () => this.#wakeAll())
    app.events.on('letter-changed', ({ ref }) => this.#running.get(ref)?.wake?.())
    app.events.on('letter-fetching', ({ ref, bytes }) => this.#noteFetched(ref, bytes))
  }

  phaseOf(ref: RefText): OpeningPhase | null {
    return this.#phases.get(ref) ?? null
  }

  /** While watched, an opened letter is passed to `take` instead of shown in a toast. */
  watch(ref: RefText, take: (letter: Letter) => void): () => void {
    const watch = { ref, take }
    this.#watches.add(watch)
    return () => this.#watches.delete(watch)
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
    let waited: Waiting | null = null
    while (!signal.aborted) {
      // A retry while waiting does not change what is shown, to avoid a flicker.
      if (waited === null) this.#phases.set(ref, { step: 'asking', since: Date.now(), fetched: 0 })
      waited = await this.#try(wanted, signal, waited)
      if (waited === null || signal.aborted) return
      this.#phases.set(ref, { step: 'waiting', ...waited })
      await this.#somethingNew(opening)
    }
  }

  /** Null if the opening has ended, else what it waits for. */
  async #try(wanted: Wanted, signal: AbortSignal, waited: Waiting | null): Promise<Waiting | null> {
    const { ref } = wanted
    try {
      const letter = await this.#app.api.letters.read({ ref, waitMs: WAIT_MS }, { signal })
      if (signal.aborted) return null
      this.#end(ref, null)
      this.#showOpened(wanted, letter, waited)
      return null
    } catch (error) {
      if (!isEngineError(error)) throw error
      if (error.code === 'CANCELLED' || signal.aborted) return null
      if (error.code === 'AUTHOR_AWAY') return { why: 'author' }
      if (error.code === 'KEEPERS_AWAY') return { why: 'author', stations: readKeepersAway(error) }
      if (error.code === 'UNREACHABLE' && this.#app.link !== 'online') return { why: 'engine' }
      this.#end(ref, { step: 'refused', error, at: new Date() })
      return null
    }
  }

  /** @param waited what the opening waited for; null if it did not */
  #showOpened(wanted: Wanted, letter: Letter, waited: Waiting | null): void {
    const watches = [...this.#watches].filter(({ ref }) => ref === wanted.ref)
    for (const { take } of watches) take(letter)
    if (watches.length > 0 || waited === null) return
    // A station may have come back instead of the author.
    const { openedByStations, openedItself } = m.letter.opening
    const words = waited.stations === undefined ? openedItself : openedByStations
    this.#app.toasts.show({ text: words(wanted.from.name, letter.subject) })
  }

  /** What arrives during a retry shows that somebody is there again. */
  #noteFetched(arriving: RefText, bytes: number): void {
    const ref = [...this.#running.keys()].find((one) => isSameObject(one, arriving))
    const phase = ref === undefined ? undefined : this.#phases.get(ref)
    if (ref === undefined || phase === undefined) return
    const since = phase.step === 'asking' ? phase.since : Date.now()
    this.#phases.set(ref, { step: 'asking', since, fetched: bytes })
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

function readKeepersAway({ details }: EngineError): KeepersAway {
  const [answered, needed, of] = ['answered', 'needed', 'of'].map((name) => Number(details[name]))
  return { answered: answered!, needed: needed!, of: of! }
}
