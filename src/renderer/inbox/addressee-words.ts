// The names of a letter's addressees: a person, a group, only me, or everyone.
// Every view of a letter uses them to say who can read it.
import type { Addressee } from '../../core/contract/index.ts'
import { audienceOf, entryOf } from '../audiences/index.ts'
import { withoutAddress } from '../mail/mail-facts.ts'
import { f, m } from '../messages/messages.svelte.ts'

/** Returns the name for a sentence; Japanese adds さん to a person. */
export function addresseeCalled(addressee: Addressee): string {
  return audienceOf(addressee).called(addressee)
}

/** The same in a row of a list, which has no room for an address beside a name. */
export function addresseeInRow(addressee: Addressee): string {
  return addresseeCalled({ ...addressee, name: withoutAddress(addressee.name) })
}

/** Returns the names of all addressees except this person; those without a name come last. */
export function othersThan(me: string | null, to: readonly Addressee[]): string[] {
  const others = to.filter((one) => entryOf(one) !== me)
  const unknown = others.filter(isUnknown).length
  const names = others.filter((one) => !isUnknown(one)).map(addresseeCalled)
  return unknown === 0 ? names : [...names, m.inbox.unknownPeople(unknown, f.number(unknown))]
}

/** The engine names a person whom it does not know by the start of their key. */
function isUnknown(addressee: Addressee): boolean {
  return addressee.name === `(${entryOf(addressee).slice(0, 8)})`
}

/** True if the letter names this person, not only a group with them. */
export function isNamed(me: string | null, to: readonly Addressee[]): boolean {
  return to.some((one) => entryOf(one) === me)
}
