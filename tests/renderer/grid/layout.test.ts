// The layout of a picture grid, which depends on counts alone.
import { expect, test } from 'vitest'
import { layOut, rowsBetween, stepFrom, topOf } from '../../../src/renderer/grid/layout.ts'

const SIZES = { width: 430, minTile: 100, gap: 10, heading: 40 }
const MONTHS = [
  { key: '2026-11', title: 'November', count: 5 },
  { key: '2026-10', title: 'October', count: 4 },
  { key: '2026-09', title: 'September', count: 9_991 },
]
const layout = layOut(MONTHS, SIZES)

test('pictures share the width, in as many columns as fit', () => {
  expect([layout.columns, layout.tile, layout.count]).toEqual([4, 100, 10_000])
  expect(layOut(MONTHS, { ...SIZES, width: 90 }).columns).toBe(1)
  expect(layOut([], SIZES)).toMatchObject({ height: 0, count: 0 })
})

test('only rows in view are drawn', () => {
  expect(rowsBetween(layout, 0, 170)).toEqual([
    { key: '2026-11/', top: 0, title: 'November', first: 0, count: 0 },
    { key: '2026-11/0', top: 40, title: null, first: 0, count: 4 },
    { key: '2026-11/1', top: 150, title: null, first: 4, count: 1 },
  ])
  const far = rowsBetween(layout, 200_000, 200_600)
  expect(far.length).toBeLessThan(10)
  for (const { top, first, count } of far.slice(1)) {
    expect(topOf(layout, first)).toBe(top)
    expect(count).toBe(4)
  }
})

test('every picture is in exactly one row, in order', () => {
  const rows = rowsBetween(layout, 0, layout.height).filter(({ title }) => title === null)
  let next = 0
  for (const { first, count } of rows) {
    expect(first).toBe(next)
    next += count
  }
  expect(next).toBe(10_000)
})

test('arrow keys keep the column across a heading, and stay within the grid', () => {
  expect(stepFrom(layout, 1, 'down')).toBe(4)
  expect(stepFrom(layout, 4, 'down')).toBe(5)
  expect(stepFrom(layout, 7, 'up')).toBe(4)
  expect(stepFrom(layout, 5, 'up')).toBe(4)
  expect(stepFrom(layout, 2, 'up')).toBe(2)
  expect(stepFrom(layout, 0, 'left')).toBe(0)
  expect(stepFrom(layout, 0, 'end')).toBe(9_999)
  expect(stepFrom(layout, 9_999, 'down')).toBe(9_999)
})
