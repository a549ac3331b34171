// The list of a box or a label by conversation, and the acts on whole threads.
// Beside receive and state in the life of a message; draws nothing.
import type { Bin, GroupId, Muted, RefText, ThreadSummary } from '../../core/contract/index.ts'
import { m } from '../messages/messages.svelte.ts'
import type { App } from './app.svelte.ts'
import { BoxList } from './box-list.svelte.ts'
import {
  groupBeside,
  isLabelled,
  listingAt,
  placeIn,
  placeOfRow,
  refBeside,
  rowIdOf,
  type Labelled,
  type Listing,
} from './listing.ts'
import { isSameObject } from './same-object.ts'
import { ThreadPages } from './thread-pages.svelte.ts'
import { binThreads, muteThreads, tidyThreads, type Leaving, type TidyChange } from './tidying.ts'

/**
 * The boxes that show threads. The others show letters: there the author acts on one letter and its
 * readers.
 */
const THREAD_BOXES = [
  'inbox',
  'waiting',
  'archive',
  'starred',
  'snoozed',
  'imported',
  'spam',
  'trash',
] as const
type ThreadBox = (typeof THREAD_BOXES)[number]
export type ThreadListing = ThreadBox | Labelled

export const hasThreads = (of: Listing): of is ThreadListing =>
  isLabelled(of) || THREAD_BOXES.some((name) => name === of)

export class ThreadList extends BoxList<ThreadSummary> {
  readonly pages: ThreadPages
  /** The thread beside the list, once it is known; an address may name any letter of it. */
  #shown = $state.raw<readonly RefText[]>([])
  /** The group whose letters are beside the list. */
  #shownGroup = $state.raw<GroupId | null>(null)
  /** True while a row is beside the list that the page chose, not the person. */
  isBegun = false

  constructor(app: App) {
    super(app)
    this.pages = new ThreadPages(app)
    this.pages.rest()
  }

  /** The row of the thread beside the list; null if it is not loaded. */
  get shown(): ThreadSummary | null {
    return this.pages.entries.find((entry) => this.#isShown(entry)) ?? null
  }

  /**
   * Tells the list which letters are beside it, and of which group if they are in one. They name the
   * row.
   */
  setShown(refs: readonly RefText[], group: GroupId | null = null): void {
    this.#shown = refs
    this.#shownGroup = group
    const { shown } = this
    if (shown !== null) this.pages.current = rowIdOf(shown)
  }

  /** A row leaves the box on screen: shows the row after it. A letter of a group gives way to the group. */
  leave(row: Pick<ThreadSummary, 'thread' | 'group'>, how: Leaving): void {
    const { route } = this.app
    const of = listingAt(route.place)
    if ((how === 'ordered' && !this.isLeft) || of === null) return
    const { shown } = this
    const id = rowIdOf(row)
    const isBeside = shown !== null && rowIdOf(shown) === id
    const isWithin = !isBeside && shown !== null && shown.group !== null && row.thread === this.#shown[0]
    const next = isWithin ? shown : this.pages.neighbour(id)
    this.pages.drop(new Set([id]))
    const isChosen = refBeside(route.place) !== null || groupBeside(route.place) !== null
    if ((!isBeside && !isWithin) || (!isChosen && !this.isBegun)) return
    route.replace(next === null ? placeIn(of, null) : placeOfRow(of, next))
  }

  async tidy(
    threads: readonly ThreadSummary[],
    change: TidyChange,
    say: (count: number) => string,
  ): Promise<void> {
    await this.#try(() => tidyThreads(this.app, threads, change, say))
  }

  async mute(
    threads: readonly ThreadSummary[],
    muted: Muted | null,
    say: (count: number) => string,
  ): Promise<void> {
    await this.#try(() => muteThreads(this.app, threads, muted, say))
  }

  /** Takes all letters of the threads out of the lists into a bin, or back; their authors learn nothing. */
  async bin(
    threads: readonly ThreadSummary[],
    bin: Bin | null,
    say: (count: number) => string,
  ): Promise<void> {
    await this.#try(() => binThreads(this.app, threads, bin, say))
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

  #isShown({ thread, newest, group }: ThreadSummary): boolean {
    if (group !== null) return group === this.#shownGroup
    return this.#shown.some(
      (ref) => isSameObject(ref, thread) || (newest.ref !== null && isSameObject(ref, newest.ref)),
    )
  }
}
