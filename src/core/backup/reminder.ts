// Whether a person is to be reminded, and of what: one thing at a time, and seldom. A pure decision.
// Nobody is told in the first days, nobody is told twice of the same thing on one day; the screens show one quiet line.
import type { Interval } from './backup-row.ts'

export type Reminder = 'words-unproven' | 'failed' | 'never' | 'old' | 'words-unchecked'

export interface ReminderFacts {
  now: number
  /** When this home was made. */
  createdAt: number
  hasLetters: boolean
  areWordsProven: boolean
  /** When the words were last typed rightly, if ever since the home was made. */
  wordsAt: number | null
  every: Interval
  /** Of the last backup that went well. */
  madeAt: number | null
  /** Since when a scheduled one has not gone well; null while it does. */
  failed: string | null
}

const DAY_MS = 86_400_000
const QUIET_DAYS = 7
/** A backup on schedule is old when three were missed. */
const OLD_DAYS: Readonly<Record<Interval, number>> = { off: 30, day: 3, week: 21 }
const WORDS_DAYS = 180

export function decideReminder(facts: ReminderFacts): Reminder | null {
  const { now, createdAt, madeAt, every, wordsAt } = facts
  const isOlder = (at: number, days: number): boolean => now - at > days * DAY_MS
  if (!isOlder(createdAt, QUIET_DAYS)) return null
  if (!facts.areWordsProven) return 'words-unproven'
  // Before any backup: no backup opens without them.
  if (isOlder(Math.max(createdAt, wordsAt ?? 0), WORDS_DAYS)) return 'words-unchecked'
  if (facts.hasLetters) {
    if (madeAt === null) return facts.failed === null ? 'never' : 'failed'
    if (isOlder(madeAt, OLD_DAYS[every])) return facts.failed === null ? 'old' : 'failed'
  }
  return null
}
