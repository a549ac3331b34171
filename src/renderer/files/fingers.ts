// Touch and mouse gestures: one finger moves an enlarged picture or swipes to the next one; two
// fingers zoom. Independent of any element.

interface Point {
  x: number
  y: number
}

interface FingersOptions {
  isZoomed: () => boolean
  onmove: (dx: number, dy: number) => void
  /** `at`: the middle between the two fingers, in window coordinates. */
  onpinch: (factor: number, at: Point) => void
  /** 1 means the next file. */
  onswipe: (by: 1 | -1) => void
}

/** A swipe must be at least this long, and more horizontal than vertical. */
const SWIPE_PX = 56

export class Fingers {
  readonly #options: FingersOptions
  readonly #points = new Map<number, Point>()
  #start: Point | null = null
  #hadTwo = false

  constructor(options: FingersOptions) {
    this.#options = options
  }

  down({ pointerId, clientX, clientY, currentTarget }: PointerEvent): void {
    if (currentTarget instanceof Element) currentTarget.setPointerCapture(pointerId)
    if (this.#points.size === 0) this.#hadTwo = false
    this.#points.set(pointerId, { x: clientX, y: clientY })
    this.#start = { x: clientX, y: clientY }
    if (this.#points.size > 1) this.#hadTwo = true
  }

  move({ pointerId, clientX, clientY }: PointerEvent): void {
    const before = this.#points.get(pointerId)
    if (before === undefined) return
    const now = { x: clientX, y: clientY }
    const other = [...this.#points].find(([id]) => id !== pointerId)?.[1]
    this.#points.set(pointerId, now)
    if (other !== undefined)
      this.#options.onpinch(distance(now, other) / Math.max(1, distance(before, other)), between(now, other))
    else if (this.#options.isZoomed()) this.#options.onmove(now.x - before.x, now.y - before.y)
  }

  up({ pointerId, clientX, clientY, type, pointerType }: PointerEvent): void {
    if (!this.#points.delete(pointerId)) return
    const start = this.#start
    if (start === null || this.#hadTwo || type === 'pointercancel' || this.#options.isZoomed()) return
    const [dx, dy] = [clientX - start.x, clientY - start.y]
    if (pointerType === 'mouse' || Math.abs(dx) < SWIPE_PX || Math.abs(dx) < Math.abs(dy) * 1.5) return
    this.#options.onswipe(dx < 0 ? 1 : -1)
  }
}

const distance = (a: Point, b: Point): number => Math.hypot(a.x - b.x, a.y - b.y)
const between = (a: Point, b: Point): Point => ({ x: (a.x + b.x) / 2, y: (a.y + b.y) / 2 })
