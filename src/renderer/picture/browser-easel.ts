// Opens, crops and encodes pictures with the browser's functions.
import type { Crop } from './crop-square.ts'
import type { Easel, OpenedPicture } from './shrink-picture.ts'

/** The background of transparent pictures: JPEG has no transparency. */
const GROUND = '#fff'

export const browserEasel: Easel = {
  async open(file) {
    // Applies the camera's orientation, the only metadata that is used.
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
