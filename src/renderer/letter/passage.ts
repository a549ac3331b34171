// A few words that point at a passage of a letter, and links to it in Markdown. Pure.
// Compose: what is written is a link, never a quotation of everything.
import type { RefText } from '../../core/contract/index.ts'

const MAX_WORDS_CHARS = 80

/** The beginning and the end of a longer passage, on one line. */
export function shortenPassage(passage: string): string {
  const text = passage.replace(/\s+/gu, ' ').trim()
  const letters = Array.from(text)
  if (letters.length <= MAX_WORDS_CHARS) return text
  const half = Math.floor(MAX_WORDS_CHARS / 2)
  return `${letters.slice(0, half).join('').trimEnd()} … ${letters.slice(-half).join('').trimStart()}`
}

/** A Markdown link to a letter. The words are others' and mean nothing but themselves. */
export function linkTo(ref: RefText, words: string): string {
  return `[${words.replace(/[\\[\]`*_<>!~|]/g, '\\$&')}](${ref})`
}
