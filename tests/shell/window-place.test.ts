// The window's position is restored only if a screen still shows it.
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { FIRST_PLACE, parsePlace } from '../../src/main/shell/window-place.ts'

const LEFT = { x: -1920, y: -200, width: 1920, height: 1080 }
const MAIN = { x: 0, y: 25, width: 1440, height: 875 }
const placed = (bounds: object, rest: object = {}) => ({
  bounds,
  isMaximized: false,
  isFullScreen: false,
  zoomLevel: 0,
  ...rest,
})

test('a position on a screen is restored, also left of and above the first screen', () => {
  const kept = placed({ x: -1800, y: -150, width: 900, height: 700 }, { isMaximized: true, zoomLevel: -1.5 })
  expect(parsePlace(kept, [MAIN, LEFT])).toEqual(kept)
})

test('a position on a missing screen is dropped, but the size stays', () => {
  const kept = placed({ x: -1800, y: -150, width: 900, height: 700 }, { isFullScreen: true })
  expect(parsePlace(kept, [MAIN])).toEqual({ ...kept, bounds: { width: 900, height: 700 } })
  expect(parsePlace(kept, [])).toEqual({ ...kept, bounds: { width: 900, height: 700 } })
})

test.each([
  ['a sliver at the right', { x: 1400, y: 100 }],
  ['a sliver at the left', { x: -860, y: 100 }],
  ['below the screen', { x: 100, y: 860 }],
  ['a title bar above the screen', { x: 100, y: 0 }],
  ['at an excessive position', { x: 1e12, y: 1e12 }],
])('a position where the window cannot be grabbed is dropped: %s', (_, at) => {
  expect(parsePlace(placed({ ...at, width: 900, height: 700 }), [MAIN]).bounds).toEqual({
    width: 900,
    height: 700,
  })
})

test.each([
  ['no place', null],
  ['an array', []],
  ['a word', 'maximized'],
  ['no bounds', {}],
  ['bounds in a list', { bounds: [1, 2, 3, 4] }],
  ['sizes in texts', placed({ x: 0, y: 25, width: '900', height: 700 })],
  ['a window too small to see', placed({ x: 0, y: 25, width: 1, height: 1 })],
  ['a window of a million pixels', placed({ x: 0, y: 25, width: 1e6, height: 700 })],
  ['half a pixel', placed({ x: 0, y: 25, width: 900.5, height: 700 })],
  ['a negative size', placed({ x: 0, y: 25, width: -900, height: 700 })],
])('%s counts as missing', (_, kept) => {
  expect(parsePlace(kept, [MAIN])).toEqual(FIRST_PLACE)
})

test('half steps of zoom are kept; any other zoom is 100 %', () => {
  const zoomOf = (zoomLevel: unknown): number =>
    parsePlace(placed({ width: 900, height: 700 }, { zoomLevel }), [MAIN]).zoomLevel
  expect([0.5, -5, 5, 2].map(zoomOf)).toEqual([0.5, -5, 5, 2])
  expect([5.5, -99, '1', null, Infinity, NaN].map(zoomOf)).toEqual([0, 0, 0, 0, 0, 0])
})

test('the window is visible, whatever its settings file contains', () => {
  fc.assert(
    fc.property(
      fc.oneof(
        fc.anything(),
        fc.record({ bounds: fc.dictionary(fc.constantFrom('x', 'y', 'width', 'height'), fc.anything()) }),
        fc.record({
          bounds: fc.record({ x: fc.integer(), y: fc.integer(), width: fc.integer(), height: fc.integer() }),
        }),
      ),
      (kept) => {
        const { bounds, zoomLevel } = parsePlace(kept, [MAIN, LEFT])
        expect(bounds.width).toBeGreaterThanOrEqual(360)
        expect(bounds.height).toBeGreaterThanOrEqual(480)
        expect(Math.abs(zoomLevel)).toBeLessThanOrEqual(5)
        if (bounds.x !== undefined) expect(bounds.y).toBeGreaterThanOrEqual(-200)
      },
    ),
    { seed: 20260101, numRuns: 500 },
  )
})
