// Pictures within a text are named by the number of the attachment.
import { describe, expect, it } from 'vitest'
import { listPictures, parseAttached, renumberPictures, writePicture } from '../../../src/text/attached.ts'

it.each([
  ['attached:1', 1],
  ['attached:200', 200],
  ['attached:0', null],
  ['attached:01', null],
  ['attached:1000', null],
  ['attached:-1', null],
  ['attached:', null],
  ['https://a.example/attached:1', null],
])('the number of %s is %j', (address, number) => {
  expect(parseAttached(address)).toBe(number)
})

it('finds a picture that it has written, with any words', () => {
  const words = ['', 'From the ferry', 'a ] b ( c ) \\ * _ [', '海']
  const text = words.map((word, at) => writePicture(at + 1, word)).join(' and ')
  expect([...listPictures(text)]).toEqual([1, 2, 3, 4])
})

describe('when attachments change', () => {
  const text = '![a](attached:1) ![b](attached:2) ![c](attached:3) [d](attached:2) ![e](https://x/attached:2)'

  it('pictures keep their files, and the picture of a removed file leaves the text', () => {
    expect(renumberPictures(text, (number) => [null, 1, null, 2][number] ?? null)).toBe(
      '![a](attached:1)  ![c](attached:2) [d](attached:2) ![e](https://x/attached:2)',
    )
  })

  it('a text whose numbers stay is the same text', () => {
    expect(renumberPictures(text, (number) => number)).toBe(text)
  })
})
