// The window's position and size: stored, and restored only if a screen still shows it.
import type { Rectangle } from 'electron'

export interface WindowPlace {
  bounds: { x?: number; y?: number; width: number; height: number }
  isMaximized: boolean
  isFullScreen: boolean
  /** Electron's zoom steps: 0 is 100 %; the menu uses half steps. */
  zoomLevel: number
}

export const FIRST_PLACE: WindowPlace = {
  bounds: { width: 1280, height: 820 },
  isMaximized: false,
  isFullScreen: false,
  zoomLevel: 0,
}

const LEAST_WIDTH = 360
const LEAST_HEIGHT = 480
export const MAX_ZOOM_LEVEL = 5
/** At least this much of the window must be on a screen, so that the person can grab it. */
const LEAST_VISIBLE = 80

/** Returns the stored position as far as it fits these screens; else the default. */
export function parsePlace(kept: unknown, screens: readonly Rectangle[]): WindowPlace {
  if (!isObject(kept) || !isObject(kept.bounds)) return FIRST_PLACE
  const { x, y, width, height } = kept.bounds
  if (!isSize(width, LEAST_WIDTH) || !isSize(height, LEAST_HEIGHT)) return FIRST_PLACE
  const isPlaced =
    isWhole(x) && isWhole(y) && screens.some((screen) => overlaps(screen, { x, y, width, height }))
  return {
    bounds: isPlaced ? { x, y, width, height } : { width, height },
    isMaximized: kept.isMaximized === true,
    isFullScreen: kept.isFullScreen === true,
    zoomLevel: isZoomLevel(kept.zoomLevel) ? kept.zoomLevel : FIRST_PLACE.zoomLevel,
  }
}

function overlaps(screen: Rectangle, window: Rectangle): boolean {
  const across = Math.min(screen.x + screen.width, window.x + window.width) - Math.max(screen.x, window.x)
  const down = Math.min(screen.y + screen.height, window.y + window.height) - Math.max(screen.y, window.y)
  // The title bar must be on the screen; otherwise the window cannot be moved.
  return across >= LEAST_VISIBLE && down >= LEAST_VISIBLE && window.y >= screen.y
}

function isSize(value: unknown, least: number): value is number {
  return isWhole(value) && value >= least && value <= 20_000
}

function isZoomLevel(value: unknown): value is number {
  return typeof value === 'number' && Math.abs(value) <= MAX_ZOOM_LEVEL
}

function isWhole(value: unknown): value is number {
  return Number.isSafeInteger(value)
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
