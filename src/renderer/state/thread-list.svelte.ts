// The list of a box or a label by conversation, and the acts on whole threads.
// Beside receive and state in the life of a message; draws nothing.
import type { RefText, ThreadSummary } from '../../core/contract/index.ts'
import { m } from '../messages/messages.svelte.ts'
import type { App } from './app.svelte.ts'
import { BoxList } from './box-list.svelte.ts'
import { isLabelled, listingAt, placeIn, refBeside, type Labelled, type Listing } from './listing.ts'
import { isSameObject } from './same-object.ts'
import { ThreadPages } from './thread-pages.svelte.ts'
import { removeThreads, tidyThreads, type Leaving, type TidyChange } from './tidying.ts'

/**
 * The boxes that show threads. The others show letters: there the author acts on one letter and its
 * readers.
 */
const THREAD_BOXES = ['inbox', 'waiting', 'archive', 'starred', 'snoozed', 'imported'] as const
type ThreadBox = (typeof THREAD_BOXES)[number]
export type ThreadListing = ThreadBox | Labelled

export const hasThreads = (of: Listing): of is ThreadListing =>
  isLabelled(of) || THREAD_BOXES.some((name) => name === of)

export class ThreadList extends BoxList<ThreadSummary> {
  readonly pages: ThreadPages
  /** The thread beside the list, once it is known; an address may name any letter of it. */
  #shown = $state.raw<readonly RefText[]>([])

  constructor(app: App) {
    super(app)
    this.pages = new ThreadPages(app)
  }

  /** The row of the thread beside the list; null if it is not loaded. */
  get shown(): ThreadSummary | null {
    return this.#shown.length === 0
      ? null
      : (this.pages.entries.find((entry) => this.#isShown(entry)) ?? null)
  }

  /** Tells the list which letters are beside it; one of them names the thread's row. */
  noteShown(refs: readonly RefText[]): void {
    this.#shown = refs
    const { shown } = this
    if (shown !== null) this.pages.current = shown.thread
  }

  /** A thread leaves the box on screen: shows the thread after it. */
  leave(thread: RefText, how: Leaving): void {
    const { route } = this.app
    const of = listingAt(route.place)
    if ((how === 'ordered' && !this.isLeft) || of === null) return
    const isBeside = this.shown?.thread === thread
    const next = this.pages.neighbour(thread)?.thread ?? null
    this.pages.drop(new Set([thread]))
    if (isBeside && refBeside(route.place) !== null) route.replace(placeIn(of, next))
  }

  async tidy(
    threads: readonly ThreadSummary[],
    change: TidyChange,
    say: (count: number) => string,
  ): Promise<void> {
    await this.#try(() => tidyThreads(this.app, threads, change, say))
  }

  /** Takes all letters of the threads from this person's lists; their authors learn nothing. */
  async remove(threads: readonly ThreadSummary[], say: (count: number) => string): Promise<void> {
    await this.#try(() => removeThreads(this.app, threads, say))
  }

  async #try(act: () => Promise<void>): Promise<void> {
    try {
      await act()
    } catch {
      this.app.toasts.show({ text: m.common.failed, tone: 'problem' })
      void this.pages.reread()
    }
  }

  protected openPages(of: Listing, keepUntilRead: boolean): void {
    if (!hasThreads(of)) return
    const { only, person, label: chosen } = this.narrowing
    const { box, label } = isLabelled(of)
      ? { box: 'all' as const, label: of.label }
      : { box: of, label: chosen }
    const order = this.narrowing.order === 'oldest' ? 'oldest' : 'newest'
    this.pages.isNewestFirst = order === 'newest'
    this.pages.isOfOpenable = only.includes('openable')
    const wanted = { box, order, only: [...only], person: person ?? undefined, label: label ?? undefined }
    void this.pages.open((limit, before) => this.app.api.threads.list({ ...wanted, order, limit, before }), {
      keepUntilRead,
    })
  }

  #isShown({ thread, newest }: ThreadSummary): boolean {
    return this.#shown.some(
      (ref) => isSameObject(ref, thread) || (newest.ref !== null && isSameObject(ref, newest.ref)),
    )
  }
}
