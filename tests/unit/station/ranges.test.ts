// Ranges of positions, compared with sets of positions.
import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  addRange,
  endAround,
  inAllRanges,
  withoutRanges,
  type Range,
} from '../../../src/core/station/ranges.ts'

const SIZE = 40
const range = fc
  .tuple(fc.nat(SIZE), fc.nat(SIZE))
  .map(([a, b]): Range => ({ start: Math.min(a, b), until: Math.max(a, b) }))
const ranges = fc.array(range, { maxLength: 8 })

const join = (all: readonly Range[]): Range[] => all.reduce<Range[]>(addRange, [])
const positionsOf = (all: readonly Range[]): number[] =>
  Array.from({ length: SIZE }, (_, at) => at).filter((at) =>
    all.some(({ start, until }) => start <= at && at < until),
  )

test('addRange() keeps the same positions, sorted and apart', () => {
  fc.assert(
    fc.property(ranges, (all) => {
      const joined = join(all)
      expect(positionsOf(joined)).toEqual(positionsOf(all))
      for (const [at, { start, until }] of joined.entries()) {
        expect(start).toBeLessThan(until)
        if (at > 0) expect(start).toBeGreaterThan(joined[at - 1]!.until)
      }
    }),
  )
})

test('endAround() finds the end of the range around a position', () => {
  fc.assert(
    fc.property(ranges, fc.nat(SIZE), (all, at) => {
      const joined = join(all)
      const around = joined.find(({ start, until }) => start <= at && at < until)
      expect(endAround(joined, at)).toBe(around?.until ?? null)
    }),
  )
})

test('withoutRanges() leaves the positions that are in no range', () => {
  fc.assert(
    fc.property(range, ranges, (whole, all) => {
      const out = new Set(positionsOf(all))
      const left = withoutRanges(whole, join(all))
      expect(positionsOf(left)).toEqual(positionsOf([whole]).filter((at) => !out.has(at)))
    }),
  )
})

test('inAllRanges() has the positions that every list has', () => {
  fc.assert(
    fc.property(fc.array(ranges, { minLength: 1, maxLength: 4 }), (lists) => {
      const common = inAllRanges(lists.map(join))
      const wanted = lists.map(positionsOf).reduce((some, others) => some.filter((at) => others.includes(at)))
      expect(positionsOf(common)).toEqual(wanted)
    }),
  )
})

/** A list that counts how often its entries are read. */
function countReads(ranges: readonly Range[]): { list: readonly Range[]; reads: () => number } {
  let reads = 0
  const list = new Proxy(ranges, {
    get: (target, key) => {
      if (typeof key === 'string' && /^\d+$/.test(key)) reads++
      return Reflect.get(target, key) as unknown
    },
  })
  return { list, reads: () => reads }
}

test('a customer who makes many ranges slows nobody down', () => {
  const many = Array.from({ length: 4096 }, (_, at): Range => ({ start: 3 * at, until: 3 * at + 1 }))
  const others = many.map(({ start, until }): Range => ({ start: start + 1, until: until + 1 }))
  const [one, other] = [countReads(many), countReads(others)]
  expect(addRange(one.list, { start: 5, until: 6 })).toHaveLength(many.length)
  expect(addRange(one.list, { start: 1, until: 2 })).toHaveLength(many.length)
  expect(inAllRanges([one.list, other.list])).toEqual([])
  expect(inAllRanges([one.list, one.list])).toHaveLength(many.length)
  // Each call reads a list some times from its start to its end.
  expect((one.reads() + other.reads()) / many.length).toBeLessThan(30)
})
