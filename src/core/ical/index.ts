// ical: the text of calendars (RFC 5545) and what it says. Pure: no clock, no disk, no network.
// Path: a part of a mail → read-event.ts → what the opened mail shows.
export { MAX_CALENDAR_BYTES, readEvent } from './read-event.ts'
