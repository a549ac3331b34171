// The rows of a list of threads with the news among them, in order of time. Beside receive and state.
// Only a whole list, newest first, has news; a filter is about letters.
import type { NewsEntry, ThreadSummary } from '../../core/contract/index.ts'
import { rowIdOf } from './listing.ts'
import type { ThreadPages } from './thread-pages.svelte.ts'

export interface NewsRowEntry {
  cursor: string
  news: NewsEntry
}

export type InboxRow = ThreadSummary | NewsRowEntry

export const isNews = (row: InboxRow): row is NewsRowEntry => 'news' in row

const rowOf = (news: NewsEntry): NewsRowEntry => ({ cursor: `news-${news.news}`, news })

export class InboxRows {
  readonly #pages: ThreadPages
  readonly #news: () => readonly NewsEntry[]
  readonly #isAbove: (thread: ThreadSummary) => boolean
  readonly #entries = $derived.by(() => this.#merge())

  /**
   * `news`: those that belong in the list, newest first. `isAbove`: true for a thread that is shown
   * above the list, so the list leaves it out.
   */
  constructor(
    pages: ThreadPages,
    news: () => readonly NewsEntry[],
    { isAbove = () => false }: { isAbove?: (thread: ThreadSummary) => boolean } = {},
  ) {
    this.#pages = pages
    this.#news = news
    this.#isAbove = isAbove
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

  /** The row with the keyboard selection; null if it is not loaded. */
  get here(): InboxRow | null {
    return this.#entries[this.#currentAt] ?? null
  }

  idOf = (row: InboxRow): string => (isNews(row) ? row.cursor : rowIdOf(row))

  loadMore(): Promise<void> {
    return this.#pages.loadMore()
  }

  reread(): Promise<void> {
    return this.#pages.reread()
  }

  /** Moves the keyboard selection. Null at the end of the list, and if it is empty. */
  step(by: 1 | -1): InboxRow | null {
    const at = this.#currentAt
    const next = this.#entries[at === -1 ? 0 : at + by] ?? null
    if (next !== null) this.#pages.current = this.idOf(next)
    return next
  }

  get #currentAt(): number {
    return this.#entries.findIndex((row) => this.idOf(row) === this.current)
  }

  #merge(): readonly InboxRow[] {
    const threads = this.#pages.entries.filter((thread) => !this.#isAbove(thread))
    const news = this.#news()
    if (news.length === 0) return threads
    // What is older than the last loaded thread comes with the next page.
    const last = this.hasMore ? (threads.at(-1)?.newestAt ?? '') : ''
    const waiting = news.filter(({ at }) => at >= last)
    // A merge leaves the threads in their order, which decides between equal times.
    const rows: InboxRow[] = []
    for (const thread of threads) {
      while (waiting[0] !== undefined && waiting[0].at > thread.newestAt) rows.push(rowOf(waiting.shift()!))
      rows.push(thread)
    }
    return [...rows, ...waiting.map(rowOf)]
  }
}
