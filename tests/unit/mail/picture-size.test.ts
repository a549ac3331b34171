// The size of a picture inside a mail, from its first bytes.
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { sizeOfPicture } from '../../../src/core/mail/picture-size.ts'
import { makeJpeg } from '../../support/pictures-with-facts.ts'

const bytes = (...parts: (string | number[])[]): Buffer =>
  Buffer.concat(parts.map((part) => Buffer.from(part as string, 'latin1')))

const PNG = bytes('\x89PNG\r\n\x1a\n', [0, 0, 0, 13], 'IHDR', [0, 0, 3, 32, 0, 0, 2, 88])
/** Held upright: orientation 6 in the first directory. */
const EXIF = bytes('Exif\0\0MM', [0, 42, 0, 0, 0, 8, 0, 1, 1, 0x12, 0, 3, 0, 0, 0, 1, 0, 6, 0, 0])
const FRAME = [0xff, 0xc2, 0, 11, 8, 3, 0, 4, 0, 1, 1, 0x11, 0]

it.each([
  ['a PNG', PNG, 800, 600],
  ['a GIF', bytes('GIF89a', [0x40, 1, 0xf0, 0]), 320, 240],
  ['a JPEG', makeJpeg({ width: 640, height: 480 }), 640, 480],
  [
    'a JPEG of an upright camera',
    bytes([0xff, 0xd8, 0xff, 0xe1, 0, EXIF.length + 2], EXIF.toString('latin1'), FRAME),
    768,
    1024,
  ],
  ['a WebP', bytes('RIFF\0\0\0\0WEBPVP8X', [10, 0, 0, 0, 0, 0, 0, 0, 0x1f, 3, 0, 0x57, 2, 0]), 800, 600],
  ['a BMP', bytes('BM', Array(16).fill(0), [0x20, 3, 0, 0, 0xa8, 0xfd, 0xff, 0xff]), 800, 600],
])('%s has the size that it is shown in', (_, content, width, height) => {
  expect(sizeOfPicture(content)).toEqual({ width, height })
})

it('other bytes and cut pictures have none', () => {
  expect(sizeOfPicture(Buffer.from('%PDF-1.4'))).toBeNull()
  expect(sizeOfPicture(Buffer.alloc(0))).toBeNull()
  for (let end = 0; end < 20; end++) expect(sizeOfPicture(PNG.subarray(0, end))).toBeNull()
})

it('no bytes make it fail', () => {
  const starts = fc.constantFrom(
    ...['\x89PNG\r\n\x1a\n', 'GIF89a', 'BM', 'RIFF....WEBPVP8L', '\xff\xd8\xff\xe1'],
  )
  fc.assert(
    fc.property(starts, fc.uint8Array({ maxLength: 200 }), (start, rest) => {
      const size = sizeOfPicture(Buffer.concat([Buffer.from(start, 'latin1'), rest]))
      expect(size === null || (size.width > 0 && size.height > 0)).toBe(true)
    }),
  )
})
