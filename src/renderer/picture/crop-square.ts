// Crops the middle of a picture to a square. Pure.

export interface Size {
  width: number
  height: number
}

export interface Crop {
  x: number
  y: number
  side: number
}

/** In px. A portrait keeps more of its top, because faces are there. */
export function cropSquare({ width, height }: Size): Crop {
  const side = Math.min(width, height)
  return { x: Math.floor((width - side) / 2), y: Math.floor((height - side) / 3), side }
}
