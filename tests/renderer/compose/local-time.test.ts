// Conversions between the times of a letter and the fields of a browser.
import { expect, test } from 'vitest'
import { fromLocalInput, nextFullHour, toLocalInput } from '../../../src/renderer/compose/local-time.ts'

test('a time goes into a field and is read back to the minute', () => {
  const at = new Date(2026, 10, 4, 8, 5).toISOString()
  expect(toLocalInput(at)).toBe('2026-11-04T08:05')
  expect(fromLocalInput('2026-11-04T08:05')).toBe(at)
})

test('a half-filled field is no time', () => {
  expect(['', '2026-', '2026-11-04', '2026-13-40T25:61'].map(fromLocalInput)).toEqual([
    null,
    null,
    null,
    null,
  ])
})

test('a field starts at a full hour in the future', () => {
  expect(toLocalInput(nextFullHour(new Date(2026, 10, 4, 8, 5), 1))).toBe('2026-11-04T10:00')
  expect(toLocalInput(nextFullHour(new Date(2026, 10, 4, 8, 0), 1))).toBe('2026-11-04T09:00')
})
