// Chooses readers by typing: the suggestions, the highlighted one, and the keys. Draws nothing.
// The compose step. Decides who can open the letter, before anything is stored.
import type { Contact, Correspondent, GroupSummary } from '../../core/contract/index.ts'
import type { Reader } from '../audiences/index.ts'
import type { Composition } from '../state/composition.svelte.ts'
import { suggestReaders } from '../state/readers.ts'

export interface ChoiceParts {
  composition: Composition
  readers: () => readonly Reader[]
  contacts: () => readonly Contact[]
  groups: () => readonly GroupSummary[]
  /** Asks the home for the mail addresses that fit, and resolves with none if it cannot answer. */
  findAddresses: (typed: string) => Promise<readonly Correspondent[]>
  onadded: (chosen: Reader) => void
}

const MAX_SUGGESTED = 8
const COMMAS: readonly string[] = [',', '、']

export class AudienceChoice {
  readonly #parts: ChoiceParts
  #isOpen = $state(false)
  #at = $state(0)
  #addresses = $state.raw<{ typed: string; found: readonly Correspondent[] }>({ typed: '', found: [] })

  constructor(parts: ChoiceParts) {
    this.#parts = parts
  }

  get typed(): string {
    return this.#parts.composition.content.typed
  }

  /** The suggestions, the likeliest first; only people if “To” has readers already. */
  readonly fitting = $derived.by((): readonly Reader[] => {
    const { readers, contacts, groups } = this.#parts
    const chosen = readers().map(({ entry }) => entry)
    const { typed, found } = this.#addresses
    // What fits the beginning of the words may still fit all of them.
    const correspondents = this.typed.startsWith(typed) && typed !== '' ? found : []
    const known = { contacts: contacts(), groups: groups(), correspondents }
    const fitting = suggestReaders(this.typed, known, { chosen, limit: MAX_SUGGESTED })
    return chosen.length === 0 ? fitting : fitting.filter(({ row }) => !row.standsAlone)
  })

  get isListed(): boolean {
    return this.#isOpen && this.fitting.length > 0
  }

  /** True if no suggestion fits the typed name. */
  get isLost(): boolean {
    return this.#isOpen && this.typed.trim() !== '' && this.fitting.length === 0
  }

  /** The highlighted suggestion, which Enter adds. */
  get picked(): Reader | null {
    return this.isListed ? (this.fitting[this.#at] ?? null) : null
  }

  /** The place of `picked` in the list. Null if none is highlighted. */
  get pickedAt(): number | null {
    return this.picked === null ? null : this.#at
  }

  point(at: number): void {
    this.#at = at
  }

  open(): void {
    this.#isOpen = true
  }

  close(): void {
    this.#isOpen = false
  }

  type(text: string): void {
    this.#parts.composition.change({ typed: text })
    this.#at = 0
    this.open()
    void this.#lookUp(text)
  }

  async #lookUp(typed: string): Promise<void> {
    if (typed.trim() === '') return
    const found = await this.#parts.findAddresses(typed)
    // An answer that comes late is about other words.
    if (this.typed === typed) this.#addresses = { typed, found }
  }

  add(chosen: Reader): void {
    const { composition, onadded } = this.#parts
    const { to } = composition.content
    composition.change({ to: chosen.row.standsAlone ? [chosen.entry] : [...to, chosen.entry], typed: '' })
    this.#at = 0
    if (chosen.row.standsAlone) this.close()
    onadded(chosen)
  }

  /** True if the key was used here, or must not reach the field. */
  press(key: string): boolean {
    if (key === 'ArrowDown' || key === 'ArrowUp') return this.#step(key === 'ArrowDown' ? 1 : -1)
    if (key === 'Escape' && this.isListed) {
      this.close()
      return true
    }
    const takes = key === 'Enter' || ((COMMAS.includes(key) || key === 'Tab') && this.typed.trim() !== '')
    const { picked } = this
    if (!takes || picked === null) return key === 'Enter' || COMMAS.includes(key)
    this.add(picked)
    return true
  }

  #step(by: 1 | -1): boolean {
    const { length } = this.fitting
    if (this.isListed) this.#at = (this.#at + by + length) % length
    this.open()
    return true
  }
}
