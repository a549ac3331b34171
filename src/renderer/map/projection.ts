// Converts between degrees and the flat world: Mercator, in a unit square with north at the top.
// Pure.

export interface Spot {
  latitude: number
  longitude: number
}

/** In the unit square of the world. */
export interface FlatPoint {
  x: number
  y: number
}

/** The view: the point in its middle, and the width of the whole world in pixels. */
export interface MapView {
  center: FlatPoint
  scale: number
}

export interface MapSize {
  width: number
  height: number
}

export interface FlatBox {
  left: number
  top: number
  right: number
  bottom: number
}

/** The latitude at the edge of the square. */
const MAX_LATITUDE = 85.0511
/** One pixel is about 10 m. The coarse coast has no more detail. */
const MAX_SCALE = 2 ** 22

export function flatten({ latitude, longitude }: Spot): FlatPoint {
  const radians = (Math.max(-MAX_LATITUDE, Math.min(MAX_LATITUDE, latitude)) * Math.PI) / 180
  return {
    x: (longitude + 180) / 360,
    y: 0.5 - Math.log(Math.tan(Math.PI / 4 + radians / 2)) / (2 * Math.PI),
  }
}

export function unflatten({ x, y }: FlatPoint): Spot {
  const latitude = (2 * Math.atan(Math.exp((0.5 - y) * 2 * Math.PI)) - Math.PI / 2) * (180 / Math.PI)
  return { latitude, longitude: x * 360 - 180 }
}

export function toPixel({ center, scale }: MapView, { width, height }: MapSize, point: FlatPoint): FlatPoint {
  return { x: (point.x - center.x) * scale + width / 2, y: (point.y - center.y) * scale + height / 2 }
}

export function fromPixel(
  { center, scale }: MapView,
  { width, height }: MapSize,
  pixel: FlatPoint,
): FlatPoint {
  return { x: center.x + (pixel.x - width / 2) / scale, y: center.y + (pixel.y - height / 2) / scale }
}

export function boxInView({ center, scale }: MapView, { width, height }: MapSize): FlatBox {
  return {
    left: center.x - width / 2 / scale,
    right: center.x + width / 2 / scale,
    top: center.y - height / 2 / scale,
    bottom: center.y + height / 2 / scale,
  }
}

/** The total margin at both edges, so that pictures near the edge of the world are shown whole. */
const EDGE_PX = 120

/** Keeps the view inside the world, and no wider than it. */
export function within({ center, scale }: MapView, { width, height }: MapSize): MapView {
  const least = Math.max(width, height * 0.9)
  const held = Math.max(least, Math.min(MAX_SCALE, scale))
  return {
    scale: held,
    center: { x: hold(center.x, (width - EDGE_PX) / held), y: hold(center.y, Math.min(1, height / held)) },
  }
}

const hold = (middle: number, span: number): number => Math.max(span / 2, Math.min(1 - span / 2, middle))

/** Changes the scale by a factor. The point under `pixel` stays fixed. */
export function zoomAt(view: MapView, size: MapSize, factor: number, pixel: FlatPoint): MapView {
  const fixed = fromPixel(view, size, pixel)
  const { scale } = within({ ...view, scale: view.scale * factor }, size)
  const center = {
    x: fixed.x - (pixel.x - size.width / 2) / scale,
    y: fixed.y - (pixel.y - size.height / 2) / scale,
  }
  return within({ center, scale }, size)
}

export function panBy(view: MapView, size: MapSize, { x, y }: FlatPoint): MapView {
  const center = { x: view.center.x + x / view.scale, y: view.center.y + y / view.scale }
  return within({ ...view, center }, size)
}

/** Nearer, the coarse coasts around one town leave the view empty. */
const REGION_SCALE = 2 ** 16

/** Returns a view of the whole box with a margin, at most at the scale of a region. */
export function viewOf(
  { left, top, right, bottom }: FlatBox,
  size: MapSize,
  nearest = REGION_SCALE,
): MapView {
  const wide = Math.max(right - left, 1e-9)
  const high = Math.max(bottom - top, 1e-9)
  const scale = Math.min(nearest, (size.width * 0.72) / wide, (size.height * 0.66) / high)
  return within({ center: { x: (left + right) / 2, y: (top + bottom) / 2 }, scale }, size)
}

export function boxOf(points: readonly FlatPoint[]): FlatBox {
  const box = { left: Infinity, top: Infinity, right: -Infinity, bottom: -Infinity }
  for (const { x, y } of points) {
    box.left = Math.min(box.left, x)
    box.right = Math.max(box.right, x)
    box.top = Math.min(box.top, y)
    box.bottom = Math.max(box.bottom, y)
  }
  return box
}
