// A worker that makes a preview of a large picture. The page can terminate it if it takes too long,
// and loses nothing else.
import { readPictureSize } from './picture-size.ts'
import { decodeTiff, isTiff } from './tiff.ts'

/** The contract's limit. Each letter that attaches the file contains the preview. */
const MAX_BYTES = 24 * 1024
const SIDES_PX = [480, 360, 240, 160] as const
const QUALITIES = [0.8, 0.65, 0.5] as const

/** A WebP picture, and the size at which the original is shown. */
export interface DrawnPreview {
  bytes: ArrayBuffer
  width: number
  height: number
}

/** Resolves to null if the file is not a picture, claims to be too large, or cannot be decoded. */
async function drawPreview(picture: Blob): Promise<DrawnPreview | null> {
  if ((await readPictureSize(picture)) === null) return null
  const whole = await ((await isTiff(picture)) ? decodeTiff(picture) : createImageBitmap(picture))
  try {
    for (const side of SIDES_PX)
      for (const quality of QUALITIES) {
        const bytes = await encode(whole, side, quality)
        if (bytes.byteLength <= MAX_BYTES) return { bytes, width: whole.width, height: whole.height }
      }
    return null
  } finally {
    whole.close()
  }
}

async function encode(whole: ImageBitmap, maxSide: number, quality: number): Promise<ArrayBuffer> {
  const scale = Math.min(1, maxSide / Math.max(whole.width, whole.height))
  const [width, height] = [whole.width, whole.height].map((side) => Math.max(1, Math.round(side * scale)))
  const canvas = new OffscreenCanvas(width!, height!)
  const brush = canvas.getContext('2d')
  if (brush === null) throw new Error('This browser draws no pictures.')
  brush.imageSmoothingQuality = 'high'
  brush.drawImage(whole, 0, 0, width!, height!)
  const small = await canvas.convertToBlob({ type: 'image/webp', quality })
  return small.arrayBuffer()
}

addEventListener('message', ({ data }: MessageEvent<Blob>) => {
  void drawPreview(data)
    .catch(() => null)
    .then((drawn) => postMessage(drawn))
})
