// The days of a month in weeks, and the time of a day as a person types it. Pure.

/** 0 is Sunday, as in `Date`. */
export type WeekStart = 0 | 1

const DAYS_A_WEEK = 7
const TYPED = /^(\d{1,2})(?:[:.時h]?(\d{2})|[:時h])?$/iu

/**
 * Returns the weeks that have a day of the month of `day`, each from `weekStart`. Weeks before the
 * one of `earliest` are left out.
 */
export function weeksOf(day: Date, weekStart: WeekStart, earliest: Date): Date[][] {
  const first = new Date(day.getFullYear(), day.getMonth(), 1)
  const end = new Date(day.getFullYear(), day.getMonth() + 1, 1)
  const weeks: Date[][] = []
  for (let from = weekOf(first, weekStart); from < end; from = addDays(from, DAYS_A_WEEK))
    if (from >= weekOf(earliest, weekStart))
      weeks.push(Array.from({ length: DAYS_A_WEEK }, (_, at) => addDays(from, at)))
  return weeks
}

/** Returns midnight of the first day of the week of `day`. */
function weekOf(day: Date, weekStart: WeekStart): Date {
  return addDays(day, -((day.getDay() - weekStart + DAYS_A_WEEK) % DAYS_A_WEEK))
}

/** Returns midnight of the day so many days later. */
export function addDays(day: Date, days: number): Date {
  return new Date(day.getFullYear(), day.getMonth(), day.getDate() + days)
}

/** Returns midnight of the same day in another month, or of its last day. */
export function addMonths(day: Date, months: number): Date {
  const last = new Date(day.getFullYear(), day.getMonth() + months + 1, 0)
  return new Date(last.getFullYear(), last.getMonth(), Math.min(day.getDate(), last.getDate()))
}

export function isSameDay(one: Date, other: Date): boolean {
  return one.toDateString() === other.toDateString()
}

/** Reads `9`, `9:30`, `0930`, `9.30` or `9時30分`. Null if it is no time of a day. */
export function parseTime(typed: string): { hours: number; minutes: number } | null {
  const found = TYPED.exec(typed.normalize('NFKC').replace(/[\s分]/gu, ''))
  if (found === null) return null
  const [hours, minutes] = [Number(found[1]), Number(found[2] ?? 0)]
  return hours < 24 && minutes < 60 ? { hours, minutes } : null
}
