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
  return `[${escape(words)}](${ref})`
}

/**
 * Returns the whole passage as a quote, and below it the link to its letter: somebody who cannot
 * open the letter still has the words.
 */
export function quotePassage(ref: RefText, title: string, passage: string): string {
  const filled = passage
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')
  const lines = filled.length === 0 ? [''] : filled
  return [...lines.map((line) => `> ${escape(line)}`), '>', `> ${linkTo(ref, title)}`, '', ''].join('\n')
}

const escape = (words: string): string => words.replace(/[\\[\]`*_<>!~|#]/g, '\\$&')
