// The outline of the world and its countries, from Natural Earth data inside the program. No server
// is asked.
import { feature } from 'topojson-client'
import type { GeometryCollection, Topology } from 'topojson-specification'
import outline from 'world-atlas/countries-50m.json'
import { boxOf, flatten, type FlatBox, type FlatPoint, type Spot } from './projection.ts'

/** A coast: x, y, x, y, …, in the unit square of the world. */
export interface Ring {
  points: Float64Array
  box: FlatBox
}

interface Country {
  /** A country code for Intl; null for a disputed area. */
  region: string | null
  rings: Ring[]
}

type Position = readonly number[]

const topology = outline as unknown as Topology<{ land: GeometryCollection; countries: GeometryCollection }>

/** Only the south pole is enclosed by a coast. */
const POLE = 1

let coasts: readonly Ring[] | null = null
let countries: readonly Country[] | null = null

/** Returns the coasts of all lands. Built at the first drawing of the map. */
export function findCoasts(): readonly Ring[] {
  return (coasts ??= ringsOf(feature(topology, topology.objects.land).features))
}

/** Built when the first name is needed. */
function findCountries(): readonly Country[] {
  countries ??= feature(topology, topology.objects.countries).features.map((country) => ({
    region: regionOf(String(country.id ?? '')),
    rings: ringsOf([country]),
  }))
  return countries
}

/** Converts the three digits of ISO 3166 to the two letters that Intl uses. */
function regionOf(figures: string): string | null {
  if (!/^\d{3}$/.test(figures)) return null
  return new Intl.Locale(`und-${figures}`).region ?? null
}

function ringsOf(features: readonly { geometry: { type: string } }[]): Ring[] {
  return features
    .flatMap(({ geometry }) => polygonsOf(geometry))
    .flatMap((polygon) => polygon.flatMap(toRings))
}

function polygonsOf(geometry: { type: string; coordinates?: unknown }): Position[][][] {
  if (geometry.type === 'Polygon') return [geometry.coordinates as Position[][]]
  return geometry.type === 'MultiPolygon' ? (geometry.coordinates as Position[][][]) : []
}

/**
 * A ring that crosses the date line continues beyond the edge of the square. A copy of it appears
 * at the other edge.
 */
function toRings(positions: readonly Position[]): Ring[] {
  const points = unroll(positions)
  const ring = measure(points)
  if (ring.box.right > 1) return [ring, measure(shift(points, -1))]
  return ring.box.left < 0 ? [ring, measure(shift(points, 1))] : [ring]
}

function unroll(positions: readonly Position[]): FlatPoint[] {
  const points: FlatPoint[] = []
  let turns = 0
  for (const [longitude = 0, latitude = 0] of positions) {
    const { x, y } = flatten({ latitude, longitude })
    const last = points.at(-1)
    if (last !== undefined && Math.abs(x + turns - last.x) > 0.5) turns += x + turns < last.x ? 1 : -1
    points.push({ x: x + turns, y })
  }
  // The ring goes once around the world, so it encloses a pole. The square shows only its edge.
  const [first, last] = [points[0]!, points.at(-1)!]
  if (turns !== 0) points.push({ x: last.x, y: POLE }, { x: first.x, y: POLE })
  return points
}

function shift(points: readonly FlatPoint[], by: number): FlatPoint[] {
  return points.map(({ x, y }) => ({ x: x + by, y }))
}

function measure(flat: readonly FlatPoint[]): Ring {
  const points = new Float64Array(flat.length * 2)
  for (const [at, { x, y }] of flat.entries()) points.set([x, y], at * 2)
  return { points, box: boxOf(flat) }
}

/** About 40 km at the equator, so a beach belongs to the country behind it. */
const NEAR = 0.001

/**
 * Returns the country of a place, or of the coast near it, as `JP`. Null at sea and for disputed
 * areas.
 */
export function regionAt(spot: Spot): string | null {
  const { x, y } = flatten(spot)
  let nearest: string | null = null
  let least = NEAR ** 2
  for (const { region, rings } of findCountries()) {
    const close = rings.filter(({ box }) => isIn(box, x, y, NEAR))
    // A hole is a ring too. A point inside both is outside the country.
    if (close.filter((ring) => contains(ring, x, y)).length % 2 === 1) return region
    for (const ring of close) {
      const distance = squareTo(ring, x, y)
      if (distance < least) [least, nearest] = [distance, region]
    }
  }
  return nearest
}

function isIn({ left, top, right, bottom }: FlatBox, x: number, y: number, margin: number): boolean {
  return x >= left - margin && x <= right + margin && y >= top - margin && y <= bottom + margin
}

function contains({ points }: Ring, x: number, y: number): boolean {
  let isInside = false
  for (let at = 0, last = points.length - 2; at < points.length; last = at, at += 2) {
    const [x1, y1, x2, y2] = [points[at]!, points[at + 1]!, points[last]!, points[last + 1]!]
    if (y1 > y !== y2 > y && x < ((x2 - x1) * (y - y1)) / (y2 - y1) + x1) isInside = !isInside
  }
  return isInside
}

/** Returns the squared distance to the nearest corner. */
function squareTo({ points }: Ring, x: number, y: number): number {
  let least = Infinity
  for (let at = 0; at < points.length; at += 2)
    least = Math.min(least, (points[at]! - x) ** 2 + (points[at + 1]! - y) ** 2)
  return least
}
