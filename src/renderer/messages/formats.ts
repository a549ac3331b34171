// Formats dates, numbers, sizes and lists for a language, with Intl as far as possible.
// Every time and size on a screen is formatted here.
import { sizeOf } from '../../core/contract/index.ts'

const DAY_MS = 24 * 60 * 60 * 1000
/** `Fr`; a Japanese weekday has one character. */
const NARROW_CHARS = 2

/** The words for days, from the messages of the language. */
export interface DayWords {
  yesterday: string
  todayAt: (time: string) => string
  yesterdayAt: (time: string) => string
  tomorrowAt: (time: string) => string
  dayAt: (day: string, time: string) => string
  /** `Fri 4 Dec` */
  weekdayDay: (weekday: string, day: string) => string
  /** `Fri 4 Dec, 09:00` */
  datedAt: (day: string, time: string) => string
  /** The day that begins a week: 0 is Sunday. */
  weekStart: 0 | 1
  /** `0.4 s` */
  seconds: (number: string) => string
}

export interface Formats {
  number: (value: number) => string
  /** `4.1 kB`: decimal units, two significant digits below ten. */
  bytes: (bytes: number) => string
  /** `10:42` */
  time: (at: Date | string) => string
  /** For lists: `10:42` today, `Yesterday`, `Sat` within a week, `12 Nov`, `12 Nov 2024`. */
  shortDay: (at: Date | string, now: Date) => string
  /**
   * For the middle of a sentence: `today at 10:42`, `tomorrow at 10:42`, `12 November at 10:42`.
   */
  dayAndTime: (at: Date | string, now: Date) => string
  /** For a sentence: `today at 10:42`, `Thursday` within a week, `12 November`. */
  sentenceDay: (at: Date | string, now: Date) => string
  /** `Fri 4 Dec, 09:00`: a time to come, always with its weekday. */
  dated: (at: Date | string, now: Date) => string
  /** `Friday 4 December, 09:00` */
  longDated: (at: Date | string, now: Date) => string
  /** `Friday` or `Fr` */
  weekdayName: (at: Date, length: 'long' | 'short') => string
  /** The day that begins a week: 0 is Sunday. */
  weekStart: 0 | 1
  /** For a line between days: `Thursday 26 November`, with the year if it is another one. */
  weekday: (at: Date | string, now: Date) => string
  /** `November 2026` for `2026-11`. */
  month: (month: string) => string
  /** `November 2026`, where the person is. */
  monthOf: (at: Date) => string
  /** `Nov` for `2026-11`. */
  shortMonth: (month: string) => string
  /** `2026` for `2026-11`. */
  year: (month: string) => string
  /** `12 November 2026`: the date that the camera recorded, independent of the time zone here. */
  dayTaken: (at: string) => string
  /** `12 November 2026 at 10:42`, for a text that is read on another day. */
  onDate: (at: Date | string) => string
  /** Full date and time with zone, for a tooltip. */
  full: (at: Date | string) => string
  /** `Ana, Ben and Lena` */
  list: (items: readonly string[]) => string
  /** `0.4 s` */
  seconds: (ms: number) => string
  /** `in 3 hours`, `2 days ago` */
  relative: (at: Date | string, now: Date) => string
}

