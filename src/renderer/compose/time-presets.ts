// Times that people choose often: mornings and evenings to send a letter or to see it again; a day, a
// week or a month until it expires. Pure.
import type { IsoTime } from '../../core/contract/index.ts'

const HOUR_MS = 60 * 60 * 1000
const DAY_MS = 24 * HOUR_MS
const SPANS = { day: 1, week: 7, month: 30 } as const
const MORNING_HOUR = 8
const EVENING_HOUR = 18
/** Until then, who is still awake calls the coming morning "this morning". */
const NIGHT_ENDS_HOUR = 6
/** From then on, this evening has come. */
const EVENING_BEGINS_HOUR = 17
const MONDAY = 1
const OFFERED = 4
const OFFERED_SOON = 3

export type SpanName = keyof typeof SPANS
export type MomentName =
  'thisMorning' | 'thisEvening' | 'tomorrowMorning' | 'tomorrowEvening' | 'monday' | 'inAWeek'

export interface Preset<Name> {
  name: Name
  at: Date
}

/** Returns four times in the person's own days, soonest first, each once. */
export function offerTimes(now: Date): Preset<MomentName>[] {
  const hour = now.getHours()
  const monday = (MONDAY - now.getDay() + 7) % 7
  const soon: Preset<MomentName>[] = [
    ...(hour < NIGHT_ENDS_HOUR ? [{ name: 'thisMorning', at: dayAt(now, 0, MORNING_HOUR) } as const] : []),
    ...(hour < EVENING_BEGINS_HOUR
      ? [{ name: 'thisEvening', at: dayAt(now, 0, EVENING_HOUR) } as const]
      : []),
    { name: 'tomorrowMorning', at: dayAt(now, 1, MORNING_HOUR) },
    { name: 'tomorrowEvening', at: dayAt(now, 1, EVENING_HOUR) },
  ]
  const later: Preset<MomentName>[] = [
    ...(monday > 1 ? [{ name: 'monday', at: dayAt(now, monday, MORNING_HOUR) } as const] : []),
    { name: 'inAWeek', at: dayAt(now, 7, MORNING_HOUR) },
  ]
  return [...soon.slice(0, OFFERED_SOON), ...later].slice(0, OFFERED)
}

/** `from`: when the letter is sent, as far as that is known. */
export function expiryTimes(from: Date): Preset<SpanName>[] {
  return (Object.keys(SPANS) as SpanName[]).map((name) => ({
    name,
    at: new Date(from.getTime() + SPANS[name] * DAY_MS),
  }))
}

/** Returns the first full hour at least `hours` from now: the default of a field. */
export function nextFullHour(now: Date, hours: number): IsoTime {
  const time = new Date(now.getTime() + hours * HOUR_MS)
  time.setHours(time.getHours() + (time.getMinutes() > 0 ? 1 : 0), 0, 0, 0)
  return time.toISOString()
}

function dayAt(now: Date, days: number, hour: number): Date {
  return new Date(now.getFullYear(), now.getMonth(), now.getDate() + days, hour)
}
