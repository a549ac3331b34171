// Where the reader is in a thread: what is unfolded, which letter has the focus, and how one is brought
// into view. After reference.
import { tick } from 'svelte'
import { SvelteSet } from 'svelte/reactivity'
import type { RefText } from '../../core/contract/index.ts'
import type { App } from '../state/app.svelte.ts'
import { Passages } from '../state/passages.svelte.ts'
import type { ThreadView } from '../state/thread.svelte.ts'
import { findLetter, type Stacked } from './thread-stack.ts'

/** A letter with its text on screen. */
interface ShownLetter {
  show: () => void
  stepSentence: (by: 1 | -1) => void
}

export class ThreadPlace {
  readonly #app: App
  readonly #view: ThreadView
  readonly #latest: () => RefText | null
  /** Letters that are no part of a folded line. */
  readonly unfolded = new SvelteSet<RefText>()
  readonly shown: Record<string, ShownLetter | undefined> = $state({})
  /** The words that a press on a quote led to. */
  marked = $state.raw<{ ref: RefText; words: string | null } | null>(null)
  /** The letter with the focus; null if the focus is elsewhere. */
  focused = $state<RefText | null>(null)
  pane = $state<HTMLElement>()
  scroll = $state<HTMLElement>()
  #hasBegun = false
  /** True once the person has scrolled or pressed a key. */
  #hasMoved = false

  /** @param latest the letter that a reply to the thread answers */
  constructor(app: App, view: ThreadView, latest: () => RefText | null) {
    this.#app = app
    this.#view = view
    this.#latest = latest
  }

  readonly recordMove = (): void => void (this.#hasMoved = true)

  readonly recordFocus = ({ target }: FocusEvent): void => {
    const frame = target instanceof Element ? target.closest<HTMLElement>('[data-letter], [data-ref]') : null
    const ref = frame?.dataset['letter'] ?? frame?.dataset['ref']
    this.focused = this.#refs.find((other) => other === ref) ?? null
  }

  get #refs(): RefText[] {
    return this.#view.letters.map(({ shown }) => shown.ref)
  }

  /** At first: the letter of the address, else the first sealed one, else the latest. */
  begin(): void {
    const { letters, ref, sealed, isLetter } = this.#view
    if (this.#hasBegun || letters.length === 0 || this.scroll === undefined) return
    this.#hasBegun = true
    const named = isLetter ? findLetter(letters, ref) : null
    const to = named?.shown.ref ?? sealed[0]?.ref ?? this.#latest()
    if (to === null) return
    const words = this.#app.noun(Passages).wordsIn(ref)
    if (words !== null) void this.goTo(to, words)
    else if (letters.length > 1)
      void this.#bringIntoView(to, named === null || named === letters[0] ? 'nearest' : 'start')
  }

  /** Another thread is opened for a letter that is not in this one. */
  async goTo(to: RefText, words: string | null): Promise<void> {
    const find = () => findLetter(this.#view.letters, to)
    if (find() === null) await this.#view.loadUntil(to).catch(() => undefined)
    const ref = find()?.shown.ref
    if (ref === undefined) return this.#app.noun(Passages).goTo(to, words)
    this.unfolded.add(ref)
    await tick()
    this.marked = words === null ? null : { ref, words }
    const shown = this.shown[ref]
    if (shown === undefined) this.#envelopeOf(ref)?.scrollIntoView({ block: 'center' })
    else shown.show()
  }

  /** Goes to what was just sent, which may be far below what it answers. */
  async showSent(sent: RefText): Promise<void> {
    await this.#view.read()
    await tick()
    this.#frameOf(findLetter(this.#view.letters, sent)?.shown.ref ?? sent)?.scrollIntoView({
      block: 'nearest',
    })
  }

  /** What was on top stays in its place. */
  async showEarlier(first: Stacked | undefined): Promise<void> {
    const ref = first?.kind === 'letter' ? first.letter.shown.ref : first?.letters.at(-1)?.shown.ref
    if (first?.kind === 'folded') for (const { shown } of first.letters) this.unfolded.add(shown.ref)
    await tick()
    const topOf = (): number =>
      (ref === undefined ? null : this.#frameOf(ref))?.getBoundingClientRect().top ?? 0
    const top = topOf()
    this.recordMove()
    await this.#app.attempt(() => this.#view.loadEarlier())
    await tick()
    this.scroll?.scrollBy(0, topOf() - top)
  }

  /** Goes to what comes next: the first sealed letter, else the latest one. */
  enter(): void {
    const [first] = this.#view.sealed
    const latest = this.#latest()
    if (first !== undefined) this.#envelopeOf(first.ref)?.querySelector<HTMLElement>('button')?.focus()
    else if (latest !== null) this.shown[latest]?.show()
  }

  /** From the letter with the focus; at first from the latest one, which is in view. */
  async step(by: 1 | -1): Promise<void> {
    const refs = this.#refs
    const latest = this.#latest()
    const from = this.focused ?? latest
    const at = from === null ? refs.length - 1 : refs.indexOf(from)
    const next = this.focused === null && by === 1 ? at : at + by
    if (next >= 0) await this.focusAt(next)
  }

  /** @param at its place in the thread, from the end if negative */
  async focusAt(at: number): Promise<void> {
    const to = this.#refs.at(at)
    if (to === undefined) return
    this.recordMove()
    this.unfolded.add(to)
    await tick()
    const button = this.#envelopeOf(to)?.querySelector<HTMLElement>('button')
    if (button) button.focus()
    else this.shown[to]?.show()
  }

  /** In the letter with the focus, else in the latest one. */
  stepSentence(by: 1 | -1): void {
    const to = this.focused ?? this.#latest()
    if (to !== null) this.shown[to]?.stepSentence(by)
  }

  /** The texts above are drawn a little later, so this looks again until the person scrolls. */
  async #bringIntoView(to: RefText, block: ScrollLogicalPosition): Promise<void> {
    for (const ms of [0, 80, 250]) {
      await new Promise((resolve) => setTimeout(resolve, ms))
      if (!this.scroll || this.#hasMoved) return
      this.#frameOf(to)?.scrollIntoView({ block })
    }
  }

  #envelopeOf(to: RefText): HTMLElement | null {
    return this.pane?.querySelector(`[data-ref="${CSS.escape(to)}"]`) ?? null
  }

  #frameOf(to: RefText): Element | null {
    return this.#envelopeOf(to) ?? this.pane?.querySelector(`[data-letter="${CSS.escape(to)}"]`) ?? null
  }
}
