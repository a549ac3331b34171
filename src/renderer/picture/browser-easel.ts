// How a browser opens a picture, cuts it and writes it again.
import type { Crop } from './crop-square.ts'
import type { Easel, OpenedPicture } from './shrink-picture.ts'

/** What is seen through a picture that has holes: JPEG has none. */
const GROUND = '#fff'

export const browserEasel: Easel = {
  async open(file) {
    // Turned as the camera was held, which is all that is taken from what it wrote beside the pixels.
    const whole = await createImageBitmap(file, { imageOrientation: 'from-image' })
    return {
      width: whole.width,
      height: whole.height,
      encode: (crop, sidePx, type, quality) => encode(whole, crop, sidePx, type, quality),
      close: () => whole.close(),
    } satisfies OpenedPicture
  },
}

async function encode(
  whole: ImageBitmap,
  { x, y, side }: Crop,
  sidePx: number,
  type: string,
  quality: number,
): Promise<Blob> {
  const canvas = document.createElement('canvas')
  canvas.width = canvas.height = sidePx
  const brush = canvas.getContext('2d', { alpha: type !== 'image/jpeg' })
  if (brush === null) throw new Error('This browser draws no pictures.')
  const square = await createImageBitmap(whole, x, y, side, side, {
    resizeWidth: sidePx,
    resizeHeight: sidePx,
    resizeQuality: 'high',
  })
  if (type === 'image/jpeg') {
    brush.fillStyle = GROUND
    brush.fillRect(0, 0, sidePx, sidePx)
  }
  brush.drawImage(square, 0, 0, sidePx, sidePx)
  square.close()
  return new Promise((resolve, reject) => {
    canvas.toBlob(
      (blob) => (blob === null ? reject(new Error('It could not be written.')) : resolve(blob)),
      type,
      quality,
    )
  })
}
