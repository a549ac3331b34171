// The first words of a text, for a row of a list. Line breaks are kept, because Markdown depends on
// them. Words that an answer quotes are left out, because they are another letter's.
// The code that shows an excerpt strips the Markdown signs from it.

import { findPassage } from '../contract/quoted-passage.ts'

const EXCERPT_CHARS = 200
/** The start of a text may be mostly indentation and blank lines. */
const READ_CHARS = EXCERPT_CHARS * 4

/** Returns at most 200 characters, then `…` if the text is longer. */
export function excerptOf(text: string): string {
  const quoted = findPassage(text)
  const shown = quoted?.rest.trimStart() || quoted?.words || text
  const start = shown.slice(0, READ_CHARS)
  const lines = start.split(/[\r\n\p{Zl}\p{Zp}]+/u).map((line) => line.replace(/\s+/gu, ' ').trim())
  const chars = Array.from(lines.filter((line) => line !== '').join('\n'))
  const isWhole = chars.length <= EXCERPT_CHARS && start.length === shown.length
  return isWhole ? chars.join('') : `${cut(chars)}…`
}

/** A truncated number would be a different number, so it is left out as a whole. */
function cut(chars: readonly string[]): string {
  const kept = chars.slice(0, EXCERPT_CHARS).join('')
  const next = chars[EXCERPT_CHARS]
  if (next !== undefined && !/[\p{N}.,:]/u.test(next)) return kept.trimEnd()
  // eslint-disable-next-line regexp/no-super-linear-move -- an excerpt is short
  const whole = kept.replace(/[\p{N}.,:]*\p{N}[.,:]*$/u, '').trimEnd()
  return whole === '' ? kept : whole
}
