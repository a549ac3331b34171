// A list of letters, read from the engine page by page while the person scrolls, and kept up to
// date. Beside receive and state. A changed letter is asked for individually, so that the list does
// not jump.
import {
  isEngineError,
  type EngineError,
  type LetterSummary,
  type ListOrder,
  type RefText,
} from '../../core/contract/index.ts'
import type { App } from './app.svelte.ts'

/** Reads a page in list order, after the letter `before`. */
export type ReadPage = (
  limit: number,
  before: LetterSummary['cursor'] | undefined,
) => Promise<LetterSummary[]>

export interface OpenOptions {
  /** The order of the pages; default: newest first. */
  order?: ListOrder
  /**
   * True for the same list with another filter or order, because the old entries stay until the new
   * ones are read.
   */
  keepUntilRead?: boolean
}

/** The first page is needed at once, the others only before the person scrolls to them. */
const FIRST_PAGE = 60
const NEXT_PAGE = 200
const WHOLE_PAGE = 1000
/** Debounces changes; more than a few cause one full reading. */
const SETTLE_MS = 60
const MANY_CHANGES = 24

export const idOf = (letter: Pick<LetterSummary, 'ref' | 'draft'>): string => letter.ref ?? letter.draft ?? ''

export class LetterPages {
  protected readonly app: App
  /** The row with the keyboard selection; the address does not name it if it is a draft. */
  current = $state<string | null>(null)
  #readPage: ReadPage = () => Promise.resolve([])
  #order: ListOrder = 'newest'
  #entries = $state.raw<readonly LetterSummary[]>([])
  #phase = $state<'loading' | 'ready' | 'failed'>('loading')
  #error = $state.raw<EngineError | null>(null)
  #hasMore = $state(false)
  /**
   * True if the last change added entries at the top, so the view then keeps its scroll position.
   */
  #grewOnTop = $state(false)
  /** Increases with everything that makes the answers of running calls invalid. */
  #turn = 0
  #loadingMore: Promise<void> | null = null
  #changed = new Set<RefText>()
  /** The rows of letters that have just arrived. They came with the event. */
  readonly #arrived = new Map<RefText, LetterSummary>()
  #timer: ReturnType<typeof setTimeout> | undefined

