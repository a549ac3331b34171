// Only the first bytes and the size decide whether bytes are a picture.
import { expect, test } from 'vitest'
import { toHex, utf8 } from '../../../src/core/base/index.ts'
import {
  checkPicture,
  findPictureType,
  hashPicture,
  MAX_PICTURE_BYTES,
} from '../../../src/core/identity/index.ts'
import type { PictureType } from '../../../src/core/identity/picture.ts'
import { makePicture } from '../../support/pictures.ts'

const TYPES: PictureType[] = ['png', 'jpeg', 'webp']

test.each(TYPES)('findPictureType() recognises a %s by its first bytes, up to the largest size', (type) => {
  expect(findPictureType(makePicture(type))).toBe(type)
  expect(findPictureType(makePicture(type, 1, MAX_PICTURE_BYTES))).toBe(type)
  expect(findPictureType(makePicture(type, 1, MAX_PICTURE_BYTES + 1))).toBeNull()
})

const OTHERS: [string, Uint8Array][] = [
  ['nothing', new Uint8Array(0)],
  ['an SVG', utf8('<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>')],
  ['a page', utf8('<!doctype html><script>alert(1)</script>')],
  ['a GIF', utf8('GIF89a………………')],
  ['a film in the same box as WebP', utf8('RIFF\u0000\u0010\u0000\u0000AVI LIST')],
  ['half a beginning of PNG', makePicture('png').subarray(0, 7)],
  ['half a beginning of JPEG', makePicture('jpeg').subarray(0, 2)],
  ['half a beginning of WebP', makePicture('webp').subarray(0, 11)],
  ['a PNG that begins with a space', Buffer.concat([utf8(' '), makePicture('png')])],
]

test.each(OTHERS)('findPictureType() refuses %s', (_name, bytes) => {
  expect(findPictureType(bytes)).toBeNull()
  expect(() => checkPicture(bytes)).toThrow(expect.objectContaining({ code: 'INVALID' }))
})

test('checkPicture() throws TOO_LARGE for too many bytes of any kind', () => {
  const large = new Uint8Array(MAX_PICTURE_BYTES + 1)
  expect(() => checkPicture(large)).toThrow(expect.objectContaining({ code: 'TOO_LARGE' }))
})

test('hashPicture() gives the hash of the fixture', () => {
  expect(toHex(hashPicture(makePicture('png', 1, 100)))).toBe(
    '8361b5e7c463ced2776d4e050b1845837180f0af799f307b352ba07bf5d4e93e',
  )
})
