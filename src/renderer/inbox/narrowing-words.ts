// What a list is narrowed to, part by part, each with the way to take it back.
// Beside receive: it tells what is looked at, and hides no letter by itself.
import type { PersonId } from '../../core/contract/index.ts'
import { m } from '../messages/messages.svelte.ts'
import { toggleFilter, WHOLE, type Narrowing } from '../state/narrowing.ts'

export interface NarrowedPart {
  text: string
  /** What changes when this part is taken back. */
  without: Partial<Narrowing>
}

/** Null for somebody who is no contact any more. */
type NameOf = (person: PersonId) => string | null

/** What may hide letters, in the order of the controls. */
export function tellFilters(narrowing: Narrowing, nameOf: NameOf): NarrowedPart[] {
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

/** All that is not as it comes, in one line; '' when nothing is. */
export function tellNarrowing(narrowing: Narrowing, nameOf: NameOf): string {
  const filters = tellFilters(narrowing, nameOf).map(({ text }) => text)
  const order = narrowing.order === WHOLE.order ? [] : [m.inbox.narrow.ordered[narrowing.order]]
  return [...filters, ...order].join(' · ')
}
