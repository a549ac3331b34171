// Decides whether to remind the person, and of what: one thing at a time, and rarely. Pure.
// There is no reminder in the first days. The screens show one quiet line.
import type { Interval } from './backup-row.ts'

export type Reminder = 'words-unproven' | 'failed' | 'never' | 'old' | 'words-unchecked'

export interface ReminderFacts {
  now: number
  /** When this home was created. */
  createdAt: number
  hasLetters: boolean
  areWordsProven: boolean
  /** When the words were last typed correctly; null if never since the home was created. */
  wordsAt: number | null
  every: Interval
  /** When the last successful backup was made. */
  madeAt: number | null
  /** The code of the last scheduled run if it failed; null if it succeeded. */
  failed: string | null
}

const DAY_MS = 86_400_000
const QUIET_DAYS = 7
/** With a schedule, a backup is old when three runs were missed. */
const OLD_DAYS: Readonly<Record<Interval, number>> = { off: 30, day: 3, week: 21 }
const WORDS_DAYS = 180

export function decideReminder(facts: ReminderFacts): Reminder | null {
  const { now, createdAt, madeAt, every, wordsAt } = facts
  const isOlder = (at: number, days: number): boolean => now - at > days * DAY_MS
  if (!isOlder(createdAt, QUIET_DAYS)) return null
  if (!facts.areWordsProven) return 'words-unproven'
  // Before the check of backups, because no backup opens without the words.
  if (isOlder(Math.max(createdAt, wordsAt ?? 0), WORDS_DAYS)) return 'words-unchecked'
  if (facts.hasLetters) {
    if (madeAt === null) return facts.failed === null ? 'never' : 'failed'
    if (isOlder(madeAt, OLD_DAYS[every])) return facts.failed === null ? 'old' : 'failed'
  }
  return null
}
