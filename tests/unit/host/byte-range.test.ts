// Byte ranges as browsers request them, and invalid ones.
import { expect, test } from 'vitest'
import { parseRange } from '../../../src/main/host/byte-range.ts'

const SIZE = 1000

test('a range is clipped to the file', () => {
  expect(parseRange('bytes=0-99', SIZE)).toEqual({ start: 0, end: 100 })
  expect(parseRange('bytes=900-', SIZE)).toEqual({ start: 900, end: 1000 })
  expect(parseRange('bytes=-10', SIZE)).toEqual({ start: 990, end: 1000 })
  expect(parseRange('bytes=-5000', SIZE)).toEqual({ start: 0, end: 1000 })
  expect(parseRange('bytes=500-999999999999', SIZE)).toEqual({ start: 500, end: 1000 })
})

test('a range outside the file is null', () => {
  expect(parseRange('bytes=1000-', SIZE)).toBe('none')
  expect(parseRange('bytes=-0', SIZE)).toBe('none')
  expect(parseRange('bytes=0-', 0)).toBe('none')
})

test('a header that is not one range of bytes is ignored', () => {
  for (const header of [
    undefined,
    '',
    'bytes=',
    'bytes=-',
    'bytes=5-1',
    'bytes=0-1,5-6',
    'lines=0-1',
    'bytes=1e3-',
    `bytes=0-${'9'.repeat(400)}`,
  ])
    expect(parseRange(header, SIZE)).toBe('whole')
})
