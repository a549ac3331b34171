// The picture of a person: a few kilobytes beside their card, which contains its hash.
// Nothing here decodes an image. The first bytes determine its type; the page that
// shows it decodes it.
import { EngineError } from '../contract/errors.ts'
import { hash } from '../seal/index.ts'

export type PictureType = 'png' | 'jpeg' | 'webp'

/** A picture must fit in one record of a feed. */
export const MAX_PICTURE_BYTES = 5 * 1024

const PNG = Buffer.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a)
const JPEG = Buffer.of(0xff, 0xd8, 0xff)

/**
 * Returns the type by the first bytes. Null if the type is not supported, or the picture is too
 * long.
 */
export function findPictureType(bytes: Uint8Array): PictureType | null {
  if (bytes.byteLength > MAX_PICTURE_BYTES) return null
  const start = Buffer.from(bytes.subarray(0, 12))
  if (start.subarray(0, PNG.length).equals(PNG)) return 'png'
  if (start.subarray(0, JPEG.length).equals(JPEG)) return 'jpeg'
  const isWebp = start.toString('latin1', 0, 4) === 'RIFF' && start.toString('latin1', 8) === 'WEBP'
  return isWebp ? 'webp' : null
}

/** Returns the hash of a picture, as stored on a card. */
export function hashPicture(bytes: Uint8Array): Uint8Array {
  return hash('fumikura/picture/1', bytes)
}

/** @throws EngineError TOO_LARGE, INVALID */
export function checkPicture(bytes: Uint8Array): void {
  if (bytes.byteLength > MAX_PICTURE_BYTES)
    throw new EngineError('TOO_LARGE', `A picture can have at most ${MAX_PICTURE_BYTES} bytes.`)
  if (findPictureType(bytes) === null)
    throw new EngineError('INVALID', 'A picture must be a PNG, JPEG or WebP image.')
}
