// Counts of pictures and films: each has its own word, in both languages.
import { expect, test } from 'vitest'
import { createFormats } from '../../../src/renderer/messages/formats.ts'
import { en } from '../../../src/renderer/messages/en/index.ts'
import { ja } from '../../../src/renderer/messages/ja/index.ts'
import { tellPictures } from '../../../src/renderer/shelves/shelf-words.ts'

test('films do not count as pictures', () => {
  const f = createFormats('en', en.common)
  const tell = (count: number, films: number, m: typeof en = en): string =>
    tellPictures({ count, films }, m, f)
  expect([tell(72, 17), tell(72, 0), tell(1, 1), tell(2, 1), tell(0, 0)]).toEqual([
    '55 photos · 17 videos',
    '72 photos',
    '1 video',
    '1 photo · 1 video',
    '0 photos',
  ])
  expect(tell(72, 17, ja)).toBe('写真55枚 · 動画17本')
})
