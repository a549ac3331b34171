// Listens to the keys for the whole app, and calls what the current screen has bound to them.
import type { RefText } from '../../core/contract/index.ts'
import { isComposing } from '../shared/is-composing.ts'
import type { Needs } from '../shared/needs.ts'
import { KeyFocus } from './key-focus.ts'
import type { Settings } from './settings.svelte.ts'
import { SHORTCUTS, SHORTCUTS_OF_LETTER, SHORTCUTS_OF_TEXT, type ShortcutId } from './shortcut-table.ts'

export type Bindings = Partial<Record<ShortcutId, () => unknown>>

/** The longest time between the two strokes of `g i`. */
const SEQUENCE_MS = 1500
/** How long a key waits for the letter to load. A later effect would surprise the person. */
const KEPT_MS = 1000

export class Shortcuts {
  /**
   * The bindings. Not reactive, because the clean-up of an effect would see the value from before
   * the flush.
   */
  #all: readonly Bindings[] = []
  #bound = $state.raw<readonly Bindings[]>([])
  #before: string | null = null
  #timer: ReturnType<typeof setTimeout> | undefined
  /** The letter that is shown or loading. */
  #letter: { ref: RefText } | null = null
  /** A key pressed before the letter has bound it. */
  #kept: { id: ShortcutId; until: number } | null = null
  readonly #page: Window
  readonly #settings: Settings
  readonly #needs: Needs
  readonly #isMac: boolean

