// The list of a box: what of it is shown, which letters are selected, and what is done with them.
// Beside receive and state in the life of a message; draws nothing.
import { SvelteSet } from 'svelte/reactivity'
import type { Box, LetterSummary } from '../../core/contract/index.ts'
import { useMessages } from '../messages/messages.svelte.ts'
import type { App } from './app.svelte.ts'
import { idOf, LetterPages, type ReadPage } from './letter-pages.svelte.ts'
import { tidyLetters, type TidyChange } from './tidying.ts'

export type Filter = 'all' | 'unread' | 'starred'

/** The filters that can find something in a box beside `all`. */
export const BOX_FILTERS: Readonly<Record<Box, readonly Filter[]>> = {
  inbox: ['all', 'unread', 'starred'],
  archive: ['all', 'unread', 'starred'],
  starred: ['all', 'unread'],
  snoozed: ['all', 'unread'],
  sent: ['all', 'starred'],
  waiting: ['all'],
  held: ['all'],
  drafts: ['all'],
}

/** The words that narrow a search to a box, as far as there are such; what they let through besides is sorted out here. */
const BOX_QUERIES: Partial<Record<Box, string>> = {
  inbox: 'is:received',
  archive: 'is:archived',
  starred: 'is:starred',
  snoozed: '',
  sent: 'is:sent',
}

const LEAST_SEARCHED = 50
/** A snoozed letter comes back by the clock alone, and no event tells it. */
const SNOOZE_LOOK_MS = 60_000

export class LetterList {
  readonly pages: LetterPages
  readonly selected = new SvelteSet<string>()
  readonly #app: App
  readonly #m = useMessages()
  #box = $state<Box | null>(null)
  #filter = $state<Filter>('all')
  #label = $state<string | null>(null)
  /** The row that the keys stand on, which for a draft is not in the address. */
  #current = $state<string | null>(null)

  constructor(app: App) {
    this.#app = app
    this.pages = new LetterPages({
      events: app.events,
      readSummary: (ref) => app.api.letters.summary({ ref }),
    })
    app.events.on('draft-changed', () => {
      if (this.#box === 'drafts') void this.pages.reread()
    })
    setInterval(() => this.#lookForWoken(), SNOOZE_LOOK_MS)
  }

  get box(): Box | null {
    return this.#box
  }

  get filter(): Filter {
    return this.#filter
  }

  get label(): string | null {
    return this.#label
  }

  get current(): string | null {
    return this.#current
  }

  set current(id: string | null) {
    this.#current = id
  }

  get isNarrowed(): boolean {
    return this.#filter !== 'all' || this.#label !== null
  }

  /** The letters that something would be done to: those selected, in the order they stand. */
  get chosen(): LetterSummary[] {
    return this.pages.entries.filter((letter) => this.selected.has(idOf(letter)))
  }

  show(box: Box): void {
    if (box === this.#box) return
    this.#box = box
    this.#filter = 'all'
    this.#label = null
    this.#current = null
    this.selected.clear()
    void this.pages.open(this.#source(box))
  }

  narrow(filter: Filter, label: string | null): void {
    if (this.#box === null || (filter === this.#filter && label === this.#label)) return
    this.#filter = filter
    this.#label = label
    this.selected.clear()
    void this.pages.open(this.#source(this.#box), 'until-read')
  }

  /** The letter that the keys come to next; null at the end, and where there is none. */
  step(by: 1 | -1): LetterSummary | null {
    const { entries } = this.pages
    const at = entries.findIndex((letter) => idOf(letter) === this.#current)
    const next = at === -1 ? entries[0] : entries[at + by]
    if (next === undefined) return null
    this.#current = idOf(next)
    return next
  }

  /** The letter to look at once `id` is gone from the list: the next, else the one before. */
  neighbour(id: string): LetterSummary | null {
    const { entries } = this.pages
    const at = entries.findIndex((letter) => idOf(letter) === id)
    return at === -1 ? null : (entries[at + 1] ?? entries[at - 1] ?? null)
  }

  toggle(id: string): void {
    if (!this.selected.delete(id)) this.selected.add(id)
  }

  /** From the last one to this one, as Shift does everywhere. */
  extendTo(id: string, from: string | null): void {
    const ids = this.pages.entries.map(idOf)
    const [a, b] = [ids.indexOf(from ?? id), ids.indexOf(id)]
    for (const one of ids.slice(Math.max(0, Math.min(a, b)), Math.max(a, b) + 1)) this.selected.add(one)
  }

  selectLoaded(): void {
    for (const letter of this.pages.entries) this.selected.add(idOf(letter))
  }

  clearSelection(): void {
    this.selected.clear()
  }

  async tidy(
    letters: readonly LetterSummary[],
    change: TidyChange,
    say: (count: number) => string,
  ): Promise<void> {
    try {
      await tidyLetters(this.#app, letters, change, say)
    } catch {
      this.#app.toasts.show({ text: this.#m.common.failed, tone: 'problem' })
    }
  }

  #lookForWoken(): void {
    const { standing } = this.#app
    if (this.#box === null || (standing.boxes?.snoozed.total ?? 0) === 0) return
    standing.readSoon()
    void this.pages.reread()
  }

  #source(box: Box): ReadPage {
    const filter = this.#filter
    const label = this.#label
    if (filter === 'all') {
      return (limit, before) => this.#app.api.letters.list({ box, limit, before, label: label ?? undefined })
    }
    const query = [
      BOX_QUERIES[box],
      filter === 'unread' ? 'is:unread' : 'is:starred',
      label === null ? '' : `label:"${label}"`,
    ]
    return (limit, before) => this.#readFitting(query.filter(Boolean).join(' '), box, limit, before)
  }

  /** A search knows no boxes: pages of it until enough of them stand in this one. */
  async #readFitting(
    query: string,
    box: Box,
    limit: number,
    before: LetterSummary['cursor'] | undefined,
  ): Promise<LetterSummary[]> {
    const fitting: LetterSummary[] = []
    let cursor = before
    const pageSize = Math.max(limit, LEAST_SEARCHED)
    for (;;) {
      const page = await this.#app.api.letters.search({ query, limit: pageSize, before: cursor })
      fitting.push(...page.filter((letter) => standsIn(letter, box, this.#app.clock.now)))
      cursor = page.at(-1)?.cursor
      if (fitting.length >= limit || page.length < pageSize) return fitting.slice(0, limit)
    }
  }
}

/** Whether a letter that a box's query found stands in it, by what the person has done with it. */
export function standsIn({ tidy }: Pick<LetterSummary, 'tidy'>, box: Box, now: Date): boolean {
  const isSnoozed = tidy.snoozedUntil !== null && Date.parse(tidy.snoozedUntil) > now.getTime()
  if (box === 'inbox') return !tidy.archived && !isSnoozed
  if (box === 'sent') return !tidy.archived
  if (box === 'snoozed') return isSnoozed && !tidy.archived
  return true
}
