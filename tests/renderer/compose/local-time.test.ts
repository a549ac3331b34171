// Times between a letter and the fields of a browser.
import { expect, test } from 'vitest'
import { fromLocalInput, nextFullHour, toLocalInput } from '../../../src/renderer/compose/local-time.ts'

test('a time goes into a field and comes back to the minute', () => {
  const at = new Date(2026, 10, 4, 8, 5).toISOString()
  expect(toLocalInput(at)).toBe('2026-11-04T08:05')
  expect(fromLocalInput('2026-11-04T08:05')).toBe(at)
})

test('a field that is half filled in is no time', () => {
  expect(['', '2026-', '2026-11-04', '2026-13-40T25:61'].map(fromLocalInput)).toEqual([
    null,
    null,
    null,
    null,
  ])
})

test('a field begins at a full hour that lies ahead', () => {
  expect(toLocalInput(nextFullHour(new Date(2026, 10, 4, 8, 5), 1))).toBe('2026-11-04T10:00')
  expect(toLocalInput(nextFullHour(new Date(2026, 10, 4, 8, 0), 1))).toBe('2026-11-04T09:00')
})
