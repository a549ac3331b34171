// Letters being opened. Each opening continues until it succeeds, is refused or is cancelled,
// whatever is on screen. The reference step, because only this file opens letters.
import { SvelteMap } from 'svelte/reactivity'
import {
  isEngineError,
  type EngineError,
  type Letter,
  type LetterSummary,
  type PersonId,
  type RefText,
} from '../../core/contract/index.ts'
import { isWordOfStations } from '../messages/errors.ts'
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

/** Stations say that the letter has ended. It waits for its author, who may say otherwise. */
interface Doubt {
  why: 'doubt'
  error: EngineError
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
  readonly author: PersonId
  readonly abort: AbortController
  /** True while stations say that the letter has ended. Then only news of its author is of use. */
  isDoubtful: boolean
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
  readonly #watches = new Set<{ has: (ref: RefText) => boolean; take: (letter: Letter) => void }>()

  constructor(app: App) {
    this.#app = app
    app.events.on('contact-changed', ({ person }) => this.#wakeAll(person))
    app.events.on('reconnected', () => this.#wakeAll(null))
    app.events.on('letter-changed', ({ ref }) => this.#running.get(ref)?.wake?.())
    app.events.on('letter-fetching', ({ ref, bytes }) => this.#showFetched(ref, bytes))
  }

  phaseOf(ref: RefText): OpeningPhase | null {
    return this.#phases.get(ref) ?? null
  }

  /** While watched, an opened letter is passed to `take` instead of shown in a toast. */
  watch(has: (ref: RefText) => boolean, take: (letter: Letter) => void): () => void {
    const watch = { has, take }
    this.#watches.add(watch)
    return () => this.#watches.delete(watch)
  }

  /** Opens the letter now, or as soon as possible. An opening that waits tries again. */
  open(wanted: Wanted): void {
    const running = this.#running.get(wanted.ref)
    if (running !== undefined) return running.wake?.()
    const opening: Opening = {
      ...{ author: wanted.from.person, abort: new AbortController(), isDoubtful: false, wake: null },
    }
    this.#running.set(wanted.ref, opening)
    void this.#run(wanted, opening)
  }

  cancel(ref: RefText): void {
    this.#running.get(ref)?.abort.abort()
    this.#end(ref, null)
  }

  /** Forgets a refusal that the person has read, or that is out of date. */
  forget(ref: RefText): void {
    const running = this.#running.get(ref)
    if (running === undefined) this.#phases.delete(ref)
    else if (running.isDoubtful) this.cancel(ref)
  }

  async #run(wanted: Wanted, opening: Opening): Promise<void> {
    const { ref } = wanted
    const { signal } = opening.abort
    let waited: Waiting | Doubt | null = null
    while (!signal.aborted) {
      // A retry while waiting does not change what is shown, to avoid a flicker.
      if (waited === null) this.#phases.set(ref, { step: 'asking', since: Date.now(), fetched: 0 })
      waited = await this.#try(wanted, signal, waited)
      if (waited === null || signal.aborted) return
      this.#phases.set(ref, phaseOf(waited))
      opening.isDoubtful = waited.why === 'doubt'
      await this.#somethingNew(opening)
    }
  }

  /** Null if the opening has ended, else what it waits for. */
  async #try(
    wanted: Wanted,
    signal: AbortSignal,
    waited: Waiting | Doubt | null,
  ): Promise<Waiting | Doubt | null> {
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
      if (isWordOfStations(error)) return { why: 'doubt', error }
      this.#end(ref, { step: 'refused', error, at: this.#app.clock.read() })
      return null
    }
  }

  /** @param waited what the opening waited for; null if it did not */
  #showOpened(wanted: Wanted, letter: Letter, waited: Waiting | Doubt | null): void {
    const watches = [...this.#watches].filter(({ has }) => has(wanted.ref))
    for (const { take } of watches) take(letter)
    if (watches.length > 0 || waited === null) return
    // A station may have come back instead of the author.
    const { openedByStations, openedItself } = m.letter.opening
    const hasStations = waited.why !== 'doubt' && waited.stations !== undefined
    const words = hasStations ? openedByStations : openedItself
    this.#app.toasts.show({ text: words(wanted.from.name, letter.subject) })
  }

  /** What arrives during a retry shows that somebody is there again. */
  #showFetched(arriving: RefText, bytes: number): void {
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
      const timer = opening.isDoubtful ? undefined : setTimeout(resolve, RETRY_MS)
      const go = (): void => {
        clearTimeout(timer)
        opening.wake = null
        resolve()
      }
      opening.wake = go
      opening.abort.signal.addEventListener('abort', go, { once: true })
    })
  }

  /** @param news who has changed; null if that is not known */
  #wakeAll(news: PersonId | null): void {
    for (const { wake, isDoubtful, author } of this.#running.values())
      if (!isDoubtful || news === null || news === author) wake?.()
  }
}

function phaseOf(waited: Waiting | Doubt): OpeningPhase {
  if (waited.why !== 'doubt') return { step: 'waiting', ...waited }
  return { step: 'refused', error: waited.error, at: new Date() }
}

function readKeepersAway({ details }: EngineError): KeepersAway {
  const [answered, needed, of] = ['answered', 'needed', 'of'].map((name) => Number(details[name]))
  return { answered: answered!, needed: needed!, of: of! }
}