  constructor(app: App) {
    this.app = app
    app.events.on('letter-arrived', ({ ref, letter }) => {
      this.#arrived.set(ref, letter)
      this.#noteChange(ref)
    })
    app.events.on('letter-changed', ({ ref }) => this.#noteChange(ref))
    // Who can hand over a sealed letter depends on whether its author is connected.
    app.events.on('contact-changed', ({ person }) => {
      for (const { ref, from, opensFrom } of this.#entries)
        if (ref !== null && opensFrom !== null && from.person === person) this.#noteChange(ref)
    })
    app.events.on('author-stations-changed', () => {
      for (const { ref, opensFrom } of this.#entries)
        if (ref !== null && (opensFrom === 'stations' || opensFrom === 'nobody')) this.#noteChange(ref)
    })
    app.events.on('reconnected', () => void this.reread())
  }

  get entries(): readonly LetterSummary[] {
    return this.#entries
  }

  get phase(): 'loading' | 'ready' | 'failed' {
    return this.#phase
  }

  get error(): EngineError | null {
    return this.#error
  }

  get hasMore(): boolean {
    return this.#hasMore
  }

  get grewOnTop(): boolean {
    return this.#grewOnTop
  }

  /** Opens another list. Clears the old entries at once, because they would be wrong. */
  async open(
    readPage: ReadPage,
    { order = 'newest', keepUntilRead = false }: OpenOptions = {},
  ): Promise<void> {
    this.#readPage = readPage
    this.#order = order
    this.#changed.clear()
    this.#arrived.clear()
    if (!keepUntilRead) {
      this.#entries = []
      this.#phase = 'loading'
    }
    await this.#fill(FIRST_PAGE)
  }

  /** The letter with the keyboard selection; null if it is not loaded. */
  get here(): LetterSummary | null {
    return this.#entries[this.#currentAt] ?? null
  }

  /** Moves the keyboard selection. Null at the end of the list, and if it is empty. */
  step(by: 1 | -1): LetterSummary | null {
    const at = this.#currentAt
    const next = this.#entries[at === -1 ? 0 : at + by] ?? null
    if (next !== null) this.current = idOf(next)
    return next
  }

  get #currentAt(): number {
    return this.#entries.findIndex((letter) => idOf(letter) === this.current)
  }

  /** Reads everything shown again: after a lost connection, or after too many changes at once. */
  async reread(): Promise<void> {
    await this.#fill(Math.max(FIRST_PAGE, this.#entries.length))
  }

  /** Loads the next page. Callers can call it at any rate; one reading runs at a time. */
  loadMore(): Promise<void> {
    if (!this.#hasMore || this.#phase !== 'ready') return Promise.resolve()
    this.#loadingMore ??= this.#loadNext().finally(() => (this.#loadingMore = null))
    return this.#loadingMore
  }

  async #fill(count: number): Promise<void> {
    const turn = ++this.#turn
    try {
      const { entries, hasMore } = await this.#readAtLeast(count)
      if (turn !== this.#turn) return
      this.#set(entries, hasMore)
      this.#phase = 'ready'
      this.#error = null
    } catch (error) {
      if (turn !== this.#turn) return
      if (!isEngineError(error)) throw error
      this.#error = error
      // A list that was read before stays readable while the engine is unreachable.
      if (this.#entries.length === 0) this.#phase = 'failed'
    }
  }

  async #readAtLeast(count: number): Promise<{ entries: LetterSummary[]; hasMore: boolean }> {
    const entries: LetterSummary[] = []
    while (entries.length < count) {
      const limit = Math.min(WHOLE_PAGE, count - entries.length)
      const page = await this.#readPage(limit, entries.at(-1)?.cursor)
      entries.push(...page)
      if (page.length < limit) return { entries, hasMore: false }
    }
    return { entries, hasMore: true }
  }

  async #loadNext(): Promise<void> {
    const turn = this.#turn
    const before = this.#entries.at(-1)?.cursor
    try {
      const page = await this.#readPage(NEXT_PAGE, before)
      if (turn !== this.#turn || before !== this.#entries.at(-1)?.cursor) return
      this.#set([...this.#entries, ...page], page.length === NEXT_PAGE)
    } catch (error) {
      // The next scroll tries again.
      if (!isEngineError(error)) throw error
    }
  }

  #set(entries: readonly LetterSummary[], hasMore: boolean): void {
    const first = this.#entries[0]
    this.#grewOnTop =
      first !== undefined && entries.length > this.#entries.length && idOf(entries[0]!) !== idOf(first)
    this.#entries = entries
    this.#hasMore = hasMore
  }

  #noteChange(ref: RefText): void {
    this.#changed.add(ref)
    clearTimeout(this.#timer)
    this.#timer = setTimeout(() => void this.#settle(), SETTLE_MS)
  }

  async #settle(): Promise<void> {
    const changed = [...this.#changed]
    const arrived = new Map(this.#arrived)
    this.#changed.clear()
    this.#arrived.clear()
    if (this.#phase === 'failed') return
    // A reading in progress can have begun before the change.
    if (this.#phase === 'loading' || changed.length > MANY_CHANGES) return this.reread()
    for (const ref of changed) await this.#look(ref, arrived.get(ref))
  }

  /**
   * Asks for one letter again. The engine decides its position, so this asks what follows the
   * letter before it.
   */
  async #look(ref: RefText, arrived: LetterSummary | undefined): Promise<void> {
    const turn = this.#turn
    try {
      const known = this.#entries.findIndex((entry) => entry.ref === ref)
      const span =
        known === -1
          ? this.#spanOf(arrived ?? (await this.app.api.letters.summary({ ref })))
          : { from: known, to: known }
      if (span === null || turn !== this.#turn) return
      const limit = span.to - span.from + 1
      if (limit > WHOLE_PAGE) return await this.reread()
      const page = await this.#readPage(limit, this.#entries[span.from - 1]?.cursor)
      if (turn !== this.#turn || this.#entries.findIndex((entry) => entry.ref === ref) !== known) return
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
    const next = this.#entries[at + 1]
    const hasLeft =
      found === undefined ? next === undefined : next !== undefined && idOf(found) === idOf(next)
    if (!isThere && !hasLeft) return this.reread()
    this.#set(this.#entries.toSpliced(at, 1, ...(isThere ? [found] : [])), this.#hasMore)
  }

  /**
   * Inserts a letter among its equals in the order of the engine; if that order differs from the
   * list, reads everything again.
   */
  async #insert(ref: RefText, { from, to }: Span, page: readonly LetterSummary[]): Promise<void> {
    if (page.every((letter) => letter.ref !== ref)) return
    const equals = page.filter((letter) => letter.ref !== ref).map(idOf)
    const shown = this.#entries.slice(from, to).map(idOf)
    if (equals.join('\n') !== shown.join('\n')) return this.reread()
    // The earlier version leaves together with the arrival of the new one. If this list shows
    // both, its own change puts it back.
    const earlier = page.find((letter) => letter.ref === ref)!.replaces
    const entries = this.#entries.toSpliced(from, to - from, ...page)
    this.#set(
      entries.filter((letter) => earlier === null || letter.ref !== earlier),
      this.#hasMore,
    )
  }

  /**
   * Returns the entries that equal it in this order, which is its possible position. Null beyond
   * the loaded pages.
   */
  #spanOf(letter: LetterSummary): Span | null {
    const places = this.#entries.map((entry) => compare(entry, letter, this.#order))
    const before = places.filter((place) => place < 0).length
    if (before === places.length && this.#hasMore) return null
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
  const later = a.sentAt < b.sentAt ? -1 : Number(a.sentAt > b.sentAt)
  return order === 'oldest' ? later : -later
}
