// Resolves the keys in “To” to readers: people, mail addresses, one group, oneself, or everyone. Pure. The compose
// step. A typed name becomes a key at once, and is not looked up again.
import type { Contact, GroupSummary } from '../../core/contract/index.ts'
import {
  AUDIENCES,
  isUnknown,
  readTyped,
  unknownReader,
  type Known,
  type Reader,
} from '../audiences/index.ts'

/** In the order of the entries; of duplicates the first stays. */
export function resolveReaders(
  entries: readonly string[],
  contacts: readonly Contact[],
  groups: readonly GroupSummary[] = [],
): Reader[] {
  const all = AUDIENCES.flatMap(({ readers }) => readers({ contacts, groups }))
  const readers = entries.map(
    (entry) => all.find((one) => one.entry === entry) ?? readTyped(entry) ?? unknownReader(entry),
  )
  return readers.filter((reader, at) => isUnknown(reader) || readers.indexOf(reader) === at)
}

/**
 * Returns the entry of the only contact or group with this name, or of what the words name without a
 * list; null if there is none, or more than one.
 */
export function findTyped(
  typed: string,
  contacts: readonly Contact[],
  groups: readonly GroupSummary[],
): string | null {
  const persons = contacts.filter((contact) => contact.person === typed || isCalled(contact, typed))
  const called = groups.filter(({ group, name }) => group === typed || fold(name) === fold(typed))
  const keys = [...persons.map(({ person }) => person), ...called.map(({ group }) => group)]
  if (keys.length === 0) return readTyped(typed)?.entry ?? null
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
 * Whom this person can write to that matches the typed text, without those already chosen, in the
 * order of the audiences. Names that begin with it are first. `limit` is for each audience.
 */
export function suggestReaders(
  typed: string,
  known: Known,
  { chosen, limit }: { chosen: readonly string[]; limit: number },
): Reader[] {
  const isOffered = (reader: Reader): boolean => canWriteTo(reader) && !chosen.includes(reader.entry)
  const listed = AUDIENCES.flatMap(({ readers }) =>
    byFit(typed, readers(known).filter(isOffered)).slice(0, limit),
  )
  const named = readTyped(typed)
  const isListed = named === null || listed.some(({ entry }) => entry === named.entry)
  return isListed || !isOffered(named) ? listed : [...listed, named]
}

/** Contacts that match the typed text; names that begin with it are first. */
export function suggestContacts(typed: string, contacts: readonly Contact[]): Contact[] {
  return byFit(
    typed,
    contacts.filter(({ blocked }) => !blocked),
  )
}

export function canWriteTo(reader: Reader): boolean {
  const { contact, group } = reader
  return !isUnknown(reader) && contact?.blocked !== true && (group === null || group.membership === 'member')
}

function byFit<T extends { name: string; address?: string }>(typed: string, all: readonly T[]): T[] {
  const wanted = fold(typed)
  const isIn = ({ name, address = '' }: T): boolean => fold(`${name} ${address}`).includes(wanted)
  const begin = all.filter(({ name }) => fold(name).startsWith(wanted))
  const contain = all.filter((one) => !fold(one.name).startsWith(wanted) && isIn(one))
  return [...begin, ...contain]
}

/** Ignores width, case and composed forms. */
function fold(name: string): string {
  return name.normalize('NFKC').trim().toLowerCase()
}
