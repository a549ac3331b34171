// What the empty search offers: each chip is a few words of the query, so that pressing and typing are
// one. Pure.
import type { Contact, GroupSummary } from '../../core/contract/index.ts'
import { quoted } from './name-offers.ts'

export interface Chip {
  /** The words of the query. */
  query: string
  label: string
}

export interface TimeChip extends Chip {
  from: Date
  /** Null for a time that has not ended. */
  to: Date | null
}

interface Words {
  today: string
  thisWeek: string
  monthOf: (at: Date) => string
}

const MOST_PEOPLE = 4
const MOST_GROUPS = 2
const MONTHS = 2

/** The people who are here now first, then the groups. */
export function chipsOfPeople(
  contacts: readonly Pick<Contact, 'name' | 'blocked' | 'online'>[],
  groups: readonly Pick<GroupSummary, 'name' | 'membership'>[],
): { people: Chip[]; groups: Chip[] } {
  const people = contacts
    .filter(({ blocked }) => !blocked)
    .toSorted((a, b) => Number(b.online) - Number(a.online))
  const mine = groups.filter(({ membership }) => membership === 'member')
  return {
    people: people.slice(0, MOST_PEOPLE).map(({ name }) => ({ label: name, query: `from:${quoted(name)}` })),
    groups: mine.slice(0, MOST_GROUPS).map(({ name }) => ({ label: name, query: `in:${quoted(name)}` })),
  }
}

/** Today, this week, the last months and the last year. */
export function chipsOfTimes(now: Date, weekStart: 0 | 1, words: Words): TimeChip[] {
  const monday = new Date(
    now.getFullYear(),
    now.getMonth(),
    now.getDate() - ((now.getDay() - weekStart + 7) % 7),
  )
  const months = Array.from(
    { length: MONTHS },
    (_, at) => new Date(now.getFullYear(), now.getMonth() - 1 - at),
  )
  const year = now.getFullYear() - 1
  return [
    {
      ...{ label: words.today, query: 'after:today', to: null },
      from: new Date(now.getFullYear(), now.getMonth(), now.getDate()),
    },
    { label: words.thisWeek, query: `after:${dayOf(monday)}`, from: monday, to: null },
    ...months.map((month) => {
      const next = new Date(month.getFullYear(), month.getMonth() + 1)
      const query = `after:${monthOf(month)} before:${monthOf(next)}`
      return { label: words.monthOf(month), query, from: month, to: next }
    }),
    {
      ...{ label: String(year), query: `after:${year} before:${year + 1}` },
      ...{ from: new Date(year, 0), to: new Date(year + 1, 0) },
    },
  ]
}

/** The query of the sealed letters whose files a search for files cannot see; null for any other. */
export function sealedBeside(query: string): string | null {
  if (!/(?:^|\s)(?:filename[:：]|has[:：](?:pdf|photo|film)\b)|\.[a-z0-9]{2,4}(?:\s|$)/iu.test(query))
    return null
  const people = query.match(/(?:^|\s)(?:from|in)[:：](?:"[^"]*"|\S+)/gu) ?? []
  return ['is:sealed has:file', ...people.map((part) => part.trim())].join(' ')
}

const two = (value: number): string => String(value).padStart(2, '0')
const monthOf = (at: Date): string => `${at.getFullYear()}-${two(at.getMonth() + 1)}`
const dayOf = (at: Date): string => `${monthOf(at)}-${two(at.getDate())}`
