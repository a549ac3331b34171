// Reads a picture's size from its first bytes, before anything decodes it, because a few bytes can
// claim more pixels than a page can hold.
// Previews and the viewer share one limit.
import { imageSize } from 'image-size'

/**
 * Four bytes each when decoded. More than cameras produce, and less than what makes a browser kill
 * the page.
 */
const MAX_PIXELS = 128_000_000
const MAX_SIDE = 32_000
/** Some phones write several megabytes of other data before the size. */
const HEAD_BYTES = 8 * 1024 * 1024

interface PictureSize {
  width: number
  height: number
}

/** Returns null if the picture states no size, or has a format that is not decoded here. */
export async function readPictureSize(picture: Blob): Promise<PictureSize | null> {
  try {
    const { width, height } = imageSize(new Uint8Array(await picture.slice(0, HEAD_BYTES).arrayBuffer()))
    return isBearable({ width, height }) ? { width, height } : null
  } catch {
    return null
  }
}

function isBearable({ width, height }: PictureSize): boolean {
  return width > 0 && height > 0 && Math.max(width, height) <= MAX_SIDE && width * height <= MAX_PIXELS
}
