// Short texts for a passage of a letter, and Markdown links to it. Pure.
// Compose step. A reply links to a passage and does not quote the whole letter.
import type { RefText } from '../../core/contract/index.ts'

const MAX_WORDS_CHARS = 80

/** Returns the beginning and the end of a long passage, on one line. */
export function shortenPassage(passage: string): string {
  const text = passage.replace(/\s+/gu, ' ').trim()
  const letters = Array.from(text)
  if (letters.length <= MAX_WORDS_CHARS) return text
  const half = Math.floor(MAX_WORDS_CHARS / 2)
  return `${letters.slice(0, half).join('').trimEnd()} … ${letters.slice(-half).join('').trimStart()}`
}

/** Returns a Markdown link to a letter. Escapes the words, because another person wrote them. */
export function linkTo(ref: RefText, words: string): string {
  return `[${words.replace(/[\\[\]`*_<>!~|]/g, '\\$&')}](${ref})`
}
