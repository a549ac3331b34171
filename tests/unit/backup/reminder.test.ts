// Reminders: one at a time, and none in the first days.
import { expect, test } from 'vitest'
import { decideReminder, type ReminderFacts } from '../../../src/core/backup/reminder.ts'

const DAY_MS = 86_400_000
const now = 1_000 * DAY_MS
const calm: ReminderFacts = {
  now,
  createdAt: now - 400 * DAY_MS,
  hasLetters: true,
  areWordsProven: true,
  wordsAt: now - 10 * DAY_MS,
  every: 'off',
  madeAt: now - 5 * DAY_MS,
  failed: null,
}

test.each<[string, Partial<ReminderFacts>, string | null]>([
  ['all is well', {}, null],
  [
    'a home of yesterday is left in peace',
    { createdAt: now - DAY_MS, madeAt: null, areWordsProven: false },
    null,
  ],
  ['words that were never proven come first', { areWordsProven: false, madeAt: null }, 'words-unproven'],
  ['letters and no backup', { madeAt: null }, 'never'],
  ['no letters, nothing to lose', { madeAt: null, hasLetters: false }, null],
  ['a month without one', { madeAt: now - 31 * DAY_MS }, 'old'],
  ['a daily one that was missed three times', { every: 'day', madeAt: now - 4 * DAY_MS }, 'old'],
  ['and does not go well', { every: 'day', madeAt: now - 4 * DAY_MS, failed: 'NO_SPACE' }, 'failed'],
  ['one failure alone is not worth a word', { every: 'day', madeAt: now - DAY_MS, failed: 'NO_SPACE' }, null],
  ['words nobody looked for in half a year', { wordsAt: null }, 'words-unchecked'],
  [
    'which no missing backup hides: none opens without them',
    { wordsAt: null, madeAt: null },
    'words-unchecked',
  ],
])('%s', (_, facts, reminder) => {
  expect(decideReminder({ ...calm, ...facts })).toBe(reminder)
})
