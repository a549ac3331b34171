// Ranges of UIDs as IMAP writes them.
import { expect, it } from 'vitest'
import { parseUids, writeUids } from '../../../src/core/accounts/uid-range.ts'

it('has the UIDs of its spans', () => {
  const has = parseUids('3,7:9,12', 20)
  expect([1, 3, 6, 7, 8, 9, 10, 12].filter(has)).toEqual([3, 7, 8, 9, 12])
})

it('takes * for the largest UID, also before a smaller one', () => {
  expect([4, 5, 6, 7].filter(parseUids('*', 6))).toEqual([6])
  expect([4, 5, 6, 7].filter(parseUids('*:5', 6))).toEqual([5, 6])
  expect([5, 6, 7].filter(parseUids('7:*', 6))).toEqual([6, 7])
})

it('writes UIDs in order, with spans', () => {
  expect(writeUids([9, 3, 7, 8, 3])).toBe('3,7:9')
  expect(writeUids([])).toBe('')
})
