// The list of a box: its filter and order, its selection, and the acts on the selected letters.
// Beside receive and state in the life of a message; draws nothing.
import { SvelteSet } from 'svelte/reactivity'
import type { Box, LetterSummary, RefText } from '../../core/contract/index.ts'
import { m } from '../messages/messages.svelte.ts'
import type { App } from './app.svelte.ts'
import { idOf, LetterPages, type ReadPage } from './letter-pages.svelte.ts'
import {
  isNarrowed,
  isWhole,
  parseNarrowings,
  WHOLE,
  type KeptNarrowings,
  type Narrowing,
} from './narrowing.ts'
import { tidyLetters, type TidyChange } from './tidying.ts'

/** A snooze ends by the clock, and no event reports it. */
const SNOOZE_LOOK_MS = 60_000
/** Persisted in the tab, because a reload for a new version must find it. Do not change. */
const KEPT_KEY = 'fumikura.narrowings'

/** Archiving or snoozing removes a letter from these boxes; in other boxes it stays. */
const LEFT: ReadonlySet<Box> = new Set(['inbox', 'waiting', 'sent', 'archive', 'snoozed'])

export class LetterList {
  readonly pages: LetterPages
  readonly selected = new SvelteSet<string>()
  readonly #app: App
  #box = $state<Box | null>(null)
  #narrowings = $state.raw<KeptNarrowings>(parseNarrowings(sessionStorage.getItem(KEPT_KEY)))

  constructor(app: App) {
    this.#app = app
    this.pages = new LetterPages(app)
    app.events.on('draft-changed', () => {
      if (this.#box === 'drafts') void this.pages.reread()
    })
    setInterval(() => this.#lookForWoken(), SNOOZE_LOOK_MS)
  }

  get box(): Box | null {
    return this.#box
  }

  /** The filter and order of the box on screen; each box has its own. */
  get narrowing(): Narrowing {
    return (this.#box === null ? undefined : this.#narrowings[this.#box]) ?? WHOLE
  }

  get isNarrowed(): boolean {
    return isNarrowed(this.narrowing)
  }

  /** The letters that an act would apply to: the selected ones, in list order. */
  get chosen(): LetterSummary[] {
    return this.pages.entries.filter((letter) => this.selected.has(idOf(letter)))
  }

  show(box: Box): void {
    if (box === this.#box) return
    this.#box = box
    this.pages.current = null
    this.selected.clear()
    void this.pages.open(this.#source(box), { order: this.narrowing.order })
  }

  /** Properties that `changed` omits stay the same. */
  narrow(changed: Partial<Narrowing>): void {
    const box = this.#box
    if (box === null) return
    const narrowing = { ...this.narrowing, ...changed }
    const { [box]: _, ...others } = this.#narrowings
    this.#narrowings = isWhole(narrowing) ? others : { ...others, [box]: narrowing }
    sessionStorage.setItem(KEPT_KEY, JSON.stringify(this.#narrowings))
    this.selected.clear()
    void this.pages.open(this.#source(box), { order: narrowing.order, keepUntilRead: true })
  }

  /** Returns the letter to show once `id` leaves the list: the next one, else the one before. */
  neighbour(id: string): LetterSummary | null {
    const { entries } = this.pages
    const at = entries.findIndex((letter) => idOf(letter) === id)
    return at === -1 ? null : (entries[at + 1] ?? entries[at - 1] ?? null)
  }

  /** A letter leaves the box on screen: shows the letter after it. */
  leave(ref: RefText): void {
    const { route } = this.#app
    if (route.place.screen !== 'box' || !LEFT.has(route.place.box)) return
    route.replace({ ...route.place, ref: this.neighbour(ref)?.ref ?? null })
  }

  toggle(id: string): void {
    if (!this.selected.delete(id)) this.selected.add(id)
  }

  /** Selects all from the last selected letter to this one, as with Shift. */
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
      this.#app.toasts.show({ text: m.common.failed, tone: 'problem' })
    }
  }

  #lookForWoken(): void {
    const { counts } = this.#app
    if (this.#box === null || (counts.boxes?.snoozed.total ?? 0) === 0) return
    counts.readSoon()
    void this.pages.reread()
  }

  #source(box: Box): ReadPage {
    const { order, only, person, label } = this.narrowing
    const wanted = { box, order, only: [...only], person: person ?? undefined, label: label ?? undefined }
    return (limit, before) => this.#app.api.letters.list({ ...wanted, limit, before })
  }
}
