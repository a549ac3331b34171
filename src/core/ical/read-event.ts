// The event that a calendar of another program describes: what, when, where, who. The calendar is
// untrusted, and is only shown.
// It is bounded: one text of a size, one event, no occurrence beyond the first.
import ICAL from 'ical.js'
import { oneLine } from '../base/index.ts'
import type { EventGuest, InvitationKind, InvitedEvent } from '../contract/invitation.ts'
import { EventTimes } from './event-times.ts'
import { readRepetition } from './repetition.ts'
import { parameter, readWritten, textIn } from './written-time.ts'

/** No program writes an invitation of more. */
export const MAX_CALENDAR_BYTES = 1 << 20

const MAX_TITLE_CHARS = 300
const MAX_PLACE_CHARS = 1000
const MAX_NOTE_CHARS = 4000
const MAX_NAME_CHARS = 200
const MAX_ADDRESS_CHARS = 320
const MAX_GUESTS = 100

/** By the method of the calendar (RFC 5546). The others are for programs. */
const KINDS: Readonly<Record<string, InvitationKind>> = {
  REQUEST: 'asked',
  ADD: 'asked',
  PUBLISH: 'told',
  CANCEL: 'cancelled',
  REPLY: 'answered',
  COUNTER: 'countered',
}

/**
 * Returns the event of a calendar. Of several it is the first, and the one that repeats before its
 * changed dates. Null if the text is no calendar, has no event, or is not for a person.
 * @param method in upper case, as the mail states it
 */
export function readEvent(text: string, method: string): InvitedEvent | null {
  const kind = KINDS[method]
  if (kind === undefined || text.length > MAX_CALENDAR_BYTES) return null
  try {
    const calendar = parseCalendar(text)
    const events = calendar?.getAllSubcomponents('vevent') ?? []
    const event = events.find((one) => one.getFirstProperty('recurrence-id') === null) ?? events[0]
    if (event === undefined) return null
    const read = describe(event, kind, new EventTimes(calendar!))
    const isEmpty = read.starts === null && read.title === ''
    return isEmpty ? null : { ...read, more: events.length - 1 }
  } catch {
    return null
  }
}

function parseCalendar(text: string): ICAL.Component | null {
  const parsed = ICAL.parse(text.replace(/^\ufeff/, '')) as unknown[]
  const first = typeof parsed[0] === 'string' ? parsed : parsed[0]
  if (!Array.isArray(first)) return null
  const calendar = new ICAL.Component(first)
  return calendar.name === 'vcalendar' ? calendar : null
}

function describe(
  event: ICAL.Component,
  kind: InvitationKind,
  times: EventTimes,
): Omit<InvitedEvent, 'more'> {
  const start =
    readWritten(event.getFirstProperty('dtstart')) ?? readWritten(event.getFirstProperty('recurrence-id'))
  const isCancelled = textOf(event, 'status', MAX_NAME_CHARS).toUpperCase() === 'CANCELLED'
  const [organiser = null] = guestsOf(event, 'organizer')
  const guests = guestsOf(event, 'attendee').filter(({ address }) => address !== organiser?.address)
  return {
    kind: isCancelled ? 'cancelled' : kind,
    title: textOf(event, 'summary', MAX_TITLE_CHARS),
    starts: start === null ? null : times.timeOf(start),
    ends: start === null ? null : times.endOf(event, start),
    isOneDate: event.getFirstProperty('recurrence-id') !== null,
    repeats: start === null ? null : readRepetition(event, start, times),
    place: textOf(event, 'location', MAX_PLACE_CHARS),
    note: linesOf(event, 'description'),
    organiser,
    guests: guests.slice(0, MAX_GUESTS),
    guestCount: guests.length,
  }
}

const textOf = (event: ICAL.Component, name: string, maxChars: number): string =>
  oneLine(textIn(event.getFirstProperty(name)), maxChars)

function linesOf(event: ICAL.Component, name: string): string {
  const lines = textIn(event.getFirstProperty(name))
    .slice(0, MAX_NOTE_CHARS)
    .split(/\r\n?|\n/)
  return lines
    .map((line) => oneLine(line, MAX_NOTE_CHARS))
    .join('\n')
    .trim()
}

const ANSWERS: Readonly<Record<string, EventGuest['answer']>> = {
  ACCEPTED: 'accepted',
  DECLINED: 'declined',
  TENTATIVE: 'tentative',
}

/** Rooms and things are no guests. */
function guestsOf(event: ICAL.Component, property: string): EventGuest[] {
  return event
    .getAllProperties(property)
    .filter((one) => !/^(?:room|resource)$/i.test(parameter(one, 'cutype')))
    .map((one) => ({
      name: oneLine(parameter(one, 'cn'), MAX_NAME_CHARS),
      address: addressOf(textIn(one)),
      answer: ANSWERS[parameter(one, 'partstat').toUpperCase()] ?? null,
    }))
    .filter(({ name, address }) => name !== '' || address !== '')
}

const addressOf = (value: string): string =>
  /^mailto:/i.test(value) ? oneLine(value.slice('mailto:'.length), MAX_ADDRESS_CHARS) : ''
