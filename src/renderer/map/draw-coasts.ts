// Draws the visible coasts on a canvas, each once, and omits corners that are too close to see.
import { boxInView, toPixel, type MapSize, type MapView } from './projection.ts'
import type { Ring } from './world.ts'

interface Ink {
  land: string
  coast: string
}

/** Two corners closer than this, in pixels, are drawn as one. */
const CORNER_PX = 0.75

export function drawCoasts(
  context: CanvasRenderingContext2D,
  rings: readonly Ring[],
  view: MapView,
  size: MapSize,
  { land, coast }: Ink,
): void {
  const ratio = context.canvas.width / size.width
  context.setTransform(ratio, 0, 0, ratio, 0, 0)
  context.clearRect(0, 0, size.width, size.height)
  const sight = boxInView(view, size)
  const path = new Path2D()
  for (const { points, box } of rings) {
    const isOutside =
      box.right < sight.left || box.left > sight.right || box.bottom < sight.top || box.top > sight.bottom
    const isDot = (box.right - box.left) * view.scale < 1 && (box.bottom - box.top) * view.scale < 1
    if (!isOutside && !isDot) trace(path, points, view, size)
  }
  context.fillStyle = land
  context.fill(path, 'evenodd')
  context.strokeStyle = coast
  context.lineWidth = 0.75
  context.stroke(path)
}

function trace(path: Path2D, points: Float64Array, view: MapView, size: MapSize): void {
  const origin = toPixel(view, size, { x: 0, y: 0 })
  let [lastX, lastY] = [Infinity, Infinity]
  for (let at = 0; at < points.length; at += 2) {
    const x = points[at]! * view.scale + origin.x
    const y = points[at + 1]! * view.scale + origin.y
    if (Math.abs(x - lastX) < CORNER_PX && Math.abs(y - lastY) < CORNER_PX) continue
    if (at === 0) path.moveTo(x, y)
    else path.lineTo(x, y)
    ;[lastX, lastY] = [x, y]
  }
  path.closePath()
}