  constructor(page: Window, settings: Settings, needs: Needs) {
    this.#page = page
    this.#settings = settings
    this.#needs = needs
    this.#isMac = /Mac|iP(hone|ad)/.test(page.navigator.userAgent)
    page.addEventListener('keydown', this.#onKey)
  }

  /**
   * Binds until the returned function is called; later bindings have priority: `$effect(() =>
   * app.shortcuts.bind({ … }))`.
   */
  bind(bindings: Bindings): () => void {
    this.#set([bindings, ...this.#all])
    return () => this.#set(this.#all.filter((other) => other !== bindings))
  }

  /**
   * A letter is loading and binds its keys later, so a key pressed before acts then. Ends when the
   * returned function is called.
   */
  expectLetter(ref: RefText): () => void {
    const letter = { ref }
    this.#letter = letter
    this.#kept = null
    return () => {
      if (this.#letter === letter) this.#letter = this.#kept = null
    }
  }

  #set(all: readonly Bindings[]): void {
    this.#all = all
    this.#bound = all
    this.#runKept()
  }

  #runKept(): void {
    const kept = this.#kept
    if (kept === null || !this.#all.some((bindings) => bindings[kept.id] !== undefined)) return
    this.#kept = null
    // Outside the effect that binds, so that it does not depend on what a command reads.
    if (Date.now() < kept.until) queueMicrotask(() => this.run(kept.id))
  }

  /** The shortcuts that are bound now. */
  get active(): ShortcutId[] {
    return (Object.keys(SHORTCUTS) as ShortcutId[]).filter((id) => this.find(id) !== null)
  }

  find(id: ShortcutId): (() => unknown) | null {
    return this.#bound.find((bindings) => bindings[id] !== undefined)?.[id] ?? null
  }

  /** Says why if what it needs is away. */
  run(id: ShortcutId): void {
    const act = this.find(id)
    if (act === null) return
    const whyNot = this.#needs.whyNot(SHORTCUTS[id].needs)
    if (whyNot === null) act()
    else this.#needs.say(whyNot)
  }

  /** Like run(), but waits for a letter that is loading and has not bound it yet. */
  runSoon(id: ShortcutId): void {
    if (this.find(id) !== null) return this.run(id)
    if (this.#letter !== null) this.#kept = { id, until: Date.now() + KEPT_MS }
  }

  /** Returns the labels of the keys: `[['g', 'i']]`, `[['⌘K']]`. */
  keycaps(id: ShortcutId): string[][] {
    return SHORTCUTS[id].keys.map((keys) => keys.split(' ').map((stroke) => this.nameStroke(stroke)))
  }

  close(): void {
    clearTimeout(this.#timer)
    this.#page.removeEventListener('keydown', this.#onKey)
  }

  /** Returns the label of one stroke: `Mod+b` is `⌘B` or `Ctrl+B`. */
  nameStroke(stroke: string): string {
    const names: Record<string, string> = { ArrowDown: '↓', ArrowUp: '↑', Escape: 'Esc', Enter: '↵' }
    const parts = stroke.split('+').map((part) => {
      if (part === 'Mod') return this.#isMac ? '⌘' : 'Ctrl'
      if (part === 'Shift') return this.#isMac ? '⇧' : 'Shift'
      return names[part] ?? (stroke.includes('+') ? part.toUpperCase() : part)
    })
    return parts.join(this.#isMac ? '' : '+')
  }

  readonly #onKey = (event: KeyboardEvent): void => {
    // The Enter that ends a composition belongs to the input method.
    if (event.defaultPrevented || isComposing(event)) return
    const stroke = this.#strokeOf(event)
    const focus = new KeyFocus(event)
    const id = this.#findShortcut(stroke, focus, this.active)
    const isKept = id === null && this.#keep(stroke, focus)
    this.#remember(id === null && !isKept && !focus.isWriting ? stroke : null)
    if (id === null && !isKept) return
    event.preventDefault()
    if (id === null) return
    this.#kept = null
    if (SHORTCUTS_OF_TEXT.has(id) && focus.isLetterText) return
    this.run(id)
  }

  /** Keeps the latest key for the loading letter; any other key ends the wait. */
  #keep(stroke: string, focus: KeyFocus): boolean {
    const id = this.#letter === null ? null : this.#findShortcut(stroke, focus, SHORTCUTS_OF_LETTER)
    this.#kept = id === null ? null : { id, until: Date.now() + KEPT_MS }
    return id !== null
  }

  #findShortcut(stroke: string, focus: KeyFocus, among: readonly ShortcutId[]): ShortcutId | null {
    const wanted = this.#before === null ? [stroke] : [`${this.#before} ${stroke}`, stroke]
    const mayAct = (id: ShortcutId, keys: string): boolean => {
      const { isForFields } = SHORTCUTS[id]
      if (focus.isWriting && isForFields !== true) return false
      if (!this.#settings.singleKeys && isSingleKey(keys)) return false
      return !(focus.isPressable && (keys === 'Enter' || keys === ' ')) && !focus.isTaken(keys)
    }
    for (const keys of wanted) {
      const id = among.find((id) => SHORTCUTS[id].keys.includes(keys) && mayAct(id, keys))
      if (id !== undefined) return id
    }
    return null
  }

  #strokeOf(event: KeyboardEvent): string {
    const isMod = this.#isMac ? event.metaKey : event.ctrlKey
    const isOther = event.altKey || (this.#isMac ? event.ctrlKey : event.metaKey)
    const key = event.key.length === 1 ? event.key.toLowerCase() : event.key
    // Shift is part of a sign like `?`; it counts only with a letter, a named key, or Mod.
    const shift = event.shiftKey && (isMod || /^[a-z]$/.test(key) || event.key.length > 1) ? 'Shift+' : ''
    return `${isOther ? 'Other+' : ''}${isMod ? 'Mod+' : ''}${shift}${key}`
  }

  #remember(stroke: string | null): void {
    clearTimeout(this.#timer)
    this.#before = stroke !== null && /^[a-z]$/.test(stroke) ? stroke : null
    if (this.#before !== null) this.#timer = setTimeout(() => (this.#before = null), SEQUENCE_MS)
  }
}

const isSingleKey = (keys: string): boolean => keys.split(' ').every((stroke) => stroke.length === 1)
