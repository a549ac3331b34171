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
  ['nothing is due: no reminder', {}, null],
  [
    'a new home: no reminder on its first days',
    { createdAt: now - DAY_MS, madeAt: null, areWordsProven: false },
    null,
  ],
  ['unproven words come before a missing backup', { areWordsProven: false, madeAt: null }, 'words-unproven'],
  ['letters without a backup', { madeAt: null }, 'never'],
  ['no letters: no reminder of a backup', { madeAt: null, hasLetters: false }, null],
  ['the last backup is a month old', { madeAt: now - 31 * DAY_MS }, 'old'],
  ['a daily backup was missed three times', { every: 'day', madeAt: now - 4 * DAY_MS }, 'old'],
  [
    'a daily backup was missed three times and failed',
    { every: 'day', madeAt: now - 4 * DAY_MS, failed: 'NO_SPACE' },
    'failed',
  ],
  [
    'one failure of a daily backup: no reminder',
    { every: 'day', madeAt: now - DAY_MS, failed: 'NO_SPACE' },
    null,
  ],
  ['the words were not checked for half a year', { wordsAt: null }, 'words-unchecked'],
  [
    'unchecked words come before a missing backup, which needs them',
    { wordsAt: null, madeAt: null },
    'words-unchecked',
  ],
])('%s', (_, facts, reminder) => {
  expect(decideReminder({ ...calm, ...facts })).toBe(reminder)
})
