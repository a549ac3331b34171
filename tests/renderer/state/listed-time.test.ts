import { expect, it } from 'vitest'
import { isDatedAhead, listedTime } from '../../../src/renderer/state/listed-time.ts'

const ARRIVED = '2026-11-24T10:43:00.000Z'
const HOUR_MS = 3_600_000

it.each<[string, string | null, string, boolean]>([
  ['2026-11-24T10:42:00.000Z', ARRIVED, '2026-11-24T10:42:00.000Z', false],
  [new Date(Date.parse(ARRIVED) + 48 * HOUR_MS).toISOString(), ARRIVED, ARRIVED, false],
  [new Date(Date.parse(ARRIVED) + 49 * HOUR_MS).toISOString(), ARRIVED, ARRIVED, true],
  ['+275760-09-13T00:00:00.000Z', ARRIVED, ARRIVED, true],
  ['2026-11-24T10:42:00.000Z', null, '2026-11-24T10:42:00.000Z', false],
])('a letter of %s that arrived at %s is listed at %s', (sentAt, arrivedAt, listed, isAhead) => {
  expect(new Date(listedTime({ sentAt, arrivedAt, nudgedAt: null })).toISOString()).toBe(listed)
  expect(isDatedAhead({ sentAt, arrivedAt })).toBe(isAhead)
})

it('lists a letter at the time at which its author reminded of it', () => {
  const nudgedAt = '2026-11-26T08:00:00.000Z'
  const letter = { sentAt: '2026-11-24T10:42:00.000Z', arrivedAt: ARRIVED, nudgedAt }
  expect(new Date(listedTime(letter)).toISOString()).toBe(nudgedAt)
})
