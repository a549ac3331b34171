// The event of a calendar: what, when, where, who. Nothing in it can stop the reader.
import { describe, expect, it } from 'vitest'
import { MAX_CALENDAR_BYTES, readEvent } from '../../../src/core/ical/index.ts'
import { calendar, event, outlookZone } from '../../support/calendars.ts'

const read = (...lines: string[]) => readEvent(calendar(event(...lines)), 'REQUEST')
const startOf = (line: string, ...zones: string[][]) =>
  readEvent(calendar(...zones, event(line)), 'REQUEST')?.starts

describe('an event', () => {
  it('has its title, times, place and people', () => {
    const found = read(
      'SUMMARY:Rehearsal\\, with the choir',
      'DTSTART;TZID=Europe/Berlin:20261209T190000',
      'DTEND;TZID=Europe/Berlin:20261209T213000',
      'LOCATION:Harbour hall\\nsecond floor',
      'DESCRIPTION:Bring\\nthe scores.',
      'ORGANIZER;CN="Chiyo Mori":mailto:chiyo@harbour.example',
      'ATTENDEE;CN=Ana;PARTSTAT=ACCEPTED:mailto:ana@harbour.example',
      'ATTENDEE;PARTSTAT=NEEDS-ACTION:MAILTO:ben@harbour.example',
      'ATTENDEE;CN=Chiyo Mori:mailto:chiyo@harbour.example',
      'ATTENDEE;CUTYPE=ROOM;CN=Hall:mailto:hall@harbour.example',
    )
    const berlin = { form: 'instant', zone: 'Europe/Berlin' }
    expect(found).toEqual({
      kind: 'asked',
      title: 'Rehearsal, with the choir',
      starts: { ...berlin, at: '2026-12-09T18:00:00.000Z', there: '2026-12-09T19:00:00' },
      ends: { ...berlin, at: '2026-12-09T20:30:00.000Z', there: '2026-12-09T21:30:00' },
      isOneDate: false,
      repeats: null,
      place: 'Harbour hall second floor',
      note: 'Bring\nthe scores.',
      organiser: { name: 'Chiyo Mori', address: 'chiyo@harbour.example', answer: null },
      guests: [
        { name: 'Ana', address: 'ana@harbour.example', answer: 'accepted' },
        { name: '', address: 'ben@harbour.example', answer: null },
      ],
      guestCount: 2,
      more: 0,
    })
  })

  it.each([
    ['REQUEST', 'asked'],
    ['ADD', 'asked'],
    ['PUBLISH', 'told'],
    ['CANCEL', 'cancelled'],
    ['REPLY', 'answered'],
    ['COUNTER', 'countered'],
    ['REFRESH', undefined],
    ['DECLINECOUNTER', undefined],
    ['X', undefined],
  ])('of the method %s is %s', (method, kind) => {
    expect(readEvent(calendar(event('SUMMARY:x', 'DTSTART:20261209T190000Z')), method)?.kind).toBe(kind)
  })

  it('says by its status, too, that it is cancelled', () => {
    expect(read('SUMMARY:x', 'STATUS:CANCELLED')?.kind).toBe('cancelled')
  })

  it('is the one that repeats, beside its changed dates', () => {
    const changed = event('SUMMARY:changed', 'RECURRENCE-ID:20261216T190000Z', 'DTSTART:20261217T190000Z')
    const series = event('SUMMARY:series', 'DTSTART:20261209T190000Z', 'RRULE:FREQ=WEEKLY')
    expect(readEvent(calendar(changed, series), 'REQUEST')).toMatchObject({ title: 'series', more: 1 })
    expect(readEvent(calendar(changed), 'CANCEL')).toMatchObject({ isOneDate: true, more: 0 })
  })

  it('names a hundred guests, and counts all', () => {
    const guests = Array.from({ length: 250 }, (_, n) => `ATTENDEE:mailto:${n}@x.example`)
    const found = read('SUMMARY:x', ...guests)!
    expect(found.guests).toHaveLength(100)
    expect(found.guestCount).toBe(250)
  })

  it('hides no direction marks and no controls', () => {
    expect(read('SUMMARY:a\u202eb\u0007c')?.title).toBe('a b c')
  })
})

