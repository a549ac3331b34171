// A menu entry is found by its first letter, by that letter again, or by more letters.
import { expect, test } from 'vitest'
import { findTyped, TypeAhead } from '../../../src/renderer/shared/type-ahead.ts'

const labels = ['Snooze…', 'Save as .eml', ' Save as Markdown', 'Print', '書き出す…']

test.each([
  ['s', -1, 0],
  ['s', 0, 1],
  ['ss', 1, 2],
  ['sss', 2, 0],
  ['sa', 0, 1],
  ['Save as m', 1, 2],
  ['sav', 1, 1],
  ['書', 0, 4],
  ['x', 0, -1],
])('%s from %i leads to %i', (typed, at, found) => {
  expect(findTyped(typed, labels, at)).toBe(found)
})

test('typing goes letter by letter, and starts again if no entry continues the typed text', () => {
  const typing = new TypeAhead()
  const walk = (letters: string): number[] => {
    let at = 0
    return letters.split('').map((letter) => (at = typing.find(letter, labels, at)))
  }
  expect(walk('psav')).toEqual([3, 0, 1, 1])
})
