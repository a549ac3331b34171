// Pictures at the contract: the accepted data URLs. A returned URL has the type of its bytes.
import { expect, test } from 'vitest'
import { parsePicture, pictureUrl } from '../../../src/core/handlers/people/picture-url.ts'
import { MAX_PICTURE_BYTES } from '../../../src/core/identity/index.ts'
import type { PictureType } from '../../../src/core/identity/picture.ts'
import { asUrl, makePicture } from '../../support/pictures.ts'

const png = makePicture('png')
const url = asUrl('png', png)
const svg = Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>')

test.each<PictureType>(['png', 'jpeg', 'webp'])('a %s is stored and returned unchanged', (type) => {
  const whole = asUrl(type, makePicture(type))
  expect(pictureUrl(parsePicture(whole))).toBe(whole)
})

test.each([
  ['nothing', ''],
  ['no data', 'data:image/png;base64,'],
  ['an address', 'https://example.org/picture.png'],
  ['another type', asUrl('svg+xml', svg)],
  ['an SVG that is labelled as a PNG', asUrl('png', svg)],
  ['a PNG that is labelled as a JPEG', asUrl('jpeg', png)],
  ['a type in capitals', url.replace('image/png', 'image/PNG')],
  ['a parameter', url.replace(';base64', ';charset=utf-8;base64')],
  ['text that is not base64', 'data:image/png,%89PNG'],
  ['a space in it', url.replace('base64,', 'base64, ')],
  ['a line after it', url + '\n'],
  ['the alphabet for URLs', asUrl('png', Buffer.concat([png, Buffer.alloc(3, 0xff)])).replaceAll('/', '_')],
  ['padding that is missing', url.replace(/=*$/, '') + (url.endsWith('=') ? '' : 'A')],
  ['bits after the end', asUrl('png', png.subarray(0, 10)).replace(/.==$/, 'B==')],
])('%s is refused', (_name, text) => {
  expect(() => parsePicture(text)).toThrow(expect.objectContaining({ code: 'INVALID' }))
})

test('one byte over the limit is too large, for every type', () => {
  for (const bytes of [makePicture('png', 1, MAX_PICTURE_BYTES + 1), Buffer.alloc(MAX_PICTURE_BYTES + 1)])
    expect(() => parsePicture(asUrl('png', bytes))).toThrow(expect.objectContaining({ code: 'TOO_LARGE' }))
})

test('bytes that are no picture are not returned as one', () => {
  expect([pictureUrl(null), pictureUrl(svg)]).toEqual([null, null])
})
