// Whom a letter is for, by name: a person, a group, oneself, or everyone.
// Beside receive and state: who can read it is said wherever it is shown.
import type { Addressee } from '../../core/contract/index.ts'
import { m } from '../messages/messages.svelte.ts'

/** As a list of names takes it. */
export function addresseeName(addressee: Addressee): string {
  if (addressee.person === 'self') return m.inbox.self
  if (addressee.person === 'public') return m.inbox.everyone
  return 'group' in addressee ? m.groups.called(addressee.name) : addressee.name
}

/** As a sentence takes it. */
export function addresseeCalled(addressee: Addressee): string {
  const isPerson = addressee.person !== null && addressee.person !== 'self' && addressee.person !== 'public'
  return isPerson ? m.people.called(addressee.name) : addresseeName(addressee)
}

/** Those beside me, by name. */
export function othersThan(me: string | null, to: readonly Addressee[]): string[] {
  return to.filter(({ person }) => person !== me).map(addresseeCalled)
}

/** It went to me by my name, not by something I am in. */
export function isNamed(me: string | null, to: readonly Addressee[]): boolean {
  return to.some(({ person }) => person === me)
}
