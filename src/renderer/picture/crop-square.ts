// The middle of a picture as a square. Pure.

export interface Size {
  width: number
  height: number
}

export interface Crop {
  x: number
  y: number
  side: number
}

/** In px; a portrait keeps more of its top, where faces are. */
export function cropSquare({ width, height }: Size): Crop {
  const side = Math.min(width, height)
  return { x: Math.floor((width - side) / 2), y: Math.floor((height - side) / 3), side }
}