describe('a time', () => {
  it.each([
    [
      'DTSTART:20261209T180000Z',
      { form: 'instant', at: '2026-12-09T18:00:00.000Z', there: null, zone: null },
    ],
    ['DTSTART:20261209T190000', { form: 'local', at: '2026-12-09T19:00:00', zone: null }],
    ['DTSTART;TZID=Mars:20261209T190000', { form: 'local', at: '2026-12-09T19:00:00', zone: 'Mars' }],
    ['DTSTART;VALUE=DATE:20261209', { form: 'day', at: '2026-12-09' }],
    // Some programs forget to say that it is a day.
    ['DTSTART:20261209', { form: 'day', at: '2026-12-09' }],
  ])('%s', (line, time) => expect(startOf(line)).toEqual(time))

  it.each(['DTSTART:20260231T100000Z', 'DTSTART:99991209T100000Z', 'DTSTART:tomorrow'])(
    '%s is none',
    (line) => {
      expect(read('SUMMARY:x', line)?.starts).toBeNull()
    },
  )

  it('of a zone with a path before its name is known', () => {
    const line = 'DTSTART;TZID=/diary.example/Tzfile/Asia/Tokyo:20261209T190000'
    expect(startOf(line)).toMatchObject({ at: '2026-12-09T10:00:00.000Z', zone: 'Asia/Tokyo' })
  })

  // The clocks of central Europe change on 29 March and 25 October 2026.
  it.each([
    ['20260115T120000', '2026-01-15T11:00:00.000Z'],
    ['20260329T013000', '2026-03-29T00:30:00.000Z'],
    ['20260329T033000', '2026-03-29T01:30:00.000Z'],
    ['20260701T120000', '2026-07-01T10:00:00.000Z'],
    ['20261025T013000', '2026-10-24T23:30:00.000Z'],
    ['20261025T033000', '2026-10-25T02:30:00.000Z'],
  ])('%s is the same by name and by the rules of Outlook', (local, at) => {
    expect(startOf(`DTSTART;TZID=Europe/Berlin:${local}`)).toMatchObject({ at })
    const zone = 'Unknown Standard Time'
    expect(startOf(`DTSTART;TZID=${zone}:${local}`, outlookZone(zone))).toMatchObject({ at, zone })
  })

  it.each([
    ['DTEND:20261209T200000Z', '2026-12-09T20:00:00.000Z'],
    ['DURATION:PT1H30M', '2026-12-09T19:30:00.000Z'],
    ['DURATION:P1W', '2026-12-16T18:00:00.000Z'],
    ['DTEND:20261209T170000Z', undefined],
    ['DTEND;VALUE=DATE:20261210', undefined],
    ['DURATION:-PT1H', undefined],
  ])('ends by %s', (line, at) => {
    const ends = read('DTSTART:20261209T180000Z', line)?.ends
    expect(ends?.at).toBe(at)
  })

  it.each([
    ['20261210', null],
    ['20261212', { form: 'day', at: '2026-12-11' }],
  ])('of whole days ends before %s', (end, ends) => {
    expect(read('DTSTART;VALUE=DATE:20261209', `DTEND;VALUE=DATE:${end}`)?.ends).toEqual(ends)
  })
})

const PLAIN = { interval: 1, weekdays: [], monthDays: [], times: null, until: null, without: 0 }

