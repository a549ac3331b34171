// Which records of a feed may be stored although nobody asked for them.
import { expect, test } from 'vitest'
import { MAX_FEED_BLOCK_BYTES } from '../../../src/core/feeds/index.ts'
import {
  DAILY_FEED_BYTES,
  DAILY_FEED_RECORDS,
  decideTaking,
  FETCH_AT_ONCE,
} from '../../../src/core/feeds/feed-limits.ts'

const NOW = 20_000 * 86_400_000
const progress = {
  ...{ nextPosition: 5, bytesRead: 900, day: 20_000, dayBytes: 0, dayRecords: 0, parked: null },
  endPosition: null,
}
const blocks = (first: number, count = 1, bytes = 300) =>
  Array.from({ length: count }, (_, nth) => ({ position: first + nth, block: new Uint8Array(bytes) }))

test('the next records of a feed may be stored', () => {
  expect(decideTaking(progress, 5, blocks(5, 3), NOW)).toBe(true)
  expect(decideTaking(progress, 7, blocks(7), NOW)).toBe(true)
})

test.each([
  ['a gap', progress, 5, blocks(6)],
  ['a known position', progress, 7, blocks(5, 3)],
  ['a gap between two', progress, 5, [...blocks(5), ...blocks(7)]],
  ['a block too large', progress, 5, blocks(5, 1, MAX_FEED_BLOCK_BYTES + 1)],
  ['many records that wait', progress, 5 + FETCH_AT_ONCE, blocks(5 + FETCH_AT_ONCE)],
  ['the end of the feed', { ...progress, endPosition: 6 }, 5, blocks(5, 2)],
  ['a parked feed', { ...progress, parked: 'oversized' as const }, 5, blocks(5)],
  ['the daily number', { ...progress, dayRecords: DAILY_FEED_RECORDS }, 5, blocks(5)],
  ['the daily bytes', { ...progress, dayBytes: DAILY_FEED_BYTES }, 5, blocks(5)],
])('not with %s', (_, before, length, sent) => {
  expect(decideTaking(before, length, sent, NOW)).toBe(false)
})
