// The times that one press sets are those of Snooze, and spans from the sending on.
import { expect, it } from 'vitest'
import { expiryTimes, sendTimes } from '../../../src/renderer/compose/time-presets.ts'

const FRIDAY = new Date(2026, 10, 27, 21, 30)

it('after eight in the evening a letter can be sent tomorrow or on Monday at eight', () => {
  expect(sendTimes(FRIDAY).map(({ name, at }) => [name, at.getDate(), at.getHours()])).toEqual([
    ['tomorrow', 28, 8],
    ['nextWeek', 30, 8],
  ])
})

it('an expiry is a day, a week or thirty days after the sending', () => {
  const days = expiryTimes(FRIDAY).map(({ name, at }) => [
    name,
    (at.getTime() - FRIDAY.getTime()) / 86_400_000,
  ])
  expect(days).toEqual([
    ['day', 1],
    ['week', 7],
    ['month', 30],
  ])
})
