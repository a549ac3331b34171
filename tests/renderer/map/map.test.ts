// The map: degrees to pixels and back, fixed cells, and countries by the outlines in the program.
import { afterEach, expect, test } from 'vitest'
import { cellFor, questionFor, toClusters } from '../../../src/renderer/map/cells.ts'
import { describeSpot, describeSpots } from '../../../src/renderer/map/place-words.ts'
import {
  boxInView,
  boxOf,
  flatten,
  panBy,
  toPixel,
  unflatten,
  viewOf,
  within,
  zoomAt,
} from '../../../src/renderer/map/projection.ts'
import { loadTownNames } from '../../../src/renderer/map/towns.ts'
import { setLocale } from '../../../src/renderer/messages/messages.svelte.ts'
import { findCoasts, regionAt } from '../../../src/renderer/map/world.ts'

const SIZE = { width: 1000, height: 600 }
const KYOTO = { latitude: 35.01, longitude: 135.77 }
const OSAKA = { latitude: 34.69, longitude: 135.5 }
const LISBON = { latitude: 38.72, longitude: -9.14 }

afterEach(() => setLocale('en'))

test('degrees become a position on the flat world and the same degrees again', () => {
  for (const spot of [KYOTO, LISBON, { latitude: -36.85, longitude: 174.76 }]) {
    const back = unflatten(flatten(spot))
    expect(back.latitude).toBeCloseTo(spot.latitude, 9)
    expect(back.longitude).toBeCloseTo(spot.longitude, 9)
  }
  expect(flatten({ latitude: 90, longitude: 180 }).y).toBeCloseTo(0, 3)
})

test('the position under the pointer stays there during a zoom', () => {
  const view = within({ center: { x: 0.5, y: 0.4 }, scale: 2000 }, SIZE)
  const before = toPixel(view, SIZE, flatten(LISBON))
  const after = toPixel(zoomAt(view, SIZE, 2, before), SIZE, flatten(LISBON))
  expect(after.x).toBeCloseTo(before.x, 6)
  expect(after.y).toBeCloseTo(before.y, 6)
  expect(zoomAt(view, SIZE, 1e-9, before).scale).toBeGreaterThanOrEqual(SIZE.width)
})

test('the map cannot be moved off the world', () => {
  const far = panBy(within({ center: { x: 0.5, y: 0.4 }, scale: 4000 }, SIZE), SIZE, { x: 1e9, y: -1e9 })
  const { right, top } = boxInView(far, SIZE)
  expect(top).toBeCloseTo(0, 6)
  expect((right - 1) * far.scale).toBeLessThanOrEqual(60.001)
})

test('cells have fixed positions, however the map is moved, and cover the visible part', () => {
  const view = viewOf(boxOf([KYOTO, OSAKA].map(flatten)), SIZE)
  const cell = cellFor(view.scale)
  for (const x of [0, 3, 17, 130]) {
    const moved = panBy(view, SIZE, { x, y: x / 2 })
    const { within: part, columns } = questionFor(moved, SIZE)
    expect(Number.isInteger(part.west / cell)).toBe(true)
    expect(part.east - part.west).toBeCloseTo(columns * cell, 9)
    const sight = boxInView(moved, SIZE)
    const corner = unflatten({ x: sight.right, y: sight.bottom })
    expect(part.east).toBeGreaterThanOrEqual(corner.longitude)
    expect(part.south).toBeLessThanOrEqual(corner.latitude)
    expect(columns).toBeLessThanOrEqual(64)
  }
})

test('a single place is shown with the coasts around it', () => {
  const { left, right } = boxInView(viewOf(boxOf([KYOTO].map(flatten)), SIZE), SIZE)
  const degrees = unflatten({ x: right, y: 0.4 }).longitude - unflatten({ x: left, y: 0.4 }).longitude
  expect(degrees).toBeGreaterThan(3)
})

test('the whole world is one query, from date line to date line', () => {
  const view = within({ center: { x: 0.5, y: 0.43 }, scale: 1 }, SIZE)
  expect(questionFor(view, SIZE).within).toMatchObject({ west: -180, east: 180 })
})

test('overlapping pictures form one cluster, and its region contains all of them', () => {
  const question = { within: { west: -180, south: -90, east: 180, north: 90 }, columns: 32 }
  const cells = [
    { ...OSAKA, count: 3, films: 0, spots: [{ ...OSAKA, count: 3 }], id: 'osaka', taken: OSAKA },
    { ...KYOTO, count: 5, films: 0, spots: [{ ...KYOTO, count: 5 }], id: 'kyoto', taken: KYOTO },
    { ...LISBON, count: 2, films: 0, spots: [{ ...LISBON, count: 2 }], id: 'lisbon', taken: LISBON },
  ]
  const [japan, portugal, ...rest] = toClusters(cells, question, 1000)
  expect(rest).toEqual([])
  expect([japan?.id, japan?.count, portugal?.id]).toEqual(['kyoto', 8, 'lisbon'])
  for (const { latitude, longitude } of [KYOTO, OSAKA]) {
    expect(japan!.within.west <= longitude && longitude <= japan!.within.east).toBe(true)
    expect(japan!.within.south <= latitude && latitude <= japan!.within.north).toBe(true)
  }
  expect(toClusters(cells, question, 200_000)).toHaveLength(3)
})

