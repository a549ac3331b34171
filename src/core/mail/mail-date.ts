// Parses dates in mails (RFC 5322, its obsolete forms, and the forms that programs write).
// Date.parse knows too few zones, and guesses.
import { trimEndOf } from '../contract/trim-end.ts'

interface Parts {
  year: number
  month: number
  day: number
  time: readonly [hour: number, minute: number, second: number]
  zoneMinutes: number
}

/**
 * Returns ms since the epoch, also before it; null if it is not a date. Unknown and military zones count as UTC
 * (RFC 5322, 4.3).
 */
export function parseMailDate(field: string): number | null {
  const words = withoutComments(field.slice(0, MAX_CHARS))
    .replace(/[\s,]+/g, ' ')
    .trim()
  const parts = parseIso(words) ?? parseNamed(words)
  return parts === null ? null : timeOf(parts)
}

/** Returns the date of a Received field: the text after its last semicolon. */
export function parseReceivedDate(field: string): number | null {
  return parseMailDate(field.slice(field.lastIndexOf(';') + 1))
}

const MAX_CHARS = 300

function withoutComments(text: string): string {
  let [plain, depth] = ['', 0]
  for (const char of text) {
    if (char === '(') depth++
    else if (char === ')') depth = Math.max(0, depth - 1)
    else if (depth === 0) plain += char
  }
  return plain
}

function timeOf({ year, month, day, time: [hour, minute, second], zoneMinutes }: Parts): number | null {
  if (day < 1 || day > daysIn(year, month) || hour > 23 || minute > 59 || second > 60) return null
  return dayOf(year, month, day) + ((hour * 60 + minute - zoneMinutes) * 60 + second) * 1000
}

/** Unlike `Date.UTC`, takes a year below 100 as it is. */
function dayOf(year: number, month: number, day: number): number {
  return new Date(0).setUTCFullYear(year, month, day)
}

function daysIn(year: number, month: number): number {
  return new Date(dayOf(year, month + 1, 0)).getUTCDate()
}

const ISO = /^(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ]+(\d{1,2}:\d.*))?$/i

function parseIso(words: string): Parts | null {
  const [, year, month, day, clock] = ISO.exec(words) ?? []
  if (year === undefined || Number(month) < 1 || Number(month) > 12) return null
  return { ...{ year: Number(year), month: Number(month) - 1, day: Number(day) }, ...parseClock(clock ?? '') }
}

const MONTH = /(?<![a-z])(jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec)[a-z]*\.?[ -]*/i
const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec']

/**
 * Parses `5 Jan 2004 12:00:00 +0900`, and the form of C: `Mon Jan 5 12:00:00 2004`, with a zone
 * before or after the year.
 */
function parseNamed(words: string): Parts | null {
  const found = MONTH.exec(words)
  if (found === null) return null
  const month = MONTHS.indexOf(found[1]!.slice(0, 3).toLowerCase())
  const [before, after] = [words.slice(0, found.index), words.slice(found.index + found[0].length)]
  const [, dayBefore] = /(?:^|[^\d:])(\d{1,2})(?:st|nd|rd|th)?$/i.exec(trimEndOf(before, ' -')) ?? []
  return dayBefore === undefined ? parseAsctime(month, after) : parseDayFirst(Number(dayBefore), month, after)
}

function parseDayFirst(day: number, month: number, after: string): Parts | null {
  const [whole, year] = /^'?(\d{1,5})\b/.exec(after) ?? []
  if (whole === undefined) return null
  return { day, month, year: fullYear(year!), ...parseClock(after.slice(whole.length)) }
}

function parseAsctime(month: number, after: string): Parts | null {
  const [whole = '', day] = /^(\d{1,2})(?:st|nd|rd|th)? /i.exec(after) ?? []
  const rest = after.slice(whole.length)
  const [found, year] = /(?<![\d:+-])(\d{4})(?![\d:])/.exec(rest) ?? []
  if (day === undefined || year === undefined) return null
  return { day: Number(day), month, year: Number(year), ...parseClock(rest.replace(found!, ' ')) }
}

/** Two digits below 50 are 20xx; other two or three digits count from 1900 (RFC 5322, 4.3). */
function fullYear(digits: string): number {
  const year = Number(digits)
  if (digits.length >= 4) return year
  return year + (digits.length < 3 && year < 50 ? 2000 : 1900)
}

/** From the first digit on. All spaces are single. */
const CLOCK = /^(\d{1,2}) ?[:.] ?(\d{1,2})(?: ?[:.] ?(\d{1,2})(?:[.,]\d+)?)?(?: ?([ap])\.?m\.?(?![a-z]))?/i

/** Returns midnight if there is no time. */
function parseClock(text: string): Pick<Parts, 'time' | 'zoneMinutes'> {
  const from = text.search(/\d/)
  const [whole, hour, minute, second, half] = CLOCK.exec(text.slice(Math.max(0, from))) ?? []
  if (whole === undefined) return { time: [0, 0, 0], zoneMinutes: zoneOf(text) }
  return {
    time: [hourOf(Number(hour), half), Number(minute), Number(second ?? 0)],
    zoneMinutes: zoneOf(text.slice(from + whole.length)),
  }
}

/** 12 AM is midnight. An hour over 12 ignores AM and PM. */
function hourOf(hour: number, half: string | undefined): number {
  if (half === undefined || hour > 12) return hour
  return (hour % 12) + (half.toLowerCase() === 'p' ? 12 : 0)
}

/** Minutes east of Greenwich. A number takes precedence over a name. */
function zoneOf(text: string): number {
  const [, sign, hours, minutes] = /([+-])\s*(\d{1,2}):?(\d{2})(?!\d)/.exec(text) ?? []
  if (hours !== undefined && Number(hours) < 24 && Number(minutes) < 60)
    return (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes))
  const name = /[a-z]+/i.exec(text)?.[0].toUpperCase() ?? ''
  return Math.round((ZONES[name] ?? 0) * 60)
}

/**
 * Hours east of Greenwich. An ambiguous name has the meaning of RFC 5322, or of most mail that used
 * it.
 */
const ZONES: Readonly<Record<string, number>> = {
  ...{ EST: -5, EDT: -4, CST: -6, CDT: -5, MST: -7, MDT: -6, PST: -8, PDT: -7 },
  ...{ AKST: -9, AKDT: -8, HST: -10, AST: -4, ADT: -3, NST: -3.5, NDT: -2.5, BRT: -3, ART: -3, CLT: -4 },
  ...{ WET: 0, WEST: 1, BST: 1, CET: 1, CEST: 2, MET: 1, MEST: 2, MEZ: 1, MESZ: 2, SAST: 2 },
  ...{ EET: 2, EEST: 3, MSK: 3, MSD: 4, PKT: 5, IST: 5.5, WIB: 7, ICT: 7, HKT: 8, SGT: 8, PHT: 8, AWST: 8 },
  ...{ JST: 9, KST: 9, ACST: 9.5, ACDT: 10.5, AEST: 10, AEDT: 11, NZST: 12, NZDT: 13 },
}
