// The names of a letter's addressees: a person, a group, only me, or everyone.
// Every view of a letter uses them to say who can read it.
import type { Addressee } from '../../core/contract/index.ts'
import { m } from '../messages/messages.svelte.ts'

/** Returns the name alone, for a list of names. */
export function addresseeName(addressee: Addressee): string {
  if (addressee.person === 'self') return m.inbox.self
  if (addressee.person === 'public') return m.inbox.everyone
  return 'group' in addressee ? m.groups.called(addressee.name) : addressee.name
}

/** Returns the name for a sentence; Japanese adds さん to a person. */
export function addresseeCalled(addressee: Addressee): string {
  const isPerson = addressee.person !== null && addressee.person !== 'self' && addressee.person !== 'public'
  return isPerson ? m.people.called(addressee.name) : addresseeName(addressee)
}

/** Returns the names of all addressees except this person. */
export function othersThan(me: string | null, to: readonly Addressee[]): string[] {
  return to.filter(({ person }) => person !== me).map(addresseeCalled)
}

/** True if the letter names this person, not only a group with them. */
export function isNamed(me: string | null, to: readonly Addressee[]): boolean {
  return to.some(({ person }) => person === me)
}
