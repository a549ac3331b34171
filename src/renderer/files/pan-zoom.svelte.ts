// The position of a picture in its frame: fitted, or enlarged and moved. Driven by wheel, keys and
// fingers. A part of it always stays in the frame.

export interface Size {
  width: number
  height: number
}

const STEP = 1.5
const MAX_SCALE = 12
/** Pixels per press of an arrow key. */
const KEY_STEP = 80

export class PanZoom {
  /** 1 means fitted to the frame. */
  #scale = $state(1)
  #x = $state(0)
  #y = $state(0)
  #frame: Size = { width: 0, height: 0 }

  get scale(): number {
    return this.#scale
  }

  get isZoomed(): boolean {
    return this.#scale > 1.01
  }

  get transform(): string {
    return `translate(${this.#x}px, ${this.#y}px) scale(${this.#scale})`
  }

  /** The frame is the visible area. */
  fitTo(frame: Size): void {
    this.#frame = frame
    this.moveBy(0, 0)
  }

  /** `at`: the point that stays fixed, relative to the middle of the frame. */
  zoomBy(factor: number, at: { x: number; y: number } = { x: 0, y: 0 }): void {
    const scale = Math.min(MAX_SCALE, Math.max(1, this.#scale * factor))
    const ratio = scale / this.#scale
    this.#scale = scale
    this.#x = at.x - (at.x - this.#x) * ratio
    this.#y = at.y - (at.y - this.#y) * ratio
    this.moveBy(0, 0)
  }

  moveBy(dx: number, dy: number): void {
    const reach = (side: number): number => (side * (this.#scale - 1)) / 2
    this.#x = clamp(this.#x + dx, reach(this.#frame.width))
    this.#y = clamp(this.#y + dy, reach(this.#frame.height))
  }

  reset(): void {
    this.#scale = 1
    this.#x = this.#y = 0
  }

  /**
   * Returns true if the key was handled. Arrow keys move only a picture that is larger than its
   * frame.
   */
  press(key: string): boolean {
    const act = { ...ZOOM_KEYS, ...(this.isZoomed ? ARROWS : {}) }[key]
    act?.(this)
    return act !== undefined
  }
}

const ZOOM_KEYS: Record<string, (view: PanZoom) => void> = {
  '+': (view) => view.zoomBy(STEP),
  '=': (view) => view.zoomBy(STEP),
  '-': (view) => view.zoomBy(1 / STEP),
  '0': (view) => view.reset(),
}
const ARROWS: Record<string, (view: PanZoom) => void> = {
  ArrowLeft: (view) => view.moveBy(KEY_STEP, 0),
  ArrowRight: (view) => view.moveBy(-KEY_STEP, 0),
  ArrowUp: (view) => view.moveBy(0, KEY_STEP),
  ArrowDown: (view) => view.moveBy(0, -KEY_STEP),
}

const clamp = (value: number, reach: number): number => Math.min(reach, Math.max(-reach, value))
