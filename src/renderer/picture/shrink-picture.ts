// Turns any picture file into the small square of a card, inside the page.
// Only the visible pixels leave it, encoded again, without the camera's metadata (location, time,
// name).
import { cropSquare, type Crop, type Size } from './crop-square.ts'

/** The contract's limit. A picture is one record in each pair feed. */
const MAX_PICTURE_BYTES = 5 * 1024
/** A browser may kill a page that decodes a larger file. */
const MAX_FILE_BYTES = 40 * 1024 * 1024

const SIDES_PX = [96, 72, 48] as const
const QUALITIES = [0.86, 0.74, 0.6, 0.45] as const

export class UnfitPicture extends Error {
  readonly why: 'unreadable' | 'too-large'

  constructor(why: 'unreadable' | 'too-large') {
    super(`This cannot be made a picture: ${why}.`)
    this.why = why
  }
}

/** The browser's functions for pictures. */
export interface Easel {
  /** @throws if the file is not a picture, or has a format that this browser cannot decode */
  open(file: Blob): Promise<OpenedPicture>
}

export interface OpenedPicture extends Size {
  /** Draws the square again at `sidePx`. Uses another type if the browser cannot write `type`. */
  encode(crop: Crop, sidePx: number, type: string, quality: number): Promise<Blob>
  close(): void
}

/**
 * Resolves to a data URL of at most 5 KiB.
 * @throws UnfitPicture
 */
export async function shrinkPicture(file: Blob, easel: Easel): Promise<string> {
  if (file.size > MAX_FILE_BYTES) throw new UnfitPicture('too-large')
  const picture = await easel.open(file).catch(() => {
    throw new UnfitPicture('unreadable')
  })
  try {
    return await toDataUrl(await encodeSmall(picture))
  } finally {
    picture.close()
  }
}

/** Reduces the quality first, then the size, until the picture fits. */
async function encodeSmall(picture: OpenedPicture): Promise<Blob> {
  const crop = cropSquare(picture)
  if (crop.side === 0) throw new UnfitPicture('unreadable')
  for (const sidePx of SIDES_PX) {
    for (const quality of QUALITIES) {
      const blob = await encode(picture, crop, sidePx, quality)
      if (blob.size <= MAX_PICTURE_BYTES) return blob
    }
  }
  throw new UnfitPicture('too-large')
}

/** Writes WebP if the browser can, else JPEG. */
async function encode(picture: OpenedPicture, crop: Crop, sidePx: number, quality: number): Promise<Blob> {
  const webp = await picture.encode(crop, sidePx, 'image/webp', quality)
  return webp.type === 'image/webp' ? webp : picture.encode(crop, sidePx, 'image/jpeg', quality)
}

async function toDataUrl(blob: Blob): Promise<string> {
  const bytes = new Uint8Array(await blob.arrayBuffer())
  return `data:${blob.type};base64,${btoa(String.fromCharCode(...bytes))}`
}
