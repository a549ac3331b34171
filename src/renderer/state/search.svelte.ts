// Searches letters while the person types. Only the latest question counts. Covers letters sent or
// opened here, and the titles of the others; opens no letter.
import type { App } from './app.svelte.ts'
import { queryWords } from './highlight.ts'
import { LetterPages } from './letter-pages.svelte.ts'

/** Shorter than the pause between two words, longer than that between two letters. */
const PAUSE_MS = 160

export class Search {
  readonly pages: LetterPages
  readonly #app: App
  #query = $state('')
  /** The query of the current results. */
  #asked = $state('')
  /** The query whose letters are shown because the typed one has none; null if it has. */
  #instead = $state<string | null>(null)
  #timer: ReturnType<typeof setTimeout> | undefined

  constructor(app: App) {
    this.#app = app
    this.pages = new LetterPages(app)
  }

  get query(): string {
    return this.#query
  }

  /** The typed text; a search follows after a pause. */
  set query(query: string) {
    this.#query = query
    this.pages.current = null
    clearTimeout(this.#timer)
    this.#timer = setTimeout(() => this.ask(), PAUSE_MS)
  }

  get isBlank(): boolean {
    return this.#query.trim() === ''
  }

  /** True while the typed text differs from the last question, or its answer is pending. */
  get isSearching(): boolean {
    return !this.isBlank && (this.#asked !== this.#query.trim() || this.pages.phase === 'loading')
  }

  /** The query of the shown letters. */
  get shownQuery(): string {
    return this.#instead ?? this.#query.trim()
  }

  get isInstead(): boolean {
    return this.#instead !== null
  }

  /** True if the typed query has an answer without letters. */
  get hasNone(): boolean {
    const { phase, error, entries } = this.pages
    return !this.isBlank && !this.isSearching && phase !== 'loading' && error === null && entries.length === 0
  }

  /** The words to mark in the results. */
  get words(): string[] {
    return queryWords(this.#instead ?? this.#asked)
  }

  /** Shows the letters of this query until another text is typed. */
  askInstead(query: string): void {
    this.#instead = query
    void this.pages.open(this.#reader(query), { keepUntilRead: true })
  }

  /** Searches now, without waiting for the pause. */
  ask(): void {
    clearTimeout(this.#timer)
    const query = this.#query.trim()
    if (query === this.#asked) return
    this.#asked = query
    this.#instead = null
    const readPage = query === '' ? async () => [] : this.#reader(query)
    void this.pages.open(readPage, { keepUntilRead: query !== '' })
  }

  #reader(query: string): Parameters<LetterPages['open']>[0] {
    return (limit, before) => this.#app.api.letters.search({ query, limit, before })
  }
}
