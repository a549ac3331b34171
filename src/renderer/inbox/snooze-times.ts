// When a snoozed letter can come back, in the person's own day. Pure.

const MORNING_HOUR = 8
const MONDAY = 1
/** From this hour on, “later today” is not offered. */
const LAST_HOUR_TODAY = 20
const LATER_HOURS = 3

export type SnoozeName = 'laterToday' | 'tomorrow' | 'nextWeek'

export interface SnoozeTime {
  name: SnoozeName
  at: Date
}

/** Returns the times that are offered now, soonest first, each once. */
export function snoozeTimes(now: Date): SnoozeTime[] {
  const times: SnoozeTime[] = [{ name: 'tomorrow', at: morningAfter(now, 1) }]
  if (now.getHours() < LAST_HOUR_TODAY) times.unshift({ name: 'laterToday', at: laterToday(now) })
  const days = daysToMonday(now)
  if (days > 1) times.push({ name: 'nextWeek', at: morningAfter(now, days) })
  return times
}

/** Returns a full hour `LATER_HOURS` from now, but never later than 21:00. */
function laterToday(now: Date): Date {
  const at = new Date(now)
  at.setHours(Math.min(now.getHours() + LATER_HOURS, LAST_HOUR_TODAY + 1), 0, 0, 0)
  return at
}

function morningAfter(now: Date, days: number): Date {
  const at = new Date(now)
  at.setDate(now.getDate() + days)
  at.setHours(MORNING_HOUR, 0, 0, 0)
  return at
}

/** 1 to 7; on a Monday it is 7. */
function daysToMonday(now: Date): number {
  return ((MONDAY - now.getDay() + 6) % 7) + 1
}
