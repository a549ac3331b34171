// The rows of a list of threads with the news among them, in order of time. Beside receive and state.
// Only a whole list, newest first, has news; a filter is about letters. The newsletters of a day can be
// one row, which unfolds. The keyboard reaches the urgent
// letters above the list as if they were its first rows.
import type { LetterSummary, NewsEntry, RefText, ThreadSummary } from '../../core/contract/index.ts'
import { rowIdOf } from './listing.ts'
import type { ThreadPages } from './thread-pages.svelte.ts'

export interface NewsRowEntry {
  cursor: string
  news: NewsEntry
}

/** The newsletters of one day. Those that are unfolded follow it. */
export interface BulkRowEntry {
  cursor: string
  bulk: readonly ThreadSummary[]
  isOpen: boolean
}

export type InboxRow = ThreadSummary | NewsRowEntry | BulkRowEntry

/** An urgent letter above the list. */
export interface AboveRow {
  above: LetterSummary
}

export const isNews = (row: InboxRow): row is NewsRowEntry => 'news' in row
export const isBulkRow = (row: InboxRow): row is BulkRowEntry => 'bulk' in row
export const isThreadRow = (row: InboxRow): row is ThreadSummary => !isNews(row) && !isBulkRow(row)
export const isAboveRow = (row: InboxRow | AboveRow): row is AboveRow => 'above' in row

interface Above {
  /** The letters above the list, from the top. */
  letters: () => readonly LetterSummary[]
  /** True for a thread that is shown above the list, so the list leaves it out. */
  standFor: (thread: ThreadSummary) => boolean
  /** True for a newsletter that is folded with the others of its day. */
  isFolded?: (thread: ThreadSummary) => boolean
}

const NOTHING_ABOVE: Above = { letters: () => [], standFor: () => false }
const NOBODY = (): boolean => false

const rowOf = (news: NewsEntry): NewsRowEntry => ({ cursor: `news-${news.news}`, news })

export class InboxRows {
  readonly #pages: ThreadPages
  readonly #news: () => readonly NewsEntry[]
  readonly #above: Above
  /** The letter above the list with the keyboard selection; null while it is in the list. */
  above = $state.raw<RefText | null>(null)
  /** The days whose newsletters are unfolded. */
  #open = $state.raw<readonly string[]>([])
  readonly #entries = $derived.by(() => this.#merge())

  /** `news`: those that belong in the list, newest first. */
  constructor(pages: ThreadPages, news: () => readonly NewsEntry[], above: Above = NOTHING_ABOVE) {
    this.#pages = pages
    this.#news = news
    this.#above = above
  }

  get entries(): readonly InboxRow[] {
    return this.#entries
  }

  get hasMore(): boolean {
    return this.#pages.hasMore
  }

  get grewOnTop(): boolean {
    return this.#pages.grewOnTop
  }

  get current(): string | null {
    return this.#pages.current
  }

  /** The row of the list with the keyboard selection; null if it is above the list, or not loaded. */
  get here(): InboxRow | null {
    return this.above === null ? (this.#entries[this.#currentAt] ?? null) : null
  }

  idOf = (row: InboxRow): string => (isThreadRow(row) ? rowIdOf(row) : row.cursor)

  /** Folds or unfolds the newsletters of a day. */
  toggle({ cursor }: BulkRowEntry): void {
    this.#open = this.#open.includes(cursor)
      ? this.#open.filter((one) => one !== cursor)
      : [...this.#open, cursor]
  }

  loadMore(): Promise<void> {
    return this.#pages.loadMore()
  }

  reread(): Promise<void> {
    return this.#pages.reread()
  }

  /** Moves the keyboard selection. Null at either end, and if there is no row. */
  step(by: 1 | -1): InboxRow | AboveRow | null {
    const letters = this.#above.letters()
    const at = letters.findIndex(({ ref }) => ref === this.above)
    const from = at === -1 && this.#currentAt !== -1 ? letters.length + this.#currentAt : at
    const to = from === -1 ? 0 : from + by
    const above = letters[to]
    const next = above === undefined ? (this.#entries[to - letters.length] ?? null) : { above }
    if (next === null) return null
    this.above = above?.ref ?? null
    if (!isAboveRow(next)) this.#pages.current = this.idOf(next)
    return next
  }

  get #currentAt(): number {
    return this.#entries.findIndex((row) => this.idOf(row) === this.current)
  }

  #merge(): readonly InboxRow[] {
    const threads = this.#pages.entries.filter((thread) => !this.#above.standFor(thread))
    const folded = this.#fold(threads)
    const news = this.#news()
    if (news.length === 0) return folded
    // What is older than the last loaded thread comes with the next page.
    const last = this.hasMore ? (threads.at(-1)?.newestAt ?? '') : ''
    const waiting = news.filter(({ at }) => at >= last)
    // A merge leaves the threads in their order, which decides between equal times.
    const rows: InboxRow[] = []
    for (const row of folded) {
      while (waiting[0] !== undefined && waiting[0].at > timeOf(row)) rows.push(rowOf(waiting.shift()!))
      rows.push(row)
    }
    return [...rows, ...waiting.map(rowOf)]
  }

  /** Puts the newsletters of each day into one row, in the place of the newest. One alone stays. */
  #fold(threads: readonly ThreadSummary[]): readonly (ThreadSummary | BulkRowEntry)[] {
    const isFolded = this.#above.isFolded ?? NOBODY
    const days = new Map<string, ThreadSummary[]>()
    for (const thread of threads)
      if (isFolded(thread)) days.set(dayOf(thread), [...(days.get(dayOf(thread)) ?? []), thread])
    return threads.flatMap((thread) => {
      const bulk = days.get(dayOf(thread)) ?? []
      if (bulk.length < 2 || !isFolded(thread)) return [thread]
      if (bulk[0] !== thread) return []
      const cursor = `bulk-${dayOf(thread)}`
      const isOpen = this.#open.includes(cursor)
      return [{ cursor, bulk, isOpen }, ...(isOpen ? bulk : [])]
    })
  }
}

const timeOf = (row: ThreadSummary | BulkRowEntry): string => ('bulk' in row ? row.bulk[0]! : row).newestAt

/** The day where the person is. */
function dayOf({ newestAt }: ThreadSummary): string {
  return new Date(newestAt).toDateString()
}
