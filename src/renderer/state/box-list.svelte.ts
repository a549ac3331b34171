// What the lists of boxes share, of letters and of threads: the box, its filter and order, and the
// selection. Beside receive and state in the life of a message; draws nothing.
import { SvelteSet } from 'svelte/reactivity'
import type { Box } from '../../core/contract/index.ts'
import type { App } from './app.svelte.ts'
import type { EntryPages } from './entry-pages.svelte.ts'
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
  #box = $state<Box | null>(null)

  constructor(app: App) {
    this.app = app
    this.#narrowings = app.noun(Narrowings)
    setInterval(() => this.#lookForWoken(), SNOOZE_LOOK_MS)
  }

  get box(): Box | null {
    return this.#box
  }

  /** The filter and order of the box on screen; each box has its own. */
  get narrowing(): Narrowing {
    return this.#box === null ? WHOLE : this.#narrowings.of(this.#box)
  }

  get isNarrowed(): boolean {
    return isNarrowed(this.narrowing)
  }

  /** The entries that an act would apply to: the selected ones, in list order. */
  get chosen(): Entry[] {
    return this.pages.entries.filter((entry) => this.selected.has(this.pages.idOf(entry)))
  }

  show(box: Box): void {
    this.pages.wake()
    if (box === this.#box) return
    this.#box = box
    this.pages.current = null
    this.selected.clear()
    this.openPages(box, false)
  }

  /** No view shows the list any longer. */
  rest(): void {
    this.pages.rest()
  }

  /** Properties that `changed` omits stay the same. */
  narrow(changed: Partial<Narrowing>): void {
    const box = this.#box
    if (box === null) return
    this.#narrowings.set(box, { ...this.narrowing, ...changed })
    this.selected.clear()
    this.openPages(box, true)
  }

  /** True if an archived or snoozed entry leaves the box on screen. */
  get isLeft(): boolean {
    const { place } = this.app.route
    return place.screen === 'box' && place.box === this.#box && LEFT.has(place.box)
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

  /** Opens the pages of the box in the current order and filter. */
  protected abstract openPages(box: Box, keepUntilRead: boolean): void

  get #ids(): string[] {
    return this.pages.entries.map((entry) => this.pages.idOf(entry))
  }

  #lookForWoken(): void {
    const { counts } = this.app
    if (this.#box === null || (counts.boxes?.snoozed.total ?? 0) === 0) return
    counts.readSoon()
    void this.pages.reread()
  }
}
