// A time zone that a calendar defines itself (VTIMEZONE), as Outlook does with names of its own. Only
// the rules that programs write are read: one weekday of a month each year, or single dates. The
// library would follow any rule, and some take it for ever.
import type ICAL from 'ical.js'
import { parseWritten, readWritten, textIn, valuesOf } from './written-time.ts'

interface Change {
  /** On the clocks before it, as ms since the epoch in UTC. */
  first: number
  /** Further single dates. */
  dates: readonly number[]
  /** Null if it does not come each year. */
  yearly: { month: number; day: number; nth: number; until: number } | null
  /** In ms. */
  from: number
  to: number
}

export type ZoneRules = readonly Change[]

const MAX_CHANGES = 200
const DAY_MS = 86_400_000
const WEEKDAYS = ['SU', 'MO', 'TU', 'WE', 'TH', 'FR', 'SA']

/** Null if the calendar does not define the zone, or by other rules. */
export function findRules(calendar: ICAL.Component, zone: string): ZoneRules | null {
  const defined = calendar
    .getAllSubcomponents('vtimezone')
    .find((one) => textIn(one.getFirstProperty('tzid')) === zone)
  const parts = defined?.getAllSubcomponents() ?? []
  const changes = parts.slice(0, MAX_CHANGES).map(readChange)
  return changes.length === 0 || changes.some((one) => one === null) ? null : (changes as Change[])
}

function readChange(part: ICAL.Component): Change | null {
  const start = readWritten(part.getFirstProperty('dtstart'))
  const [from, to] = [readOffset(part, 'tzoffsetfrom'), readOffset(part, 'tzoffsetto')]
  const rule = part.getFirstProperty('rrule')
  const yearly = rule === null ? null : readYearly(rule)
  if (start === null || from === null || to === null || (rule !== null && yearly === null)) return null
  const dates = part
    .getAllProperties('rdate')
    .flatMap((property) =>
      valuesOf(property).map((value) => (typeof value === 'string' ? parseWritten(value)?.ms : undefined)),
    )
    .filter((ms) => ms !== undefined)
  return { first: start.ms, dates, yearly, from, to }
}

function readOffset(part: ICAL.Component, name: string): number | null {
  const [, sign, hours, minutes, seconds] =
    /^([+-])(\d\d):?(\d\d)(?::?(\d\d))?$/.exec(textIn(part.getFirstProperty(name))) ?? []
  if (sign === undefined) return null
  const ms = ((Number(hours) * 60 + Number(minutes)) * 60 + Number(seconds ?? 0)) * 1000
  return sign === '-' ? -ms : ms
}

/** jCal writes a rule as an object. */
function readYearly(property: ICAL.Property): Change['yearly'] {
  const [rule] = valuesOf(property) as Record<string, unknown>[]
  const { freq, bymonth, byday, until, ...others } = rule ?? {}
  const [, nth, weekday] = /^(-?[1-4])([A-Z]{2})$/.exec(String(byday)) ?? []
  const day = WEEKDAYS.indexOf(weekday ?? '')
  const month = Number(bymonth)
  const isPlain = Object.keys(others).every((key) => key === 'interval' || key === 'wkst')
  if (freq !== 'YEARLY' || !isPlain || Number(others.interval ?? 1) !== 1) return null
  if (day === -1 || !(month >= 1 && month <= 12)) return null
  const last = typeof until === 'string' ? (parseWritten(until)?.ms ?? Infinity) : Infinity
  return { month, day, nth: Number(nth), until: last }
}

/**
 * Returns the offset from UTC at a time on the clocks, in ms.
 * @param local the numbers on the clock, as ms since the epoch in UTC
 */
export function offsetByRules(rules: ZoneRules, local: number): number {
  let [latest, offset] = [-Infinity, rules.toSorted((one, other) => one.first - other.first)[0]!.from]
  for (const change of rules)
    for (const at of timesBefore(change, local))
      if (at <= local && at > latest) [latest, offset] = [at, change.to]
  return offset
}

function timesBefore({ first, dates, yearly }: Change, local: number): number[] {
  if (yearly === null) return [first, ...dates]
  const year = new Date(Math.min(local, yearly.until)).getUTCFullYear()
  const clock = ((first % DAY_MS) + DAY_MS) % DAY_MS
  return [year, year - 1]
    .map((one) => dayIn(one, yearly) + clock)
    .filter((at) => at >= first && at <= yearly.until + DAY_MS)
}

/** The nth weekday of a month, or from its end. */
function dayIn(year: number, { month, day, nth }: NonNullable<Change['yearly']>): number {
  const end = new Date(Date.UTC(year, nth > 0 ? month - 1 : month, nth > 0 ? 1 : 0))
  const step = nth > 0 ? (day - end.getUTCDay() + 7) % 7 : -((end.getUTCDay() - day + 7) % 7)
  return end.getTime() + (step + (nth > 0 ? nth - 1 : nth + 1) * 7) * DAY_MS
}
