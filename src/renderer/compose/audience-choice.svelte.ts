// Chooses readers by typing: the suggestions, the highlighted one, and the keys. Draws nothing.
// The compose step. Decides who can open the letter, before anything is stored.
import type { Contact, GroupSummary, WideAudience } from '../../core/contract/index.ts'
import type { Composition } from '../state/composition.svelte.ts'
import { suggestContacts, suggestGroups, type Reader } from '../state/readers.ts'

/** Something to choose; `id` is its entry in “To”. Only a person can be added to other readers. */
export type Suggestion =
  | { kind: 'person'; id: string; name: string; contact: Contact }
  | { kind: 'group'; id: string; name: string; group: GroupSummary }
  | { kind: WideAudience; id: WideAudience; name: string }

export interface ChoiceParts {
  composition: Composition
  readers: () => readonly Reader[]
  contacts: () => readonly Contact[]
  groups: () => readonly GroupSummary[]
  /** Their names in the page's language. */
  wideNames: () => Record<WideAudience, string>
  onadded: (chosen: Suggestion) => void
}

const MAX_SUGGESTED = 8
const WIDE = ['self', 'public'] as const satisfies readonly WideAudience[]
const COMMAS: readonly string[] = [',', '、']

export class AudienceChoice {
  readonly #parts: ChoiceParts
  #isOpen = $state(false)
  #at = $state(0)

  constructor(parts: ChoiceParts) {
    this.#parts = parts
  }

  get typed(): string {
    return this.#parts.composition.content.typed
  }

  /** The suggestions, the likeliest first; only people if “To” has readers already. */
  readonly fitting = $derived.by((): readonly Suggestion[] => {
    const { readers, contacts, groups, wideNames } = this.#parts
    const chosen = readers().flatMap(({ contact }) => (contact === null ? [] : [contact.person]))
    const people = suggestContacts(this.typed, contacts(), chosen)
      .slice(0, MAX_SUGGESTED)
      .map((contact): Suggestion => ({ kind: 'person', id: contact.person, name: contact.name, contact }))
    if (readers().length > 0) return people
    const fittingGroups = suggestGroups(this.typed, groups())
      .slice(0, MAX_SUGGESTED)
      .map((group): Suggestion => ({ kind: 'group', id: group.group, name: group.name, group }))
    const names = wideNames()
    const wide = WIDE.filter((kind) => names[kind].toLowerCase().includes(this.typed.trim().toLowerCase()))
    return [...people, ...fittingGroups, ...wide.map((kind) => ({ kind, id: kind, name: names[kind] }))]
  })

  get isListed(): boolean {
    return this.#isOpen && this.fitting.length > 0
  }

  /** True if no suggestion fits the typed name. */
  get isLost(): boolean {
    return this.#isOpen && this.typed.trim() !== '' && this.fitting.length === 0
  }

  /** The highlighted suggestion, which Enter adds. */
  get picked(): Suggestion | null {
    return this.isListed ? (this.fitting[this.#at] ?? null) : null
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
  }

  add(chosen: Suggestion): void {
    const { composition, onadded } = this.#parts
    const { to } = composition.content
    composition.change({ to: chosen.kind === 'person' ? [...to, chosen.id] : [chosen.id], typed: '' })
    this.#at = 0
    if (chosen.kind !== 'person') this.close()
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
