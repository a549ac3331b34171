// Looking for letters as one types: one question at a time, the latest counts.
// Over what is mine or opened, and the titles of the rest; opens nothing.
import type { LetterSummary } from '../../core/contract/index.ts'
import type { App } from './app.svelte.ts'
import { queryWords } from './highlight.ts'
import { idOf, LetterPages } from './letter-pages.svelte.ts'

/** Shorter than the pause between two words, longer than that between two letters. */
const PAUSE_MS = 160

export class Search {
  readonly pages: LetterPages
  readonly #app: App
  #query = $state('')
  /** What the results of now are for. */
  #asked = $state('')
  /** The row that the keys stand on. */
  current = $state<string | null>(null)
  #timer: ReturnType<typeof setTimeout> | undefined

  constructor(app: App) {
    this.#app = app
    this.pages = new LetterPages({
      events: app.events,
      readSummary: (ref) => app.api.letters.summary({ ref }),
    })
  }

  get query(): string {
    return this.#query
  }

  /** As typed; asked after a pause. */
  set query(query: string) {
    this.#query = query
    this.current = null
    clearTimeout(this.#timer)
    this.#timer = setTimeout(() => this.ask(), PAUSE_MS)
  }

  get isBlank(): boolean {
    return this.#query.trim() === ''
  }

  /** Typed further than was asked, or not answered yet. */
  get isSearching(): boolean {
    return !this.isBlank && (this.#asked !== this.#query.trim() || this.pages.phase === 'loading')
  }

  /** For the eye to find in the results. */
  get words(): string[] {
    return queryWords(this.#asked)
  }

  /** The letter that the keys come to next; null at the end, and where there is none. */
  step(by: 1 | -1): LetterSummary | null {
    const next = this.pages.beside(this.current, by)
    if (next !== null) this.current = idOf(next)
    return next
  }

  /** The letter that the keys stand on; null where it is not among those loaded. */
  get here(): LetterSummary | null {
    return this.pages.entries.find((letter) => idOf(letter) === this.current) ?? null
  }

  /** Without waiting for the pause. */
  ask(): void {
    clearTimeout(this.#timer)
    const query = this.#query.trim()
    if (query === this.#asked) return
    this.#asked = query
    const readPage = query === '' ? async () => [] : this.#reader(query)
    void this.pages.open(readPage, { keepUntilRead: query !== '' })
  }

  #reader(query: string): Parameters<LetterPages['open']>[0] {
    return (limit, before) => this.#app.api.letters.search({ query, limit, before })
  }
}
