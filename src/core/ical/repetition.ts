// How an event repeats, as far as there are plain words for it. Nothing is expanded.
import type ICAL from 'ical.js'
import type { InvitedEvent, Repetition } from '../contract/invitation.ts'
import type { EventTimes } from './event-times.ts'
import { parseWritten, valuesOf, type Written } from './written-time.ts'

const FREQUENCIES = { DAILY: 'day', WEEKLY: 'week', MONTHLY: 'month', YEARLY: 'year' } as const
const WEEKDAYS = ['SU', 'MO', 'TU', 'WE', 'TH', 'FR', 'SA']
/** As jCal names the parts of a rule. */
const KNOWN = new Set('freq interval count until wkst byday bymonthday bymonth bysetpos'.split(' '))

export function readRepetition(
  event: ICAL.Component,
  start: Written,
  times: EventTimes,
): InvitedEvent['repeats'] {
  const rules = event.getAllProperties('rrule')
  const hasDates = event.getFirstProperty('rdate') !== null
  if (rules.length === 0) return hasDates ? 'otherwise' : null
  const rule = valuesOf(rules[0]!)[0]
  if (rules.length > 1 || hasDates || typeof rule !== 'object' || rule === null) return 'otherwise'
  const read = readRule(rule as Record<string, unknown>, start)
  if (read === null) return 'otherwise'
  const { until, count } = rule as Record<string, unknown>
  const last = typeof until === 'string' ? parseWritten(until) : null
  return {
    ...read,
    times: Number.isSafeInteger(Number(count)) && Number(count) > 0 ? Number(count) : null,
    until: last === null ? null : times.dayOf(last, start),
    without: event.getAllProperties('exdate').flatMap(valuesOf).length,
  }
}

type Read = Omit<Repetition, 'times' | 'until' | 'without'>

function readRule(rule: Record<string, unknown>, start: Written): Read | null {
  const every = FREQUENCIES[String(rule.freq) as keyof typeof FREQUENCIES] as Read['every'] | undefined
  if (every === undefined || Object.keys(rule).some((key) => !KNOWN.has(key))) return null
  const weekdays = readWeekdays(rule)
  const monthDays = listOf(rule.bymonthday).map(Number)
  const interval = Number(rule.interval ?? 1)
  if (weekdays === null || !isPlainMonth(rule, every, start) || !(interval >= 1 && interval < 1000))
    return null
  if (monthDays.some((day) => !Number.isInteger(day) || day < -1 || day === 0 || day > 31)) return null
  if (weekdays.length > 0 && monthDays.length > 0) return null
  const read = { every, interval, weekdays, monthDays }
  switch (every) {
    case 'day':
      // Each day of some weekdays is a week with these days.
      if (monthDays.length > 0 || weekdays.some(({ nth }) => nth !== 0)) return null
      return weekdays.length === 0 ? read : interval === 1 ? { ...read, every: 'week' } : null
    case 'week':
      return monthDays.length > 0 || weekdays.some(({ nth }) => nth !== 0) ? null : read
    case 'month':
      return weekdays.some(({ nth }) => nth === 0) ? null : read
    case 'year':
      return isPlainYear(read, start, rule.bymonth !== undefined)
  }
}

/** A year has plain words on the day of the first date, or on a weekday of its month. */
function isPlainYear(read: Read, start: Written, hasMonth: boolean): Read | null {
  const day = new Date(start.ms).getUTCDate()
  if (read.monthDays.length > 1 || read.monthDays.some((one) => one !== day)) return null
  if (read.weekdays.length > 0 && (!hasMonth || read.weekdays.some(({ nth }) => nth === 0))) return null
  return { ...read, monthDays: [] }
}

/** Only a year may name a month, and only that of the first date. */
function isPlainMonth(rule: Record<string, unknown>, every: string, start: Written): boolean {
  const months = listOf(rule.bymonth).map(Number)
  return (
    months.length === 0 ||
    (every === 'year' && months.length === 1 && months[0] === new Date(start.ms).getUTCMonth() + 1)
  )
}

/** Null if they have no words. Outlook writes `BYDAY=MO;BYSETPOS=2` for the second Monday. */
function readWeekdays(rule: Record<string, unknown>): Repetition['weekdays'] | null {
  const position = rule.bysetpos === undefined ? null : Number(rule.bysetpos)
  const read = listOf(rule.byday).map((text) => /^([+-]?\d)?([A-Z]{2})$/.exec(String(text)) ?? [])
  const weekdays = read.map(([, nth, day]) => ({
    day: WEEKDAYS.indexOf(day ?? ''),
    nth: Number(nth ?? position ?? 0),
  }))
  const isAmbiguous = position !== null && (read.length !== 1 || read[0]![1] !== undefined)
  const isPlain = ({ day, nth }: { day: number; nth: number }): boolean => day !== -1 && nth >= -1 && nth <= 5
  return isAmbiguous || weekdays.length > 7 || !weekdays.every(isPlain) ? null : weekdays
}

const listOf = (value: unknown): unknown[] =>
  value === undefined ? [] : Array.isArray(value) ? value : [value]
