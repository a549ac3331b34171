// Choosing readers by typing: which names fit, which of them the keys stand on, and what a key means here. Draws nothing.
// The compose step: who will be able to open a letter is settled here, before anything is stored.
import type { Contact } from '../../core/contract/index.ts'
import type { Composition } from '../state/composition.svelte.ts'
import { suggestContacts, type Reader } from '../state/readers.ts'

export interface ChoiceParts {
  composition: Composition
  readers: () => readonly Reader[]
  contacts: () => readonly Contact[]
  onadded: (contact: Contact) => void
}

const MAX_SUGGESTED = 8
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

  /** Names that could be meant, the likeliest first. */
  readonly fitting = $derived.by((): readonly Contact[] => {
    const { readers, contacts } = this.#parts
    const chosen = readers().flatMap(({ contact }) => (contact === null ? [] : [contact.person]))
    return suggestContacts(this.typed, contacts(), chosen).slice(0, MAX_SUGGESTED)
  })

  get isListed(): boolean {
    return this.#isOpen && this.fitting.length > 0
  }

  /** Something is typed that nobody is called. */
  get isLost(): boolean {
    return this.#isOpen && this.typed.trim() !== '' && this.fitting.length === 0
  }

  /** The one that Enter takes. */
  get picked(): Contact | null {
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

  add(contact: Contact): void {
    const { composition, onadded } = this.#parts
    composition.change({ to: [...composition.content.to, contact.person], typed: '' })
    this.#at = 0
    onadded(contact)
  }

  /** True when the key was meant for the list of names, or would only disturb. */
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
