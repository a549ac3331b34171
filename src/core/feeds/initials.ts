// Initials: by two bytes each a notice to many says whom else it is for, because their whole names would be most of it.
// A hint until the letter is opened: whoever knows a person recognises them by it, and one stranger in 65,536 as well.
import { equalBytes } from '../base/index.ts'

/** Persisted and sent: do not change. */
export const INITIALS_BYTES = 2
/** A notice to so many persons names all of them; to more, it carries initials. */
export const MAX_NAMED = 8

/** Keys are random: their first bytes tell as much as a hash of them. */
export function initialsOf(person: Uint8Array): Uint8Array {
  return person.subarray(0, INITIALS_BYTES)
}

export interface Named {
  to: Uint8Array[]
  initials: Uint8Array[] | null
}

/** How an author names the readers of a letter in its notice. */
export function nameReaders(to: Uint8Array[]): Named {
  return to.length > MAX_NAMED ? { to: [], initials: to.map(initialsOf) } : { to, initials: null }
}

/** Whether a notice names these persons and no others, in this order. */
export function isNaming({ to, initials }: Named, persons: readonly Uint8Array[]): boolean {
  const named = initials ?? to
  const own = initials === null ? persons : persons.map(initialsOf)
  return named.length === own.length && named.every((one, at) => equalBytes(one, own[at]!))
}

/** Whether this person may be meant. */
export function mayName({ to, initials }: Named, person: Uint8Array): boolean {
  if (initials === null) return to.some((one) => equalBytes(one, person))
  const own = initialsOf(person)
  return initials.some((one) => equalBytes(one, own))
}
