// The table of audiences. A new one is a row in a file of its own, and its place in this list.
import type { Addressee } from '../../core/contract/index.ts'
import type { LetterContent } from '../state/letter-content.ts'
import { addressText, correspondent } from './correspondent.ts'
import { everyone } from './everyone.ts'
import { group } from './group.ts'
import { person } from './person.ts'
import type { AudienceRow, Reader } from './row.ts'
import { self } from './self.ts'

export { groupIn } from './group.ts'
export type { AudienceRow, DeskWords, Known, Reader } from './row.ts'

/** In the order in which they are offered. A letter has the words of the last one among its own. */
export const AUDIENCES: readonly AudienceRow[] = [person, correspondent, group, self, everyone]

export function audienceOf(addressee: Addressee): AudienceRow {
  return AUDIENCES.findLast(({ entryOf }) => entryOf(addressee) !== null) ?? person
}

export function entryOf(addressee: Addressee): string {
  return audienceOf(addressee).entryOf(addressee) ?? ''
}

/** The entry of “To” that writes to an addressee: of somebody with a mail address the address. */
export function entryFor(addressee: Addressee): string {
  const text = 'address' in addressee ? addressText(addressee) : ''
  return text === '' ? entryOf(addressee) : text
}

/**
 * What holds for a letter with these readers. A note is one for oneself alone. `row` has its words;
 * without readers it is that of persons. `isMixed`: one that must be alone is beside others.
 */
export function together(all: readonly (Addressee | Reader)[]) {
  const rows = all.map((one) => ('row' in one ? one.row : audienceOf(one)))
  return {
    row: AUDIENCES.findLast((row) => rows.includes(row)) ?? person,
    isMixed: rows.length > 1 && rows.some(({ standsAlone }) => standsAlone),
    isNoticed: rows.length === 0 || rows.some(({ isNoticed }) => isNoticed),
    isPublished: rows.some(({ isPublished }) => isPublished),
    reports: rows.every(({ reports }) => reports),
    hasVersions: rows.some(({ hasVersions }) => hasVersions),
  }
}

/** The sentences of each audience about its own readers. */
export function describeReaders(all: readonly Reader[], content: LetterContent, now: Date): string[] {
  const sentences = AUDIENCES.flatMap((row) => {
    const own = all.filter((reader) => reader.row === row)
    return own.length === 0 ? [] : row.describe(own, content, now)
  })
  return [...new Set(sentences)]
}

/** The reader of words that name one without a list; null if they name none. */
export function readTyped(typed: string): Reader | null {
  return AUDIENCES.map(({ read }) => read?.(typed) ?? null).find((reader) => reader !== null) ?? null
}

/** The reader of an entry that nobody is known by. */
export function unknownReader(entry: string): Reader {
  return { entry, name: entry, row: person, contact: null, group: null }
}

export function isUnknown({ row, contact }: Reader): boolean {
  return row === person && contact === null
}

/** “Only me” and “everyone”, who need no name: for a button each. */
export const listWide = (): Reader[] =>
  AUDIENCES.flatMap(({ readers }) => readers({ contacts: [], groups: [] }))
