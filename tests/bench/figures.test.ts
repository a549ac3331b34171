// The arithmetic of the benches: printed figures equal the measured ones, and no measurement gives
// no figure.
import { describe, expect, it } from 'vitest'
import { percentile, ratioOf, summarize, writeNumber } from '../../bench/figures.ts'

describe('a summary', () => {
  it('gives the nearest rank, in any order of the samples', () => {
    const samples = [5, 1, 4, 2, 3]
    expect(summarize(samples)).toEqual({ median: 3, p95: 5, count: 5 })
    expect(samples).toEqual([5, 1, 4, 2, 3])
  })

  it('gives the 95th of a hundred samples, and no mean of two', () => {
    const hundred = Array.from({ length: 100 }, (_, at) => at + 1)
    expect([percentile(hundred, 0.95), percentile(hundred, 0.5), percentile([1, 2], 0.5)]).toEqual([
      95, 50, 1,
    ])
  })

  it('throws for no samples', () => {
    expect(() => summarize([])).toThrow(RangeError)
  })
})

it('ratioOf() is null for a rival of zero', () => {
  const own = summarize([3])
  expect([ratioOf(own, summarize([2])), ratioOf(own, summarize([0])), ratioOf(own, null)]).toEqual([
    1.5,
    null,
    null,
  ])
})

it('writeNumber() writes fewer decimals for larger numbers', () => {
  expect([0.125, 9.876, 12.345, 123.4, 372854784].map(writeNumber)).toEqual([
    '0.13',
    '9.88',
    '12.3',
    '123',
    '372,854,784',
  ])
})
