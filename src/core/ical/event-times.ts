// When an event begins and ends, and by which clocks.
import type ICAL from 'ical.js'
import type { EventTime } from '../contract/invitation.ts'
import { readWritten, textIn, type Written } from './written-time.ts'
import { offsetOf, toInstant, zoneOf } from './zone.ts'
import { findRules, offsetByRules, type ZoneRules } from './zone-rules.ts'

const DAY_MS = 86_400_000

/** Reads the times of an event with the zones that its calendar defines. */
export class EventTimes {
  readonly #rules: (zone: string) => ZoneRules | null

  constructor(calendar: ICAL.Component) {
    this.#rules = (zone) => findRules(calendar, zone)
  }

  timeOf({ ms, isDay, isUtc, zone }: Written): EventTime {
    const text = new Date(ms).toISOString().slice(0, 19)
    if (isDay) return { form: 'day', at: text.slice(0, 10) }
    if (isUtc) return { form: 'instant', at: isoOf(ms), there: null, zone: null }
    if (zone === '') return { form: 'local', at: text, zone: null }
    const known = zoneOf(zone)
    const rules = known === null ? this.#rules(zone) : null
    if (known === null && rules === null) return { form: 'local', at: text, zone }
    const at = known === null ? ms - offsetByRules(rules!, ms) : toInstant(known, ms)
    return { form: 'instant', at: isoOf(at), there: text, zone: known ?? zone }
  }

  /** Null if it does not end after its start. */
  endOf(event: ICAL.Component, start: Written): EventTime | null {
    const end = readWritten(event.getFirstProperty('dtend')) ?? afterDuration(event, start)
    if (end === null || end.isDay !== start.isDay) return null
    // The end of whole days is the day after the last.
    const last = end.isDay ? { ...end, ms: end.ms - DAY_MS } : end
    const [from, to] = [this.timeOf(start), this.timeOf(last)]
    return to.form === from.form && to.at > from.at ? to : null
  }

  /** The day on the clocks of the start, for the end of a repetition. */
  dayOf(time: Written, { zone }: Written): string {
    const known = time.isUtc ? zoneOf(zone) : null
    const rules = time.isUtc && known === null ? this.#rules(zone) : null
    const offset =
      known !== null ? offsetOf(known, time.ms) : rules === null ? 0 : offsetByRules(rules, time.ms)
    return new Date(time.ms + offset).toISOString().slice(0, 10)
  }
}

const DURATION = /^\+?P(?:(\d{1,4})W)?(?:(\d{1,5})D)?(?:T(?:(\d{1,5})H)?(?:(\d{1,6})M)?(?:(\d{1,8})S)?)?$/

function afterDuration(event: ICAL.Component, start: Written): Written | null {
  const found = DURATION.exec(textIn(event.getFirstProperty('duration')))
  if (found === null) return null
  const [weeks, days, hours, minutes, seconds] = found.slice(1).map((one) => Number(one ?? 0))
  const inDays = weeks! * 7 + days!
  return { ...start, ms: start.ms + inDays * DAY_MS + ((hours! * 60 + minutes!) * 60 + seconds!) * 1000 }
}

const isoOf = (ms: number): string => new Date(ms).toISOString()