export function createFormats(locale: string, words: DayWords): Formats {
  const numbers = new Intl.NumberFormat(locale)
  const tenths = new Intl.NumberFormat(locale, { minimumFractionDigits: 1, maximumFractionDigits: 1 })
  const times = new Intl.DateTimeFormat(locale, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' })
  const weekdays = new Intl.DateTimeFormat(locale, { weekday: 'short' })
  const longWeekdays = new Intl.DateTimeFormat(locale, { weekday: 'long' })
  const monthsHere = new Intl.DateTimeFormat(locale, { month: 'long', year: 'numeric' })
  const days = new Intl.DateTimeFormat(locale, { day: 'numeric', month: 'short' })
  const longDays = new Intl.DateTimeFormat(locale, { day: 'numeric', month: 'long' })
  const years = new Intl.DateTimeFormat(locale, { day: 'numeric', month: 'short', year: 'numeric' })
  const wholeDays = new Intl.DateTimeFormat(locale, { weekday: 'long', day: 'numeric', month: 'long' })
  const wholeDates = new Intl.DateTimeFormat(locale, { dateStyle: 'full' })
  const onDates = new Intl.DateTimeFormat(locale, { dateStyle: 'long', timeStyle: 'short', hourCycle: 'h23' })
  const full = new Intl.DateTimeFormat(locale, { dateStyle: 'full', timeStyle: 'long', hourCycle: 'h23' })
  const months = new Intl.DateTimeFormat(locale, { month: 'long', year: 'numeric', timeZone: 'UTC' })
  const shortMonths = new Intl.DateTimeFormat(locale, { month: 'short', timeZone: 'UTC' })
  const yearsTaken = new Intl.DateTimeFormat(locale, { year: 'numeric', timeZone: 'UTC' })
  const daysTaken = new Intl.DateTimeFormat(locale, { dateStyle: 'long', timeZone: 'UTC' })
  const lists = new Intl.ListFormat(locale, { type: 'conjunction' })
  const relatives = new Intl.RelativeTimeFormat(locale, { numeric: 'auto' })

  const time = (at: Date | string): string => times.format(new Date(at))
  const isSameYear = (at: Date | string, now: Date): boolean =>
    new Date(at).getFullYear() === now.getFullYear()

  return {
    number: (value) => numbers.format(value),
    bytes: (bytes) => formatBytes(bytes, numbers),
    time,
    shortDay(at, now) {
      const age = daysBetween(at, now)
      if (age === 0) return time(at)
      if (age === 1) return words.yesterday
      if (age > 1 && age < 7) return weekdays.format(new Date(at))
      return (isSameYear(at, now) ? days : years).format(new Date(at))
    },
    dayAndTime(at, now) {
      const age = daysBetween(at, now)
      if (age === 0) return words.todayAt(time(at))
      if (age === 1) return words.yesterdayAt(time(at))
      if (age === -1) return words.tomorrowAt(time(at))
      return words.dayAt((isSameYear(at, now) ? longDays : years).format(new Date(at)), time(at))
    },
    sentenceDay(at, now) {
      const age = daysBetween(at, now)
      if (age === 0) return words.todayAt(time(at))
      if (age === 1) return words.yesterdayAt(time(at))
      if (age > 1 && age < 7) return longWeekdays.format(new Date(at))
      return (isSameYear(at, now) ? longDays : years).format(new Date(at))
    },
    dated(at, now) {
      const day = (isSameYear(at, now) ? days : years).format(new Date(at))
      return words.datedAt(words.weekdayDay(weekdays.format(new Date(at)), day), time(at))
    },
    longDated(at, now) {
      const day = (isSameYear(at, now) ? longDays : years).format(new Date(at))
      return words.datedAt(words.weekdayDay(longWeekdays.format(new Date(at)), day), time(at))
    },
    weekdayName: (at, length) =>
      length === 'long' ? longWeekdays.format(at) : weekdays.format(at).slice(0, NARROW_CHARS),
    weekStart: words.weekStart,
    weekday: (at, now) => (isSameYear(at, now) ? wholeDays : wholeDates).format(new Date(at)),
    monthOf: (at) => monthsHere.format(at),
    month: (month) => months.format(startOf(month)),
    shortMonth: (month) => shortMonths.format(startOf(month)),
    year: (month) => yearsTaken.format(startOf(month)),
    dayTaken: (at) => daysTaken.format(new Date(at)),
    onDate: (at) => onDates.format(new Date(at)),
    full: (at) => full.format(new Date(at)),
    seconds: (ms) => words.seconds(tenths.format(Math.max(ms, 100) / 1000)),
    list: (items) => lists.format(items),
    relative: (at, now) => formatRelative(new Date(at).getTime() - now.getTime(), relatives),
  }
}

const startOf = (month: string): Date => new Date(`${month}-01T00:00:00Z`)

/** Calendar days from `at` to `now` where the person is; negative for the future. */
function daysBetween(at: Date | string, now: Date): number {
  return Math.round((startOfDay(now) - startOfDay(new Date(at))) / DAY_MS)
}

function startOfDay(at: Date): number {
  return new Date(at.getFullYear(), at.getMonth(), at.getDate()).getTime()
}

function formatBytes(bytes: number, numbers: Intl.NumberFormat): string {
  const { value, unit } = sizeOf(bytes)
  return `${numbers.format(value)} ${unit}`
}

const STEPS: readonly (readonly [Intl.RelativeTimeFormatUnit, number])[] = [
  ['day', DAY_MS],
  ['hour', 60 * 60 * 1000],
  ['minute', 60 * 1000],
]

function formatRelative(ms: number, relatives: Intl.RelativeTimeFormat): string {
  const step = STEPS.find(([, stepMs]) => Math.abs(ms) >= stepMs) ?? (['minute', 60 * 1000] as const)
  return relatives.format(Math.round(ms / step[1]), step[0])
}
