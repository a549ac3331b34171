// Initials: a notice to many persons names each by two bytes of the key, because
// the whole keys would be most of the notice. They are a hint until the letter is
// opened, because they match a known person, and also one stranger in 65,536.
import { equalBytes } from '../base/index.ts'

/** Persisted and sent: do not change. */
export const INITIALS_BYTES = 2
/**
 * A notice to at most this many persons contains their whole keys. A notice to more
 * contains initials.
 */
export const MAX_NAMED = 8

/** Keys are random, so their first bytes are as good as a hash. */
export function initialsOf(person: Uint8Array): Uint8Array {
  return person.subarray(0, INITIALS_BYTES)
}

interface Named {
  to: Uint8Array[]
  initials: Uint8Array[] | null
}

/** Returns the form in which an author names the readers of a letter in its notice. */
export function nameReaders(to: Uint8Array[]): Named {
  return to.length > MAX_NAMED ? { to: [], initials: to.map(initialsOf) } : { to, initials: null }
}

/** True if a notice names exactly these persons in this order. */
export function isNaming({ to, initials }: Named, persons: readonly Uint8Array[]): boolean {
  const named = initials ?? to
  const own = initials === null ? persons : persons.map(initialsOf)
  return named.length === own.length && named.every((one, at) => equalBytes(one, own[at]!))
}

/** True if the notice may name this person. */
export function mayName({ to, initials }: Named, person: Uint8Array): boolean {
  if (initials === null) return to.some((one) => equalBytes(one, person))
  const own = initialsOf(person)
  return initials.some((one) => equalBytes(one, own))
}