describe('a repetition', () => {
  // 9 December 2026 is a Wednesday.
  it.each([
    ['FREQ=DAILY', { every: 'day' }],
    [
      'FREQ=DAILY;BYDAY=MO,FR',
      {
        every: 'week',
        weekdays: [
          { day: 1, nth: 0 },
          { day: 5, nth: 0 },
        ],
      },
    ],
    ['FREQ=WEEKLY;INTERVAL=2;COUNT=5', { every: 'week', interval: 2, times: 5 }],
    ['FREQ=WEEKLY;BYDAY=WE;WKST=SU', { every: 'week', weekdays: [{ day: 3, nth: 0 }] }],
    ['FREQ=MONTHLY;BYDAY=-1FR', { every: 'month', weekdays: [{ day: 5, nth: -1 }] }],
    ['FREQ=MONTHLY;BYDAY=WE;BYSETPOS=2', { every: 'month', weekdays: [{ day: 3, nth: 2 }] }],
    ['FREQ=MONTHLY;BYMONTHDAY=9,-1', { every: 'month', monthDays: [9, -1] }],
    ['FREQ=YEARLY;BYMONTH=12;BYMONTHDAY=9', { every: 'year' }],
    ['FREQ=YEARLY;BYMONTH=12;BYDAY=2WE', { every: 'year', weekdays: [{ day: 3, nth: 2 }] }],
    // Half past midnight in Tokyo is still the day before in UTC.
    ['FREQ=WEEKLY;UNTIL=20270331T153000Z', { every: 'week', until: '2027-04-01' }],
    ['FREQ=WEEKLY;UNTIL=20270331', { every: 'week', until: '2027-03-31' }],
  ])('%s has words', (rule, expected) => {
    const found = read('DTSTART;TZID=Asia/Tokyo:20261209T003000', `RRULE:${rule}`)
    expect(found?.repeats).toEqual({ ...PLAIN, ...expected })
  })

  it.each([
    'FREQ=HOURLY',
    'FREQ=DAILY;INTERVAL=2;BYDAY=MO',
    'FREQ=DAILY;BYHOUR=9,12',
    'FREQ=MONTHLY;BYDAY=MO,TU;BYSETPOS=-1',
    'FREQ=MONTHLY;BYDAY=MO',
    'FREQ=MONTHLY;BYDAY=FR;BYMONTHDAY=13',
    'FREQ=YEARLY;BYMONTH=1,7',
    'FREQ=YEARLY;BYWEEKNO=20',
    'FREQ=YEARLY;BYDAY=20MO',
  ])('%s is otherwise', (rule) => {
    expect(read('DTSTART:20261209T190000Z', `RRULE:${rule}`)?.repeats).toBe('otherwise')
  })

  it('counts the dates that are left out, and is otherwise with further ones', () => {
    const weekly = ['DTSTART:20261209T190000Z', 'RRULE:FREQ=WEEKLY']
    const out = ['EXDATE:20261216T190000Z,20261223T190000Z', 'EXDATE:20261230T190000Z']
    expect(read(...weekly, ...out)?.repeats).toMatchObject({ every: 'week', without: 3 })
    expect(read(...weekly, 'RDATE:20261210T190000Z')?.repeats).toBe('otherwise')
  })
})

describe('a broken calendar', () => {
  const [fine] = [event('SUMMARY:x', 'DTSTART:20261209T190000Z')]
  it.each([
    ['no calendar', 'Hello'],
    ['nothing', ''],
    ['a cut one', calendar(fine).slice(0, -20)],
    ['a line without a value', calendar(event('SUMMARY:x', 'no colon here'))],
    ['no event', calendar(['BEGIN:VTODO', 'SUMMARY:x', 'END:VTODO'])],
    ['an empty event', calendar(event())],
    ['a rule without a value', calendar(event('DTSTART:20261209T190000Z', 'RRULE:FREQ=SOMETIMES'))],
    ['deep nesting', `BEGIN:VCALENDAR\r\n${'BEGIN:VEVENT\r\n'.repeat(50_000)}`],
    ['too long a text', calendar(event(`SUMMARY:${'x'.repeat(MAX_CALENDAR_BYTES)}`))],
  ])('%s is no event', (_, text) => {
    expect(readEvent(text, 'REQUEST')).toBeNull()
  })

  it('with a zone whose rule never comes has the time as it is written', () => {
    const zone = outlookZone('Never').map((line) =>
      line.replace('BYDAY=-1SU', 'BYMONTHDAY=31').replace('=3', '=2'),
    )
    expect(startOf('DTSTART;TZID=Never:20261209T190000', zone)).toEqual({
      ...{ form: 'local', at: '2026-12-09T19:00:00', zone: 'Never' },
    })
  })
})
