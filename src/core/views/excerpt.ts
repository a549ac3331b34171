// The first words of a text, as a row of a list shows them: its lines are kept, since Markdown goes by lines.
// Whoever shows an excerpt strips the signs of Markdown from it.

const EXCERPT_CHARS = 200
/** Indentation and blank lines may be most of the beginning of a text. */
const READ_CHARS = EXCERPT_CHARS * 4

/** At most 200 characters, and `…` if there is more. */
export function excerptOf(text: string): string {
  const start = text.slice(0, READ_CHARS)
  const lines = start.split(/[\r\n\p{Zl}\p{Zp}]+/u).map((line) => line.replace(/\s+/gu, ' ').trim())
  const chars = Array.from(lines.filter((line) => line !== '').join('\n'))
  const isWhole = chars.length <= EXCERPT_CHARS && start.length === text.length
  return isWhole ? chars.join('') : `${cut(chars)}…`
}

/** A number that is cut off would be another number: it goes as a whole. */
function cut(chars: readonly string[]): string {
  const kept = chars.slice(0, EXCERPT_CHARS).join('')
  const next = chars[EXCERPT_CHARS]
  if (next !== undefined && !/[\p{N}.,:]/u.test(next)) return kept.trimEnd()
  const whole = kept.replace(/[\p{N}.,:]*\p{N}[.,:]*$/u, '').trimEnd()
  return whole === '' ? kept : whole
}
