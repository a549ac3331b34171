// Counts of pictures and films: each has its own word, in both languages.
import { afterEach, expect, test } from 'vitest'
import { setLocale } from '../../../src/renderer/messages/messages.svelte.ts'
import { describePictures } from '../../../src/renderer/shelves/shelf-words.ts'

afterEach(() => setLocale('en'))

test('films do not count as pictures', () => {
  const tell = (count: number, films: number): string => describePictures({ count, films })
  expect([tell(72, 17), tell(72, 0), tell(1, 1), tell(2, 1), tell(0, 0)]).toEqual([
    '55 photos · 17 videos',
    '72 photos',
    '1 video',
    '1 photo · 1 video',
    '0 photos',
  ])
  setLocale('ja')
  expect(tell(72, 17)).toBe('写真55枚 · 動画17本')
})
