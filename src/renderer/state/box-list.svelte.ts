// What the lists of letters and of threads share: the box or label, its filter and order, and the
// selection. Beside receive and state in the life of a message; draws nothing.
import { SvelteSet } from 'svelte/reactivity'
import type { Box } from '../../core/contract/index.ts'
import type { App } from './app.svelte.ts'
import type { EntryPages } from './entry-pages.svelte.ts'
import { isLabelled, keyOf, listingAt, type Listing } from './listing.ts'
import { isNarrowed, WHOLE, type Narrowing } from './narrowing.ts'
import { Narrowings } from './narrowings.svelte.ts'

/** A snooze ends by the clock, and no event reports it. */
const SNOOZE_LOOK_MS = 60_000

/** Archiving or snoozing removes entries from these boxes; in other boxes they stay. */
const LEFT: ReadonlySet<Box> = new Set(['inbox', 'waiting', 'sent', 'archive', 'snoozed'])

export abstract class BoxList<Entry extends { cursor: string }> {
  abstract readonly pages: EntryPages<Entry>
  readonly selected = new SvelteSet<string>()
  protected readonly app: App
  readonly #narrowings: Narrowings
  #of = $state.raw<Listing | null>(null)
  #looking: ReturnType<typeof setInterval> | undefined

  constructor(app: App) {
    this.app = app
    this.#narrowings = app.noun(Narrowings)
  }

  /** True if the list shows this box or label. */
  isOf(listing: Listing | null): boolean {
    return listing !== null && this.#of !== null && keyOf(listing) === keyOf(this.#of)
  }

  /** The filter and order of the listing on screen; each has its own. */
  get narrowing(): Narrowing {
    return this.#of === null ? WHOLE : this.#narrowings.of(this.#of)
  }

  get isNarrowed(): boolean {
    return isNarrowed(this.narrowing)
  }

  /** The entries that an act would apply to: the selected ones, in list order. */
  get chosen(): Entry[] {
    return this.pages.entries.filter((entry) => this.selected.has(this.pages.idOf(entry)))
  }

  show(of: Listing): void {
    this.pages.wake()
    this.#looking ??= setInterval(() => this.#lookForWoken(), SNOOZE_LOOK_MS)
    if (this.isOf(of)) return
    this.#of = of
    this.pages.current = null
    this.selected.clear()
    this.openPages(of, false)
  }

  /**
   * No view shows the list any longer. Its filter ends when the person leaves it for another screen:
   * a forgotten filter hides letters.
   */
  rest(): void {
    this.pages.rest()
    clearInterval(this.#looking)
    this.#looking = undefined
    const of = this.#of
    if (of === null || !this.isNarrowed || this.isOf(listingAt(this.app.route.place))) return
    this.#narrowings.set(of, { ...WHOLE, order: this.narrowing.order })
    this.#of = null
  }

  /** Properties that `changed` omits stay the same. */
  narrow(changed: Partial<Narrowing>): void {
    const of = this.#of
    if (of === null) return
    this.#narrowings.set(of, { ...this.narrowing, ...changed })
    this.selected.clear()
    this.openPages(of, true)
  }

  /** True if an archived or snoozed entry leaves the box on screen. With a label it stays. */
  get isLeft(): boolean {
    const of = listingAt(this.app.route.place)
    return of !== null && !isLabelled(of) && this.isOf(of) && LEFT.has(of)
  }

  toggle(id: string): void {
    if (!this.selected.delete(id)) this.selected.add(id)
  }

  /** Selects all from the last selected entry to this one, as with Shift. */
  extendTo(id: string, from: string | null): void {
    const ids = this.#ids
    const [a, b] = [ids.indexOf(from ?? id), ids.indexOf(id)]
    for (const one of ids.slice(Math.max(0, Math.min(a, b)), Math.max(a, b) + 1)) this.selected.add(one)
  }

  selectLoaded(): void {
    for (const id of this.#ids) this.selected.add(id)
  }

  clearSelection(): void {
    this.selected.clear()
  }

  /** Opens the pages of the listing in the current order and filter. */
  protected abstract openPages(of: Listing, keepUntilRead: boolean): void

  get #ids(): string[] {
    return this.pages.entries.map((entry) => this.pages.idOf(entry))
  }

  #lookForWoken(): void {
    const { counts } = this.app
    if (this.#of === null || (counts.boxes?.snoozed.total ?? 0) === 0) return
    counts.readSoon()
    void this.pages.reread()
  }
}
