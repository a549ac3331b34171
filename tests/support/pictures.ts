// Pictures for tests: the first bytes of an image of each kind, and then as many as are wanted.
import { utf8 } from '../../src/core/base/index.ts'
import type { PictureType } from '../../src/core/identity/index.ts'

const STARTS: Record<PictureType, Uint8Array> = {
  png: Buffer.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a),
  jpeg: Buffer.of(0xff, 0xd8, 0xff, 0xe0),
  webp: utf8('RIFF\u0000\u0010\u0000\u0000WEBPVP8 '),
}

/** A picture that is told from others by `fill`. */
export function makePicture(type: PictureType, fill = 1, bytes = 600): Uint8Array {
  const picture = Buffer.alloc(bytes, fill)
  picture.set(STARTS[type])
  return picture
}

export function asUrl(type: string, bytes: Uint8Array): string {
  return `data:image/${type};base64,${Buffer.from(bytes).toString('base64')}`
}
