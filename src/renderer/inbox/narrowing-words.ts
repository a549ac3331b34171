// The names of a list's active filters, each with the change that removes it.
// Only names them: state/narrowing.ts filters.
import type { PersonId } from '../../core/contract/index.ts'
import { m } from '../messages/messages.svelte.ts'
import { toggleFilter, WHOLE, type Narrowing } from '../state/narrowing.ts'

export interface NarrowedPart {
  text: string
  /** The change that removes this filter. */
  without: Partial<Narrowing>
}

/** Null if the person is no longer a contact. */
type NameOf = (person: PersonId) => string | null

/** Returns the active filters, in the order of the controls. */
export function describeFilters(narrowing: Narrowing, nameOf: NameOf): NarrowedPart[] {
  const words = m.inbox.narrow
  const { only, person, label } = narrowing
  const parts = only.map((filter): NarrowedPart => {
    return { text: words.filters[filter], without: { only: toggleFilter(narrowing, filter) } }
  })
  if (person !== null) {
    const name = nameOf(person)
    parts.push({ text: name === null ? words.someoneGone : words.with(name), without: { person: null } })
  }
  if (label !== null) parts.push({ text: words.labelled(label), without: { label: null } })
  return parts
}

/** Returns the active filters and the chosen order in one line; '' if there are none. */
export function describeNarrowing(narrowing: Narrowing, nameOf: NameOf): string {
  const filters = describeFilters(narrowing, nameOf).map(({ text }) => text)
  const order = narrowing.order === WHOLE.order ? [] : [m.inbox.narrow.ordered[narrowing.order]]
  return [...filters, ...order].join(' · ')
}
