// A list of entries, read from the engine page by page while the person scrolls. Beside receive and
// state. The kinds of lists differ in how they follow changes: letters and threads.
import { isEngineError, type EngineError } from '../../core/contract/index.ts'

/** Reads a page in list order, after the entry with the cursor `before`. */
export type ReadPage<Entry extends { cursor: string }> = (
  limit: number,
  before: Entry['cursor'] | undefined,
) => Promise<Entry[]>

export interface OpenOptions {
  /**
   * True for the same list with another filter or order, because the old entries stay until the new
   * ones are read.
   */
  keepUntilRead?: boolean
}

/** The first page is needed at once, the others only before the person scrolls to them. */
const FIRST_PAGE = 60
const NEXT_PAGE = 200
export const WHOLE_PAGE = 1000

export abstract class EntryPages<Entry extends { cursor: string }> {
  /** The row with the keyboard selection; the address does not name it if it is a draft. */
  current = $state<string | null>(null)
  protected readPage: ReadPage<Entry> = () => Promise.resolve([])
  #entries = $state.raw<readonly Entry[]>([])
  #phase = $state<'loading' | 'ready' | 'failed'>('loading')
  #error = $state.raw<EngineError | null>(null)
  #hasMore = $state(false)
  /**
   * True if the last change added entries at the top, so the view then keeps its scroll position.
   */
  #grewOnTop = $state(false)
  /** Increases with everything that makes the answers of running calls invalid. */
  protected turn = 0
  #loadingMore: Promise<void> | null = null
  /** True while no view shows the list, so changes cost no calls. */
  #isResting = false
  #isStale = false

  /** Returns what names the entry within its list. */
  abstract idOf(entry: Entry): string

  get entries(): readonly Entry[] {
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
  async open(readPage: ReadPage<Entry>, { keepUntilRead = false }: OpenOptions = {}): Promise<void> {
    this.readPage = readPage
    this.forgetChanges()
    if (!keepUntilRead) {
      this.#entries = []
      this.#phase = 'loading'
    }
    await this.#fill(FIRST_PAGE)
  }

  /** The entry with the keyboard selection; null if it is not loaded. */
  get here(): Entry | null {
    return this.#entries[this.#currentAt] ?? null
  }

  /** Moves the keyboard selection. Null at the end of the list, and if it is empty. */
  step(by: 1 | -1): Entry | null {
    const at = this.#currentAt
    const next = this.#entries[at === -1 ? 0 : at + by] ?? null
    if (next !== null) this.current = this.idOf(next)
    return next
  }

  /** Returns the entry to show once `id` leaves the list: the next one, else the one before. */
  neighbour(id: string): Entry | null {
    const at = this.#entries.findIndex((entry) => this.idOf(entry) === id)
    return at === -1 ? null : (this.#entries[at + 1] ?? this.#entries[at - 1] ?? null)
  }

  get #currentAt(): number {
    return this.#entries.findIndex((entry) => this.idOf(entry) === this.current)
  }

  /** Call this function when no view shows the list any longer. `wake` ends it. */
  rest(): void {
    this.#isResting = true
  }

  wake(): void {
    this.#isResting = false
    if (!this.#isStale) return
    this.#isStale = false
    void this.reread()
  }

  /** Returns true if the list is resting; then it is read again once it wakes. */
  protected sleepsThrough(): boolean {
    this.#isStale ||= this.#isResting
    return this.#isResting
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

  protected set(entries: readonly Entry[], hasMore: boolean): void {
    const first = this.#entries[0]
    this.#grewOnTop =
      first !== undefined &&
      entries.length > this.#entries.length &&
      this.idOf(entries[0]!) !== this.idOf(first)
    this.#entries = entries
    this.#hasMore = hasMore
  }

  /** Another list is opened: changes of the old one do not matter. */
  protected abstract forgetChanges(): void

  async #fill(count: number): Promise<void> {
    const turn = ++this.turn
    try {
      const { entries, hasMore } = await this.#readAtLeast(count)
      if (turn !== this.turn) return
      this.set(entries, hasMore)
      this.#phase = 'ready'
      this.#error = null
    } catch (error) {
      if (turn !== this.turn) return
      if (!isEngineError(error)) throw error
      this.#error = error
      // A list that was read before stays readable while the engine is unreachable.
      if (this.#entries.length === 0) this.#phase = 'failed'
    }
  }

  async #readAtLeast(count: number): Promise<{ entries: Entry[]; hasMore: boolean }> {
    const entries: Entry[] = []
    while (entries.length < count) {
      const limit = Math.min(WHOLE_PAGE, count - entries.length)
      const page = await this.readPage(limit, entries.at(-1)?.cursor)
      entries.push(...page)
      if (page.length < limit) return { entries, hasMore: false }
    }
    return { entries, hasMore: true }
  }

  async #loadNext(): Promise<void> {
    const turn = this.turn
    const before = this.#entries.at(-1)?.cursor
    try {
      const page = await this.readPage(NEXT_PAGE, before)
      if (turn !== this.turn || before !== this.#entries.at(-1)?.cursor) return
      this.set([...this.#entries, ...page], page.length === NEXT_PAGE)
    } catch (error) {
      // The next scroll tries again.
      if (!isEngineError(error)) throw error
    }
  }
}
