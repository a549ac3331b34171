// The page and the command line show the same sizes.
import { expect, test } from 'vitest'
import { sizeOf } from '../../../src/core/contract/index.ts'
import { showSize } from '../../../src/main/headless/screen.ts'
import { createFormats } from '../../../src/renderer/messages/formats.ts'
import { en } from '../../../src/renderer/messages/en/index.ts'

const { bytes: showOnPage } = createFormats('en', en.common)

test.each([
  [0, 0, 'B'],
  [7, 7, 'B'],
  [999, 999, 'B'],
  [1_000, 1, 'kB'],
  [1_024, 1, 'kB'],
  [6_540, 6.5, 'kB'],
  [9_949, 9.9, 'kB'],
  [9_950, 10, 'kB'],
  [99_499, 99, 'kB'],
  [999_499, 999, 'kB'],
  [999_500, 1, 'MB'],
  [10_000_000_000, 10, 'GB'],
  [2 ** 50, 1126, 'TB'],
])('%i bytes are %d %s', (bytes, value, unit) => {
  expect(sizeOf(bytes)).toEqual({ value, unit })
  expect(showSize(bytes)).toBe(`${value} ${unit}`)
  expect(showOnPage(bytes).replace(',', '')).toBe(`${value} ${unit}`)
})
