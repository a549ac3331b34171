// The length of a text as people count it: words, or characters where words have no spaces. Pure.
import { plainWords } from '../../text/plain-words.ts'
import type { Locale } from '../messages/locale.ts'

/** Characters that are words of their own when words are counted. */
const SIGN = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]/gu
const BREAK = /[\s\p{P}\p{S}]/gu

export function countWords(text: string, locale: Locale): number {
  const plain = plainWords(text)
  if (locale === 'ja') return Array.from(plain.replace(BREAK, '')).length
  const signs = plain.match(SIGN)?.length ?? 0
  return (
    signs +
    plain
      .replace(SIGN, ' ')
      .split(/\s+/u)
      .filter((word) => /[\p{L}\p{N}]/u.test(word)).length
  )
}
