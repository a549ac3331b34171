// From the keys that stand in “To” to whom they mean: people, one group, oneself, or everyone. Pure.
// The compose step: a name becomes a key when it is typed, and is never looked up again.
import type { Addressee, Contact, GroupSummary, WideAudience } from '../../core/contract/index.ts'

/** One entry of “To”, and whom it means; `contact` is null where it is nobody paired with. */
export interface Reader {
  entry: string
  contact: Contact | null
  /** In place of a person. */
  group?: GroupSummary
  wide?: WideAudience
}

/** What all of the entries come to. `mixed`: something that stands alone stands beside others. */
export type AudienceKind = 'people' | 'group' | 'self' | 'public' | 'mixed'

/** In the order of the entries; of two that mean one the first stays. */
export function resolveReaders(
  entries: readonly string[],
  contacts: readonly Contact[],
  groups: readonly GroupSummary[] = [],
): Reader[] {
  const readers = entries.map((entry) => resolve(entry, contacts, groups))
  return readers.filter(
    (reader, at) => isUnknown(reader) || readers.findIndex((other) => isSame(other, reader)) === at,
  )
}

export function isUnknown({ contact, group, wide }: Reader): boolean {
  return contact === null && group === undefined && wide === undefined
}

export function kindOf(readers: readonly Reader[]): AudienceKind {
  const [first] = readers
  if (readers.every(({ group, wide }) => group === undefined && wide === undefined)) return 'people'
  if (readers.length > 1 || first === undefined) return 'mixed'
  return first.wide ?? 'group'
}

/** The kind of what one wrote before: a note and a post stay what they were. */
export function kindOfAddressees(to: readonly Addressee[]): Exclude<AudienceKind, 'mixed'> {
  if (to.some(({ person }) => person === 'public')) return 'public'
  if (to.some((addressee) => 'group' in addressee)) return 'group'
  return to.some(({ person }) => person === 'self') ? 'self' : 'people'
}

/** What stands in “To” for somebody to whom a letter went. */
export function entryOf(addressee: Addressee): string {
  return 'group' in addressee ? addressee.group : addressee.person
}

/** The key of the one contact or group that is called as typed; null where none is, or several are. */
export function findTyped(
  typed: string,
  contacts: readonly Contact[],
  groups: readonly GroupSummary[],
): string | null {
  const persons = contacts.filter((contact) => contact.person === typed || isCalled(contact, typed))
  const called = groups.filter(({ group, name }) => group === typed || fold(name) === fold(typed))
  const keys = [...persons.map(({ person }) => person), ...called.map(({ group }) => group)]
  return keys.length === 1 ? keys[0]! : null
}

/** A name that somebody has given up means them too, until that was seen: nobody slips in under it. */
function isCalled({ name, formerName }: Contact, typed: string): boolean {
  return [name, formerName ?? name].some((one) => fold(one) === fold(typed))
}

/** Those who could be meant by what is typed, names that begin with it first; nobody who was chosen already. */
export function suggestContacts(
  typed: string,
  contacts: readonly Contact[],
  chosen: readonly string[],
): Contact[] {
  return byFit(
    typed,
    contacts.filter(({ person, blocked }) => !blocked && !chosen.includes(person)),
  )
}

/** The same for groups one is in. */
export function suggestGroups(typed: string, groups: readonly GroupSummary[]): GroupSummary[] {
  return byFit(
    typed,
    groups.filter(({ membership }) => membership === 'member'),
  )
}

function byFit<T extends { name: string }>(typed: string, all: readonly T[]): T[] {
  const wanted = fold(typed)
  const begin = all.filter(({ name }) => fold(name).startsWith(wanted))
  const contain = all.filter(({ name }) => !fold(name).startsWith(wanted) && fold(name).includes(wanted))
  return [...begin, ...contain]
}

function resolve(entry: string, contacts: readonly Contact[], groups: readonly GroupSummary[]): Reader {
  if (entry === 'self' || entry === 'public') return { entry, contact: null, wide: entry }
  const contact = contacts.find(({ person }) => person === entry) ?? null
  const group = groups.find((one) => one.group === entry)
  return group === undefined ? { entry, contact } : { entry, contact, group }
}

function isSame(one: Reader, other: Reader): boolean {
  if (one.contact !== null) return one.contact === other.contact
  return one.group === undefined
    ? one.wide !== undefined && one.wide === other.wide
    : one.group === other.group
}

/** Width, case and composed forms make no difference to who is meant. */
function fold(name: string): string {
  return name.normalize('NFKC').trim().toLowerCase()
}
