// A list of letters that follows changes. Beside receive and state. A changed letter is asked for
// individually, so that the list does not jump.
import { isEngineError, type LetterSummary, type ListOrder, type RefText } from '../../core/contract/index.ts'
import type { App } from './app.svelte.ts'
import { EntryPages, WHOLE_PAGE, type ReadPage } from './entry-pages.svelte.ts'
import { listedTime } from './listed-time.ts'

/** Debounces changes; more than a few cause one full reading. */
const SETTLE_MS = 60
const MANY_CHANGES = 24

interface OpenOptions {
  /** The order of the pages; default: newest first. */
  order?: ListOrder
  keepUntilRead?: boolean
}

export const idOf = (letter: Pick<LetterSummary, 'ref' | 'draft'>): string => letter.ref ?? letter.draft ?? ''

export class LetterPages extends EntryPages<LetterSummary> {
  protected readonly app: App
  #order: ListOrder = 'newest'
  #changed = new Set<RefText>()
  /** The rows of letters that have just arrived. They came with the event. */
  readonly #arrived = new Map<RefText, LetterSummary>()
  #timer: ReturnType<typeof setTimeout> | undefined

  constructor(app: App) {
    super()
    this.app = app
    app.events.on('letter-arrived', ({ ref, letter }) => {
      this.#arrived.set(ref, letter)
      this.#queueChange(ref)
    })
    app.events.on('letter-changed', ({ ref }) => this.#queueChange(ref))
    // Who can hand over a sealed letter depends on whether its author is connected.
    app.events.on('contact-changed', ({ person }) => {
      for (const { ref, from, opensFrom } of this.entries)
        if (ref !== null && opensFrom !== null && from.person === person) this.#queueChange(ref)
    })
    app.events.on('author-stations-changed', () => {
      for (const { ref, opensFrom } of this.entries)
        if (ref !== null && (opensFrom === 'stations' || opensFrom === 'nobody')) this.#queueChange(ref)
    })
    app.events.on('reconnected', () => this.sleepsThrough() || void this.reread())
  }

  idOf(letter: LetterSummary): string {
    return idOf(letter)
  }

  override async open(
    readPage: ReadPage<LetterSummary>,
    { order = 'newest', ...options }: OpenOptions = {},
  ): Promise<void> {
    this.#order = order
    await super.open(readPage, options)
  }

  protected forgetChanges(): void {
    this.#changed.clear()
    this.#arrived.clear()
  }

  #queueChange(ref: RefText): void {
    if (this.sleepsThrough()) return
    this.#changed.add(ref)
    clearTimeout(this.#timer)
    this.#timer = setTimeout(() => void this.#readChanged(), SETTLE_MS)
  }

  async #readChanged(): Promise<void> {
    const changed = [...this.#changed]
    const arrived = new Map(this.#arrived)
    this.#changed.clear()
    this.#arrived.clear()
    if (this.phase === 'failed') return
    // A reading in progress can have begun before the change.
    if (this.phase === 'loading' || changed.length > MANY_CHANGES) return this.reread()
    for (const ref of changed) await this.#look(ref, arrived.get(ref))
  }

  /**
   * Asks for one letter again. The engine decides its position, so this asks what follows the
   * letter before it.
   */
  async #look(ref: RefText, arrived: LetterSummary | undefined): Promise<void> {
    const turn = this.turn
    try {
      const known = this.entries.findIndex((entry) => entry.ref === ref)
      const span =
        known === -1
          ? this.#spanOf(arrived ?? (await this.app.api.letters.summary({ ref })))
          : { from: known, to: known }
      if (span === null || turn !== this.turn) return
      const limit = span.to - span.from + 1
      if (limit > WHOLE_PAGE) return await this.reread()
      const page = await this.readPage(limit, this.entries[span.from - 1]?.cursor)
      if (turn !== this.turn || this.entries.findIndex((entry) => entry.ref === ref) !== known) return
      if (known === -1) await this.#insert(ref, span, page)
      else await this.#put(ref, known, page[0])
    } catch (error) {
      if (!isEngineError(error)) throw error
    }
  }

  /**
   * Updates the letter, or removes it if its neighbour follows directly; if another letter is
   * between them, reads everything again.
   */
  async #put(ref: RefText, at: number, found: LetterSummary | undefined): Promise<void> {
    const isThere = found?.ref === ref
    const next = this.entries[at + 1]
    const hasLeft =
      found === undefined ? next === undefined : next !== undefined && idOf(found) === idOf(next)
    if (!isThere && !hasLeft) return this.reread()
    this.set(this.entries.toSpliced(at, 1, ...(isThere ? [found] : [])), this.hasMore)
  }

  /**
   * Inserts a letter among its equals in the order of the engine; if that order differs from the
   * list, reads everything again.
   */
  async #insert(ref: RefText, { from, to }: Span, page: readonly LetterSummary[]): Promise<void> {
    if (page.every((letter) => letter.ref !== ref)) return
    const equals = page.filter((letter) => letter.ref !== ref).map(idOf)
    const shown = this.entries.slice(from, to).map(idOf)
    if (equals.join('\n') !== shown.join('\n')) return this.reread()
    // The earlier version leaves together with the arrival of the new one. If this list shows
    // both, its own change puts it back.
    const earlier = page.find((letter) => letter.ref === ref)!.replaces
    const entries = this.entries.toSpliced(from, to - from, ...page)
    this.set(
      entries.filter((letter) => earlier === null || letter.ref !== earlier),
      this.hasMore,
    )
  }

  /**
   * Returns the entries that equal it in this order, which is its possible position. Null beyond
   * the loaded pages.
   */
  #spanOf(letter: LetterSummary): Span | null {
    const places = this.entries.map((entry) => compare(entry, letter, this.#order))
    const before = places.filter((place) => place < 0).length
    if (before === places.length && this.hasMore) return null
    return { from: before, to: before + places.filter((place) => place === 0).length }
  }
}

interface Span {
  from: number
  to: number
}

/** Below 0 if `a` precedes `b`; 0 if only the engine knows. */
function compare(a: LetterSummary, b: LetterSummary, order: ListOrder): number {
  if (order === 'largest') return b.size - a.size
  const later = listedTime(a) - listedTime(b)
  return order === 'oldest' ? later : -later
}