test('a position is named by its country, on the coast too, and by its degrees at sea', () => {
  expect([KYOTO, LISBON, { latitude: 64.13, longitude: -21.9 }].map(regionAt)).toEqual(['JP', 'PT', 'IS'])
  expect(describeSpot(KYOTO, 'ja')).toBe('Kyoto, 日本')
  expect(describeSpot({ latitude: -30.26, longitude: -120 }, 'en')).toBe('30.3° S 120.0° W')
  expect(regionAt({ latitude: 66.5, longitude: -175 })).toBe('RU')
})

test('a picture is named by its town and country', () => {
  const tell = (latitude: number, longitude: number): string => describeSpot({ latitude, longitude }, 'en')
  expect(tell(48.85, 2.35)).toBe('Paris, France')
  // The edge of Paris, closer to the middle of a small neighbour; and the middle of that neighbour.
  expect(tell(48.858, 2.275)).toBe('Paris, France')
  expect(tell(48.835, 2.24)).toBe('Boulogne-Billancourt, France')
  // The nearest town is across the border.
  expect(tell(46.2, 6.15)).toBe('Genève, Switzerland')
  expect(tell(46.193, 6.235)).toBe('Annemasse, France')
  expect(tell(-36.85, 174.76)).toBe('Auckland, New Zealand')
  expect(tell(-16.5, 179.9)).toMatch(/Fiji$/)
  expect(tell(70, -150)).toBe('United States')
})

test('a Japanese page has Japanese names of towns where there are some', async () => {
  const tell = (latitude: number, longitude: number): string => describeSpot({ latitude, longitude }, 'ja')
  setLocale('ja')
  await loadTownNames('ja')
  expect([
    tell(35.01, 135.77),
    tell(34.57, 135.48),
    tell(48.85, 2.35),
    tell(38.72, -9.14),
    tell(39.91, 116.4),
    tell(40.71, -74.0),
  ]).toEqual([
    '日本・京都',
    '日本・堺市',
    'フランス・パリ',
    'ポルトガル・リスボン',
    '中国・北京',
    'アメリカ合衆国・ニューヨーク',
  ])
  // It has no Japanese name.
  expect(tell(35.1, 129.04)).toBe('韓国・Busan')
  setLocale('en')
  expect(describeSpot({ latitude: 35.01, longitude: 135.77 }, 'en')).toBe('Kyoto, Japan')
})

test('a cluster is named by the towns of one country, or by its countries, most pictures first', () => {
  const zurich = { latitude: 47.4, longitude: 8.55 }
  const paris = { latitude: 48.85, longitude: 2.35 }
  const lyon = { latitude: 45.75, longitude: 4.85 }
  const nice = { latitude: 43.7, longitude: 7.25 }
  const lille = { latitude: 50.63, longitude: 3.06 }
  const rome = { latitude: 41.9, longitude: 12.5 }
  const vienna = { latitude: 48.2, longitude: 16.4 }
  const tell = (...places: [{ latitude: number; longitude: number }, number][]): string =>
    describeSpots({ spots: places.map(([spot, count]) => ({ ...spot, count })), taken: zurich }, 'en')
  expect(tell([paris, 2])).toBe('Paris, France')
  expect(tell([paris, 1], [lyon, 3])).toBe('Lyon, Paris, France')
  expect(tell([paris, 2], [lyon, 3], [nice, 1], [lille, 1])).toBe('France')
  expect(tell([zurich, 3], [paris, 12], [zurich, 1])).toBe('France, Switzerland')
  expect(tell([zurich, 4], [paris, 3], [rome, 2], [vienna, 1])).toBe(
    'Switzerland, France, Italy, another country',
  )
  expect(tell()).toBe('Zürich, Switzerland')
})

test('no coast runs across the map from one edge to the other', () => {
  let longest = 0
  for (const { points } of findCoasts())
    for (let at = 2; at < points.length; at += 2) {
      const isAlongPole = points[at + 1] === 1 || points[at - 1] === 1
      if (!isAlongPole) longest = Math.max(longest, Math.abs(points[at]! - points[at - 2]!))
    }
  expect(longest).toBeLessThan(0.5)
})
