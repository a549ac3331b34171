// Pictures for tests: the structure of each image type, of a chosen size, without image data.
import { utf8 } from '../../src/core/base/index.ts'
import type { PictureType } from '../../src/core/identity/picture.ts'

/** The header of a picture of `bytes` bytes in total. */
const STARTS: Record<PictureType, (bytes: number) => Uint8Array> = {
  png: (bytes) => Buffer.concat([PNG, number(bytes - 20, true), utf8('IDAT')]),
  jpeg: () => Buffer.of(0xff, 0xd8, 0xff, 0xda, 0, 2),
  webp: (bytes) =>
    Buffer.concat([utf8('RIFF'), number(bytes - 8, false), utf8('WEBPVP8 '), number(bytes - 20, false)]),
}

const PNG = Buffer.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a)

function number(value: number, isBig: boolean): Buffer {
  const bytes = Buffer.alloc(4)
  if (isBig) bytes.writeUInt32BE(Math.max(0, value))
  else bytes.writeUInt32LE(Math.max(0, value))
  return bytes
}

/** Makes a picture; a different `fill` makes a different picture. */
export function makePicture(type: PictureType, fill = 1, bytes = 600): Uint8Array {
  const picture = Buffer.alloc(bytes, fill)
  picture.set(STARTS[type](bytes).subarray(0, bytes))
  return picture
}

export function asUrl(type: string, bytes: Uint8Array): string {
  return `data:image/${type};base64,${Buffer.from(bytes).toString('base64')}`
}
