// Resolves the keys in “To” to readers: people, one group, oneself, or everyone. Pure. The compose
// step. A typed name becomes a key at once, and is not looked up again.
import type { Addressee, Contact, GroupSummary, WideAudience } from '../../core/contract/index.ts'

/** One entry of “To” and its reader; `contact` is null if it is not a paired person. */
export interface Reader {
  entry: string
  contact: Contact | null
  /** Set if the entry is a group. */
  group?: GroupSummary
  wide?: WideAudience
}

/** The kind of all entries together. `mixed`: an entry that must be alone is beside others. */
export type AudienceKind = 'people' | 'group' | 'self' | 'public' | 'mixed'

/** In the order of the entries; of duplicates the first stays. */
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

/**
 * Returns the kind of an earlier letter, so a new version of a note stays a note, of a post a post.
 */
export function kindOfAddressees(to: readonly Addressee[]): Exclude<AudienceKind, 'mixed'> {
  if (to.some(({ person }) => person === 'public')) return 'public'
  if (to.some((addressee) => 'group' in addressee)) return 'group'
  return to.some(({ person }) => person === 'self') ? 'self' : 'people'
}

/** Returns the entry of “To” for a reader of an earlier letter. */
export function entryOf(addressee: Addressee): string {
  return 'group' in addressee ? addressee.group : addressee.person
}

/**
 * Returns the key of the only contact or group with this name; null if there is none, or more than
 * one.
 */
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

/**
 * A former name also matches until the person has seen the change, so that a stranger cannot take
 * it over.
 */
function isCalled({ name, formerName }: Contact, typed: string): boolean {
  return [name, formerName ?? name].some((one) => fold(one) === fold(typed))
}

/**
 * Contacts that match the typed text, without those already chosen; names that begin with it are
 * first.
 */
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

/** The same for the groups of this person. */
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

/** Ignores width, case and composed forms. */
function fold(name: string): string {
  return name.normalize('NFKC').trim().toLowerCase()
}
