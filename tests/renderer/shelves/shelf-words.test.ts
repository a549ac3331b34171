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
    '55 pictures · 17 films',
    '72 pictures',
    '1 film',
    '1 picture · 1 film',
    '0 pictures',
  ])
  expect(tell(72, 17, ja)).toBe('写真55枚 · 動画17本')
})
