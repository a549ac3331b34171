// After how many days a person can be reminded that nobody answered.
export const REMINDER_DAYS = ['1', '3', '7', '14'] as const
export type ReminderDays = (typeof REMINDER_DAYS)[number]

const DAY_MS = 24 * 60 * 60 * 1000

export function reminderMs(days: ReminderDays): number {
  return Number(days) * DAY_MS
}
