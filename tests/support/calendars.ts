// Calendars as programs write them, for tests of invitations.
type Lines = readonly string[]

const wrap = (name: string, ...lines: Lines): string[] => [`BEGIN:${name}`, ...lines, `END:${name}`]

/** @param parts events and zones */
export const calendar = (...parts: Lines[]): string =>
  [...wrap('VCALENDAR', 'VERSION:2.0', 'PRODID:-//Harbour//Diary//EN', ...parts.flat()), ''].join('\r\n')

export const event = (...lines: Lines): string[] => wrap('VEVENT', 'UID:1@harbour.example', ...lines)

/** A zone by the rules of central Europe, as Outlook writes it. */
export const outlookZone = (name: string): string[] =>
  wrap(
    'VTIMEZONE',
    `TZID:${name}`,
    ...wrap(
      'STANDARD',
      ...['DTSTART:16010101T030000', 'TZOFFSETFROM:+0200', 'TZOFFSETTO:+0100'],
      'RRULE:FREQ=YEARLY;INTERVAL=1;BYDAY=-1SU;BYMONTH=10',
    ),
    ...wrap(
      'DAYLIGHT',
      ...['DTSTART:16010101T020000', 'TZOFFSETFROM:+0100', 'TZOFFSETTO:+0200'],
      'RRULE:FREQ=YEARLY;INTERVAL=1;BYDAY=-1SU;BYMONTH=3',
    ),
  )
