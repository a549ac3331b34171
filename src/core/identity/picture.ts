// The picture of a person: a few kilobytes beside their card, which names them by their hash.
// Nothing here decodes an image. Its kind is told by its first bytes; whoever shows it does the rest.
import { EngineError } from '../contract/errors.ts'
import { hash } from '../seal/index.ts'

export type PictureType = 'png' | 'jpeg' | 'webp'

/** One record of a feed holds it. */
export const MAX_PICTURE_BYTES = 5 * 1024

const PNG = Buffer.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a)
const JPEG = Buffer.of(0xff, 0xd8, 0xff)

/** What the bytes begin as; null for anything that is not shown, and for more than a picture may have. */
export function findPictureType(bytes: Uint8Array): PictureType | null {
  if (bytes.byteLength > MAX_PICTURE_BYTES) return null
  const start = Buffer.from(bytes.subarray(0, 12))
  if (start.subarray(0, PNG.length).equals(PNG)) return 'png'
  if (start.subarray(0, JPEG.length).equals(JPEG)) return 'jpeg'
  const isWebp = start.toString('latin1', 0, 4) === 'RIFF' && start.toString('latin1', 8) === 'WEBP'
  return isWebp ? 'webp' : null
}

/** What a card says of its picture. */
export function hashPicture(bytes: Uint8Array): Uint8Array {
  return hash('fumikura/picture/1', bytes)
}

/** @throws EngineError TOO_LARGE, INVALID */
export function checkPicture(bytes: Uint8Array): void {
  if (bytes.byteLength > MAX_PICTURE_BYTES)
    throw new EngineError('TOO_LARGE', `A picture has at most ${MAX_PICTURE_BYTES} bytes.`)
  if (findPictureType(bytes) === null)
    throw new EngineError('INVALID', 'A picture is a PNG, a JPEG or a WebP image.')
}
