// A time as a calendar writes it. It is read from the text itself: the library reads a day that is
// marked as a time into a broken one.
import type ICAL from 'ical.js'
import { oneLine } from '../base/index.ts'

/** A time as it is written. */
export interface Written {
  /** The numbers on the clock, as ms since the epoch in UTC. */
  ms: number
  isDay: boolean
  isUtc: boolean
  /** Empty if none is named. */
  zone: string
}

/** jCal writes `2026-12-09` and `2026-12-09T19:00:00Z`. */
const TIME = /^(\d{4})-(\d\d)-(\d\d)(?:T(\d\d):(\d\d):(\d\d)(Z)?$)?/
const MAX_ZONE_CHARS = 100

/** The values of a property. A text, a time and an address are strings; a rule is an object. */
export const valuesOf = (property: ICAL.Property | null): unknown[] =>
  property === null ? [] : (property.jCal as unknown[]).slice(3)

/** The first value, if it is a string; else an empty one. */
export function textIn(property: ICAL.Property | null): string {
  const [value] = valuesOf(property)
  return typeof value === 'string' ? value : ''
}

/** Null if there is none, or if it is no time between 1600 and 2199. Outlook begins its zones in 1601. */
export function readWritten(property: ICAL.Property | null): Written | null {
  return property === null ? null : parseWritten(textIn(property), parameter(property, 'tzid'))
}

export function parseWritten(text: string, zone = ''): Written | null {
  const [whole, year, month, day, ...clock] = TIME.exec(text) ?? []
  if (whole === undefined) return null
  const [hour = 0, minute = 0, second = 0] = clock.slice(0, 3).map((one) => Number(one ?? 0))
  const ms = Date.UTC(Number(year), Number(month) - 1, Number(day), hour, minute, Math.min(second, 59))
  const isReal = new Date(ms).toISOString().startsWith(`${year}-${month}-${day}`)
  if (!isReal || Number(year) < 1600 || Number(year) > 2199) return null
  const isUtc = clock[3] !== undefined
  return { ms, isDay: clock[0] === undefined, isUtc, zone: isUtc ? '' : zone }
}

export function parameter(property: ICAL.Property, name: string): string {
  const value = property.getParameter(name)
  return oneLine((Array.isArray(value) ? value[0] : value) ?? '', MAX_ZONE_CHARS)
}
