// From what stands in “To” to the people it means. Pure; the engine has the last word when the letter is sent.
// The compose step: who will be able to open a letter is settled here, before anything is stored.
import type { Contact } from '../../core/contract/index.ts'

/** One entry of “To”, and whom it means; null where nobody paired with fits, or more than one does. */
export interface Reader {
  entry: string
  contact: Contact | null
}

/** In the order of the entries; of two that mean one person the first stays. */
export function resolveReaders(entries: readonly string[], contacts: readonly Contact[]): Reader[] {
  const readers = entries.map((entry) => ({ entry, contact: findContact(entry, contacts) }))
  return readers.filter(
    ({ contact }, at) => contact === null || readers.findIndex((other) => other.contact === contact) === at,
  )
}

/** By person key, or by a name that only one of them has. */
export function findContact(entry: string, contacts: readonly Contact[]): Contact | null {
  const byKey = contacts.find(({ person }) => person === entry)
  if (byKey !== undefined) return byKey
  const called = contacts.filter(({ name }) => fold(name) === fold(entry))
  return called.length === 1 ? called[0]! : null
}

/** Those who could be meant by what is typed, names that begin with it first; nobody who was chosen already. */
export function suggestContacts(
  typed: string,
  contacts: readonly Contact[],
  chosen: readonly string[],
): Contact[] {
  const wanted = fold(typed)
  const free = contacts.filter(({ person, blocked }) => !blocked && !chosen.includes(person))
  const begin = free.filter(({ name }) => fold(name).startsWith(wanted))
  const contain = free.filter(({ name }) => !fold(name).startsWith(wanted) && fold(name).includes(wanted))
  return [...begin, ...contain]
}

/** Width, case and composed forms make no difference to who is meant. */
function fold(name: string): string {
  return name.normalize('NFKC').trim().toLowerCase()
}
