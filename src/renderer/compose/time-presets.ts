// Times that people choose often: for sending, the same mornings as for Snooze; for an expiry, a day,
// a week and a month. Pure.
import { snoozeTimes, type SnoozeName } from '../inbox/snooze-times.ts'

const DAY_MS = 24 * 60 * 60 * 1000
const SPANS = { day: 1, week: 7, month: 30 } as const

export type SpanName = keyof typeof SPANS

export interface Preset<Name> {
  name: Name
  at: Date
}

export const sendTimes = (now: Date): Preset<SnoozeName>[] => snoozeTimes(now)

/** `from`: when the letter is sent, as far as that is known. */
export function expiryTimes(from: Date): Preset<SpanName>[] {
  return (Object.keys(SPANS) as SpanName[]).map((name) => ({
    name,
    at: new Date(from.getTime() + SPANS[name] * DAY_MS),
  }))
}
