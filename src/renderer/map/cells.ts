// Chooses the part of the world to ask for and its cells. The cells have fixed positions, so
// clusters keep their shape while the map moves.
// Clusters that would overlap are joined. Pure.
import type { MapQuestion, WorldPart } from '../state/map-pictures.svelte.ts'
import {
  boxInView,
  flatten,
  unflatten,
  type FlatPoint,
  type MapSize,
  type MapView,
  type Spot,
} from './projection.ts'

/** The pictures of one cell. */
export interface MapCell extends Spot {
  count: number
  /** How many of the files are films. */
  films: number
  /** The places where they were taken, each with its count. */
  spots: readonly (Spot & { count: number })[]
  /**
   * One picture that represents all, and its location, because the mean of many locations may be at
   * sea.
   */
  id: string
  taken: Spot
}

export interface Cluster extends FlatPoint, MapCell {
  within: WorldPart
}

/** The approximate width of a cell, in pixels. A picture on the map is slightly smaller. */
const CELL_PX = 72
const TOUCH_PX = 50
/** The engine's limit for one question. */
const MAX_COLUMNS = 64
/** The engine has no finer cells. */
const FINEST = 22

/** Returns the side of a cell in degrees: the world divided by a power of two. */
export function cellFor(scale: number): number {
  const halvings = Math.max(3, Math.min(FINEST, Math.round(Math.log2(scale / CELL_PX))))
  return 360 / 2 ** halvings
}

/** Returns the square of whole cells that covers the view. The contract requires a square. */
export function questionFor(view: MapView, size: MapSize): MapQuestion {
  const cell = cellFor(view.scale)
  const sight = boxInView(view, size)
  const topLeft = unflatten({ x: sight.left, y: sight.top })
  const bottomRight = unflatten({ x: sight.right, y: sight.bottom })
  const south = Math.max(-90, Math.floor(bottomRight.latitude / cell) * cell)
  const north = Math.min(90, Math.ceil(topLeft.latitude / cell) * cell)
  const first = Math.max(-180, Math.floor(topLeft.longitude / cell) * cell)
  const wide = Math.ceil((bottomRight.longitude - first) / cell)
  const columns = Math.min(MAX_COLUMNS, 360 / cell, Math.max(wide, Math.ceil((north - south) / cell)))
  // The square must not cross the date line, so it begins further west.
  const west = Math.min(first, 180 - columns * cell)
  return { within: { west, south, east: west + columns * cell, north }, columns }
}

/** Maps the engine's answer to clusters at this scale. */
export function toClusters(
  cells: readonly MapCell[],
  { within, columns }: MapQuestion,
  scale: number,
): Cluster[] {
  const side = Math.max(within.east - within.west, within.north - within.south) / columns
  const alone = cells.map((cell): Cluster => ({
    ...cell,
    ...flatten(cell),
    within: partOf(cell, within, side),
  }))
  return joinTouching(alone, TOUCH_PX / scale)
}

/** A cell contains two of its sides; the other two belong to its neighbours. */
const EDGE = 1e-9

function partOf({ latitude, longitude }: Spot, { west }: WorldPart, side: number): WorldPart {
  const left = west + Math.floor((longitude - west) / side) * side
  const bottom = Math.floor((latitude + 90) / side) * side - 90
  return {
    west: Math.max(-180, left),
    south: Math.max(-90, bottom),
    east: Math.min(180, left + side - EDGE),
    north: Math.min(90, bottom + side - EDGE),
  }
}

export function contains({ west, south, east, north }: WorldPart, { latitude, longitude }: Spot): boolean {
  return west <= longitude && longitude <= east && south <= latitude && latitude <= north
}

/** The larger cluster absorbs the smaller one. */
function joinTouching(clusters: readonly Cluster[], touch: number): Cluster[] {
  const joined: Cluster[] = []
  for (const cluster of clusters.toSorted((a, b) => b.count - a.count)) {
    const at = joined.findIndex(
      ({ x, y }) => Math.abs(x - cluster.x) < touch && Math.abs(y - cluster.y) < touch,
    )
    if (at === -1) joined.push(cluster)
    else joined[at] = join(joined[at]!, cluster)
  }
  return joined
}

function join(larger: Cluster, smaller: Cluster): Cluster {
  const [a, b] = [larger.within, smaller.within]
  return {
    ...larger,
    count: larger.count + smaller.count,
    films: larger.films + smaller.films,
    spots: [...larger.spots, ...smaller.spots],
    within: {
      west: Math.min(a.west, b.west),
      south: Math.min(a.south, b.south),
      east: Math.max(a.east, b.east),
      north: Math.max(a.north, b.north),
    },
  }
}
