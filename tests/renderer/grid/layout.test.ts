// The layout of a picture grid, which depends on the shapes alone.
import { expect, test } from 'vitest'
import { layOut, placeOf, rowsBetween, stepFrom, type Section } from '../../../src/renderer/grid/layout.ts'

const SIZES = { width: 1000, rowHeight: 200, gap: 4, heading: 40, minSection: 150 }
const SHAPES = [150, 67, 133, 100, 178, 400, 0, 20]
const shapesOf = (count: number): number[] => Array.from({ length: count }, (_, at) => SHAPES[at % 8]!)
const MONTHS: Section[] = [
  { key: '2026-11', title: 'November', shapes: shapesOf(7) },
  { key: '2026-10', title: 'October', shapes: [150] },
  { key: '2026-09', title: 'September', shapes: [67, 100] },
  { key: '2026-08', title: 'August', shapes: shapesOf(9_990) },
]
const layout = layOut(MONTHS, SIZES)
const pictures = rowsBetween(layout, 0, layout.height).filter(({ title }) => title === null)
const sum = (numbers: readonly number[]): number => numbers.reduce((all, one) => all + one, 0)

test('full rows fill the width, and their heights stay close to the usual one', () => {
  const last = new Set(
    MONTHS.map(({ key }) => pictures.findLast((row) => row.key.startsWith(`${key}/`))?.key),
  )
  for (const { key, widths, height } of pictures) {
    const filled = sum(widths) + SIZES.gap * (widths.length - 1)
    if (!last.has(key)) expect(filled).toBeCloseTo(SIZES.width)
    expect(filled).toBeLessThanOrEqual(SIZES.width + 0.01)
    expect(height).toBeGreaterThan(SIZES.rowHeight * 0.65)
    expect(height).toBeLessThanOrEqual(SIZES.rowHeight * 1.35)
  }
})

test('a picture keeps its shape unless it is extreme, and is square while its shape is unknown', () => {
  const [row] = rowsBetween(layOut([{ key: 'a', title: '', shapes: [150, 0, 4000] }], SIZES), 0, 10)
  expect(row!.widths.map((width) => width / row!.height)).toEqual([1.5, 1, 2.6])
})

test('every picture is in exactly one row, in order', () => {
  let next = 0
  for (const { first, widths } of pictures) {
    expect(first).toBe(next)
    next += widths.length
  }
  expect([next, layout.count]).toEqual([10_000, 10_000])
  expect(layOut([], SIZES)).toMatchObject({ height: 0, count: 0 })
})

test('short sections share a line, each below its own heading', () => {
  const [, october, september] = layout.sections
  expect(september!.top).toBe(october!.top)
  const rows = rowsBetween(layout, october!.top, october!.bottom)
  expect(rows.map(({ title, left, first }) => [title, left, first])).toEqual([
    ['October', 0, 7],
    [null, 0, 7],
    ['September', 328, 8],
    [null, 328, 8],
  ])
  // A heading needs more room than one narrow picture.
  const narrow = layOut(
    [1, 2].map((key) => ({ key: `${key}`, title: 'A month', shapes: [20] })),
    SIZES,
  )
  expect(rowsBetween(narrow, 0, 10).map(({ left }) => left)).toEqual([0, 0, 178, 178])
})

test('nothing is wider than a narrow page', () => {
  const page = { ...SIZES, width: 180 }
  for (const { left, widths, title } of rowsBetween(layOut(MONTHS, page), 0, 1e9)) {
    if (title === null) expect(left + sum(widths)).toBeLessThanOrEqual(180.01)
    else expect(left).toBe(0)
  }
})

test('only lines in view are drawn', () => {
  const far = rowsBetween(layout, 200_000, 200_600)
  expect(far.length).toBeLessThan(7)
  for (const { top, first, height } of far) {
    expect(placeOf(layout, first)).toEqual({ top, height })
    expect(top).toBeGreaterThan(199_000)
    expect(top).toBeLessThanOrEqual(200_600)
  }
})

test('arrow keys go to the picture above or below, also across headings, and stay within the grid', () => {
  const { first } = layout.sections[1]!
  expect(stepFrom(layout, first, 'right')).toBe(first + 1)
  expect(stepFrom(layout, first + 2, 'left')).toBe(first + 1)
  // From September, the picture above is one at the same distance from the left.
  const above = stepFrom(layout, first + 1, 'up')
  expect(above).toBeGreaterThan(3)
  expect(above).toBeLessThan(first)
  expect(stepFrom(layout, 0, 'up')).toBe(0)
  expect(stepFrom(layout, 0, 'left')).toBe(0)
  expect(stepFrom(layout, 0, 'end')).toBe(9_999)
  expect(stepFrom(layout, 9_999, 'down')).toBe(9_999)
  let index = 0
  for (let step = 0; step < 20; step++) {
    const next = stepFrom(layout, index, 'down')
    expect(placeOf(layout, next).top).toBeGreaterThan(placeOf(layout, index).top)
    index = next
  }
})
