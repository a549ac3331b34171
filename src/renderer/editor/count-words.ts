// The length of a text as people count it: words, or characters where words have no spaces. Pure.
import { cutChars, MAX_PLAIN_CHARS, plainWords } from '../../text/plain-words.ts'
import type { Locale } from '../messages/locale.ts'

/** Characters that are words of their own when words are counted. */
const SIGN = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]/gu
const BREAK = /[\s\p{P}\p{S}]/gu

/** Counts piece by piece, and ends a piece between two words. */
export function countWords(text: string, locale: Locale): number {
  let count = 0
  for (let at = 0; at < text.length;) {
    const piece = cutPiece(text.slice(at, at + MAX_PLAIN_CHARS + 1))
    count += countPiece(piece, locale)
    at += piece.length
  }
  return count
}

function cutPiece(text: string): string {
  if (text.length <= MAX_PLAIN_CHARS) return text
  const end = Math.max(
    text.lastIndexOf('\n', MAX_PLAIN_CHARS - 1),
    text.lastIndexOf(' ', MAX_PLAIN_CHARS - 1),
  )
  return cutChars(text, end > 0 ? end + 1 : MAX_PLAIN_CHARS)
}

function countPiece(text: string, locale: Locale): number {
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
