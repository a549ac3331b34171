// The outline of the world and the names of its countries, from Natural Earth, as they lie in the program: no server is asked.
import { feature } from 'topojson-client'
import type { GeometryCollection, Topology } from 'topojson-specification'
import outline from 'world-atlas/countries-50m.json'
import { boxOf, flatten, type FlatBox, type FlatPoint, type Spot } from './projection.ts'

/** A coast: x, y, x, y, …, in the world's square. */
export interface Ring {
  points: Float64Array
  box: FlatBox
}

interface Country {
  /** As Intl knows it, null where nobody agrees on one. */
  region: string | null
  rings: Ring[]
}

type Position = readonly number[]

const topology = outline as unknown as Topology<{ land: GeometryCollection; countries: GeometryCollection }>

/** Of the two poles only the southern one has a coast around it. */
const POLE = 1

let coasts: readonly Ring[] | null = null
let countries: readonly Country[] | null = null

/** The coasts of all lands; made when the map is first drawn. */
export function findCoasts(): readonly Ring[] {
  return (coasts ??= ringsOf(feature(topology, topology.objects.land).features))
}

/** Made when a name is first asked for. */
function findCountries(): readonly Country[] {
  countries ??= feature(topology, topology.objects.countries).features.map((country) => ({
    region: regionOf(String(country.id ?? '')),
    rings: ringsOf([country]),
  }))
  return countries
}

/** From the three figures of ISO 3166 to its two letters, which Intl has names for. */
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

/** Where a ring goes over the date line it goes on beyond the edge of the square, and stands at the other edge once more. */
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
  // Once around the world and not back: what it encloses is a pole, of which the square shows only the edge.
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

/** Some 40 km at the equator: who stands on a beach is in the country behind it. */
const NEAR = 0.001

/** The country a place is in, or on the coast of: `JP`; null at sea, and where the outline does not say. */
export function regionAt(spot: Spot): string | null {
  const { x, y } = flatten(spot)
  let nearest: string | null = null
  let least = NEAR ** 2
  for (const { region, rings } of findCountries()) {
    const close = rings.filter(({ box }) => isIn(box, x, y, NEAR))
    // A hole in it is a ring too: inside both is outside.
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

/** To its nearest corner. */
function squareTo({ points }: Ring, x: number, y: number): number {
  let least = Infinity
  for (let at = 0; at < points.length; at += 2)
    least = Math.min(least, (points[at]! - x) ** 2 + (points[at + 1]! - y) ** 2)
  return least
}
