// Makes a small picture of a large one, beside the page: what takes too long here is ended from outside, and nothing else is lost.
import { readPictureSize } from './picture-size.ts'

/** As the contract caps it: it stands in every letter that attaches the file. */
const MAX_BYTES = 24 * 1024
const SIDES_PX = [480, 360, 240, 160] as const
const QUALITIES = [0.8, 0.65, 0.5] as const

/** A WebP, and how large the picture is as it is shown. */
export interface DrawnPreview {
  bytes: ArrayBuffer
  width: number
  height: number
}

/** Null for what is no picture, claims to be too large, or cannot be decoded. */
async function drawPreview(picture: Blob): Promise<DrawnPreview | null> {
  if ((await readPictureSize(picture)) === null) return null
  const whole = await createImageBitmap(picture)
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
