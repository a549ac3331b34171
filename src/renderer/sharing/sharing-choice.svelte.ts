// The choice of one more audience for a letter: who matches the typed text, and who has it already.
// Renders nothing.
// After the letter was sent: the same object for one more audience.
import type { Addressee, Contact, GroupSummary } from '../../core/contract/index.ts'
import { suggestContacts, suggestGroups } from '../state/readers.ts'
import { idOfAddressee } from './sharing-words.ts'

export type Shareable =
  | { kind: 'person'; id: string; name: string }
  | { kind: 'group'; id: string; name: string; group: GroupSummary }
  | { kind: 'public'; id: 'public'; name: string }

interface ChoiceParts {
  contacts: () => readonly Contact[]
  groups: () => readonly GroupSummary[]
  /** The audiences that have it already. */
  taken: readonly Addressee[]
}

const MAX_PEOPLE = 50

export class SharingChoice {
  readonly #parts: ChoiceParts
  readonly #taken: readonly string[]
  wanted = $state('')
  #chosen = $state.raw<Shareable | null>(null)

  constructor(parts: ChoiceParts) {
    this.#parts = parts
    this.#taken = parts.taken.map(idOfAddressee)
  }

  get chosen(): Shareable | null {
    return this.#chosen
  }

  choose(chosen: Shareable): void {
    this.#chosen = chosen
  }

  /** First the groups in which this person may post, then people, then the public. */
  readonly fitting = $derived.by((): readonly Shareable[] => {
    const groups = suggestGroups(this.wanted, this.#parts.groups())
      .filter(({ group, role }) => role !== 'reader' && !this.#taken.includes(group))
      .map((group): Shareable => ({ kind: 'group', id: group.group, name: group.name, group }))
    const people = suggestContacts(this.wanted, this.#parts.contacts(), this.#taken)
      .slice(0, MAX_PEOPLE)
      .map(({ person, name }): Shareable => ({ kind: 'person', id: person, name }))
    const isPublic = this.#taken.includes('public')
    const everyone: Shareable[] =
      isPublic || this.wanted.trim() !== '' ? [] : [{ kind: 'public', id: 'public', name: '' }]
    return [...groups, ...people, ...everyone]
  })
}
