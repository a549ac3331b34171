// Decodes a TIFF picture, which no browser does. Only the preview worker uses it, because a large
// picture takes seconds.
import { decode, decodeImage, toRGBA8 } from 'utif2'
import { toHex } from '../bridge/hex.ts'

/** The first bytes, in either byte order. */
const MAGIC = new Set(['49492a00', '4d4d002a'])

export async function isTiff(picture: Blob): Promise<boolean> {
  const head = new Uint8Array(await picture.slice(0, 4).arrayBuffer())
  return MAGIC.has(toHex(head))
}

/** Decodes the first page. @throws if the picture is damaged, or of a kind that is not supported */
export async function decodeTiff(picture: Blob): Promise<ImageBitmap> {
  const bytes = await picture.arrayBuffer()
  const [page] = decode(bytes)
  if (page === undefined) throw new Error('This TIFF has no page.')
  decodeImage(bytes, page)
  const pixels = new ImageData(new Uint8ClampedArray(toRGBA8(page)), page.width, page.height)
  return createImageBitmap(pixels)
}
