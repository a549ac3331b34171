// Pictures that would cover each other on the map, as one. Pure; the same points at the same scale are always the same clusters, so
// that nothing changes shape while the map is moved.
import { boxOf, type FlatBox, type FlatPoint } from './projection.ts'

export interface MapPoint extends FlatPoint {
  id: string
}

export interface Cluster extends FlatPoint {
  /** Those in it, in the order they were given in. */
  points: readonly MapPoint[]
  box: FlatBox
}

/** What one cluster takes up, in pixels. */
const CELL_PX = 64
const TOUCH_PX = 52

export function clusterPoints(points: readonly MapPoint[], scale: number): Cluster[] {
  const cells = new Map<string, MapPoint[]>()
  for (const point of points) {
    const key = `${Math.floor((point.x * scale) / CELL_PX)}/${Math.floor((point.y * scale) / CELL_PX)}`
    const cell = cells.get(key)
    if (cell === undefined) cells.set(key, [point])
    else cell.push(point)
  }
  return joinTouching([...cells.values()], TOUCH_PX / scale).map(toCluster)
}

/** Two on either side of a cell's edge are one as well; the larger takes the smaller. */
function joinTouching(cells: MapPoint[][], touch: number): MapPoint[][] {
  const joined: { middle: FlatPoint; points: MapPoint[] }[] = []
  for (const points of cells.toSorted((a, b) => b.length - a.length)) {
    const middle = middleOf(points)
    const near = joined.find(
      (other) => Math.abs(other.middle.x - middle.x) < touch && Math.abs(other.middle.y - middle.y) < touch,
    )
    if (near === undefined) joined.push({ middle, points })
    else near.points = [...near.points, ...points]
  }
  return joined.map(({ points }) => points)
}

function toCluster(points: MapPoint[]): Cluster {
  return { ...middleOf(points), points, box: boxOf(points) }
}

function middleOf(points: readonly FlatPoint[]): FlatPoint {
  const sum = { x: 0, y: 0 }
  for (const { x, y } of points) {
    sum.x += x
    sum.y += y
  }
  return { x: sum.x / points.length, y: sum.y / points.length }
}
