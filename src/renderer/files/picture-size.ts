// How large a picture is, read from its first bytes and before anything decodes it: a few bytes can claim more than a page can hold.
// One limit for previews and for showing.
import { imageSize } from 'image-size'

/** Four bytes each once decoded. Beyond what cameras take, and below what a page is killed for. */
const MAX_PIXELS = 128_000_000
const MAX_SIDE = 32_000
/** Some phones write several megabytes of other things before the size. */
const HEAD_BYTES = 8 * 1024 * 1024

interface PictureSize {
  width: number
  height: number
}

/** Null when it says no size, or one that is not decoded here. */
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
