// Which part of the world is asked for, and in what cells: they lie where they always lie, so that nothing changes shape while the map
// is moved; and those that would cover each other, as one. Pure.
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

/** Pictures of one cell. */
export interface MapCell extends Spot {
  count: number
  /** Of those, films. */
  films: number
  /** Where they were taken, each with how many. */
  spots: readonly (Spot & { count: number })[]
  /** One of them that is shown for all, and where it was taken: the middle of many may lie at sea. */
  id: string
  taken: Spot
}

export interface Cluster extends FlatPoint, MapCell {
  within: WorldPart
}

/** A cell is about so wide, in pixels; a picture on the map is somewhat smaller. */
const CELL_PX = 72
const TOUCH_PX = 50
/** As many as are told at once. */
const MAX_COLUMNS = 64
/** Beyond it there is no finer cell to ask for. */
const FINEST = 22

/** A cell's side in degrees: the world in halves, quarters, … */
export function cellFor(scale: number): number {
  const halvings = Math.max(3, Math.min(FINEST, Math.round(Math.log2(scale / CELL_PX))))
  return 360 / 2 ** halvings
}

/** What covers the view, in whole cells and as wide as it is high, because that is how it is told. */
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
  // What goes over the date line would be another part of the world: it begins further west in its place.
  const west = Math.min(first, 180 - columns * cell)
  return { within: { west, south, east: west + columns * cell, north }, columns }
}

/** The clusters of what was told, at this scale. */
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

/** Two sides of a cell belong to it; the other two to the next. */
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

/** The larger takes the smaller. */
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
