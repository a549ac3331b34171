// A list of threads that follows changes. Beside receive and state. A thread has no row of its own
// in the engine, so a change is answered by one reading of what is shown.
import { isEngineError, type PersonId, type ThreadSummary } from '../../core/contract/index.ts'
import type { App } from './app.svelte.ts'
import { EntryPages } from './entry-pages.svelte.ts'
import { rowIdOf } from './listing.ts'

/** Debounces changes. */
const SETTLE_MS = 60
/** A longer list is read again only at its top after an arrival. */
const HEAD = 100

export class ThreadPages extends EntryPages<ThreadSummary> {
  #timer: ReturnType<typeof setTimeout> | undefined
  /** What has changed since the last reading: the newest threads, or any. */
  #due: 'nothing' | 'top' | 'all' = 'nothing'
  #isReading = false
  /** True for newest first, where arrivals are at the top. */
  isNewestFirst = true
  /** True if the list has only what can be opened now, so who comes or goes changes it. */
  isOfOpenable = false

  constructor(app: App) {
    super()
    app.events.on('letter-arrived', () => this.#plan('top'))
    app.events.on('letter-changed', () => this.#plan('all'))
    app.events.on('mutes-changed', () => this.#plan('all'))
    // Who can hand over a sealed letter depends on whether its author is connected.
    app.events.on('contact-changed', ({ person }) => {
      if (this.isOfOpenable || this.entries.some((entry) => isSealedWith(entry, person))) this.#plan('all')
    })
    app.events.on('author-stations-changed', () => {
      const areAsked = this.entries.some(
        ({ opensFrom }) => opensFrom === 'stations' || opensFrom === 'nobody',
      )
      if (this.isOfOpenable || areAsked) this.#plan('all')
    })
    app.events.on('reconnected', () => this.sleepsThrough() || void this.reread())
  }

  idOf(row: ThreadSummary): string {
    return rowIdOf(row)
  }

  /** Removes threads at once that an act moves to another box; the next reading confirms it. */
  drop(threads: ReadonlySet<string>): void {
    this.set(
      this.entries.filter((row) => !threads.has(rowIdOf(row))),
      this.hasMore,
    )
  }

  protected forgetChanges(): void {
    this.#due = 'nothing'
    clearTimeout(this.#timer)
  }

  #plan(what: 'top' | 'all'): void {
    if (this.sleepsThrough()) return
    if (this.#due !== 'all') this.#due = what
    clearTimeout(this.#timer)
    this.#timer = setTimeout(() => void this.#readDue(), SETTLE_MS)
  }

  /** One reading at a time; what changes meanwhile is read after it. */
  async #readDue(): Promise<void> {
    if (this.#isReading || this.#due === 'nothing') return
    const due = this.#due
    this.#due = 'nothing'
    this.#isReading = true
    try {
      await (due === 'top' && this.#canReadTop ? this.#readTop() : this.reread())
    } finally {
      this.#isReading = false
    }
    await this.#readDue()
  }

  get #canReadTop(): boolean {
    return this.isNewestFirst && this.phase === 'ready' && this.entries.length > HEAD
  }

  /** Reads the newest threads, and keeps the rest of the list below them. */
  async #readTop(): Promise<void> {
    const turn = this.turn
    try {
      const head = await this.readPage(HEAD, undefined)
      if (turn !== this.turn) return
      const lowest = head.at(-1)
      const last =
        lowest === undefined ? -1 : this.entries.findIndex((row) => rowIdOf(row) === rowIdOf(lowest))
      if (last === -1) return await this.reread()
      const read = new Set(head.map(rowIdOf))
      const rest = this.entries.slice(last + 1).filter((row) => !read.has(rowIdOf(row)))
      this.set([...head, ...rest], this.hasMore)
    } catch (error) {
      if (!isEngineError(error)) throw error
    }
  }
}

function isSealedWith({ unopened, people }: ThreadSummary, person: PersonId): boolean {
  return unopened > 0 && people.some((one) => one.person === person)
}
