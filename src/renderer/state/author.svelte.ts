// A sent letter as its author sees it: the words, each reader's state, what it cost, and what was done to it.
// The state step of the life of a message, live: it is read again at every event that concerns it.
import {
  EngineError,
  type Ask,
  type Letter,
  type LetterSummary,
  type Methods,
  type Outcome,
  type ReaderStatus,
  type RefText,
  type ThreadEntry,
} from '../../core/contract/index.ts'
import type { App } from './app.svelte.ts'

export type AuthorAct = 'hold' | 'letGo' | 'recall'
export type LetterCost = Awaited<ReturnType<Methods['letters']['cost']>>

/** What an act came to, reader by reader. */
export interface Acted {
  act: AuthorAct
  readers: { name: string; outcome: Outcome; openedAt: string | null }[]
}

const SETTLE_MS = 60

export class AuthorView {
  readonly #app: App
  readonly #ref: RefText
  #summary = $state.raw<LetterSummary | null>(null)
  #readers = $state.raw<readonly ReaderStatus[]>([])
  #letter = $state.raw<Letter | null>(null)
  #thread = $state.raw<readonly ThreadEntry[]>([])
  #cost = $state.raw<LetterCost | null>(null)
  #asks = $state.raw<readonly Ask[]>([])
  /** The key is destroyed: the words cannot be read here any more. */
  #isGone = $state(false)
  #error = $state.raw<unknown>(null)
  #acting = $state.raw<AuthorAct | null>(null)
  #acted = $state.raw<Acted | null>(null)
  #timer: ReturnType<typeof setTimeout> | undefined

  constructor(app: App, ref: RefText) {
    this.#app = app
    this.#ref = ref
    void this.read()
  }

  /** Whole once it was read; until then as it stands in the address. */
  get ref(): RefText {
    return this.#summary?.ref ?? this.#ref
  }

  /** Null until it was read. */
  get summary(): LetterSummary | null {
    return this.#summary
  }

  get readers(): readonly ReaderStatus[] {
    return this.#readers
  }

  get thread(): readonly ThreadEntry[] {
    return this.#thread
  }

  /** Null until it was read, and when it cannot be. */
  get letter(): Letter | null {
    return this.#letter
  }

  get isGone(): boolean {
    return this.#isGone
  }

  get cost(): LetterCost | null {
    return this.#cost
  }

  /** Those who met this letter as a link and ask to be let in. */
  get asks(): readonly Ask[] {
    return this.#asks
  }

  get error(): unknown {
    return this.#error
  }

  /** What is under way. */
  get acting(): AuthorAct | null {
    return this.#acting
  }

  /** What the last act came to. */
  get acted(): Acted | null {
    return this.#acted
  }

  /** Follows the letter until the returned function is called. */
  listen(): () => void {
    const { events } = this.#app
    const stops = [
      // The ref of the address may be a shortened one.
      events.on('letter-changed', ({ ref }) => {
        if (ref.startsWith(this.#ref) || this.#thread.some((entry) => entry.ref === ref)) this.#readSoon()
      }),
      // It may be an answer.
      events.on('letter-arrived', () => this.#readSoon()),
      events.on('contact-changed', () => this.#readSoon()),
      events.on('reconnected', () => this.#readSoon()),
      () => clearTimeout(this.#timer),
    ]
    return () => {
      for (const stop of stops) stop()
    }
  }

  async read(): Promise<void> {
    const { letters } = this.#app.api
    const ref = this.#ref
    try {
      const [summary, status, cost, asks, thread] = await Promise.all([
        letters.summary({ ref }),
        letters.status({ ref }),
        letters.cost({ ref }),
        letters.asks(),
        letters.thread({ ref }).catch(ignoreRefusal),
      ])
      this.#letter = await this.#readWords()
      this.#summary = summary
      this.#readers = status.readers
      this.#cost = cost
      this.#thread = thread ?? this.#thread
      this.#asks = asks.filter((ask) => ask.ref === status.ref)
      this.#error = null
    } catch (error) {
      this.#error = error
    }
  }

  /** Of a letter of the thread that is not for this author. @throws NOT_FOUND when its author is no contact */
  async ask(ref: RefText, text: string): Promise<void> {
    await this.#app.api.letters.ask({ ref, text })
  }

  /** @throws UNREACHABLE and what the engine refuses; nothing has changed then, or it is not known */
  async act(act: AuthorAct): Promise<void> {
    if (this.#acting !== null) return
    this.#acting = act
    try {
      const { readers } = await this.#app.api.letters[act]({ ref: this.#ref })
      await this.read()
      const openedAt = new Map(
        this.#readers.map(({ person, state, at }) => [person, state === 'notified' ? null : at]),
      )
      this.#acted = {
        act,
        readers: readers.map(({ person, name, outcome }) => ({
          name,
          outcome,
          openedAt: openedAt.get(person) ?? null,
        })),
      }
    } finally {
      this.#acting = null
    }
  }

  forgetActed(): void {
    this.#acted = null
  }

  async #readWords(): Promise<Letter | null> {
    try {
      return await this.#app.api.letters.read({ ref: this.#ref, waitMs: 0 })
    } catch (error) {
      if (!(error instanceof EngineError) || (error.code !== 'RECALLED' && error.code !== 'EXPIRED'))
        throw error
      this.#isGone = true
      return null
    }
  }

  #readSoon(): void {
    clearTimeout(this.#timer)
    this.#timer = setTimeout(() => void this.read(), SETTLE_MS)
  }
}

function ignoreRefusal(error: unknown): null {
  if (!(error instanceof EngineError)) throw error
  return null
}
