// Writes the words of a page into lines: spaces are merged, blocks are separated, links show their
// targets.
// Pieces are joined once at the end, so the time is linear in their number, also with hidden text
// and links.
export class WordWriter {
  /** True if spaces and line ends are kept, as within `pre`. */
  isVerbatim = false
  readonly #maxChars: number
  readonly #pieces: string[] = []
  #chars = 0
  /** Line ends, or a space, to write before the next word. */
  #lines = 0
  #hasSpace = false
  /** Open quotes. */
  #quotes = 0
  /** As many were open at the last words. */
  #quotesBefore = 0
  #link: { at: number; target: string } | null = null
  #hiddenAt: number | null = null

  constructor(maxChars: number) {
    this.#maxChars = maxChars
  }

  text(): string {
    this.endLink()
    return this.#pieces.join('').trim()
  }

  write(text: string): void {
    if (this.#chars >= this.#maxChars) return
    const plain = text.replace(INVISIBLE, '')
    if (this.isVerbatim) return this.#writeVerbatim(plain)
    const words = plain.replace(/\s+/g, ' ')
    if (words.startsWith(' ')) this.#hasSpace = true
    const trimmed = words.trim()
    if (trimmed === '') return
    this.#put(trimmed)
    this.#hasSpace = words.endsWith(' ')
  }

  #writeVerbatim(text: string): void {
    if (text === '') return
    this.#put(text.replace(/\r\n?/g, '\n').replaceAll('\n', `\n${this.#prefix()}`))
  }

  #put(words: string): void {
    const isFirst = this.#pieces.length === 0
    const prefix = this.#lines > 0 || isFirst ? this.#prefix() : ''
    const between = this.#prefix(Math.min(this.#quotes, this.#quotesBefore)).trimEnd()
    const before = this.#lines === 2 ? `\n${between}\n` : this.#lines === 1 ? '\n' : this.#hasSpace ? ' ' : ''
    this.#quotesBefore = this.#quotes
    this.#pieces.push((isFirst ? '' : before) + prefix + words)
    this.#chars += prefix.length + words.length
    this.#lines = 0
    this.#hasSpace = false
  }

  breakLine(): void {
    if (this.#lines < 2) this.#lines++
  }

  /** Ensures at least so many line ends before the next word. */
  breakBlock(lines: number): void {
    this.#lines = Math.max(this.#lines, lines)
  }

  /** The words that follow are marked as in plain mails, so that a reader can fold them. */
  beginQuote(): void {
    this.#quotes++
  }

  endQuote(): void {
    this.#quotes = Math.max(0, this.#quotes - 1)
  }

  #prefix(quotes = this.#quotes): string {
    return '> '.repeat(Math.min(quotes, MAX_QUOTES))
  }

  beginLink(target: string): void {
    this.endLink()
    if (SHOWN_TARGET.test(target)) this.#link = { at: this.#pieces.length, target: cleanTarget(target) }
  }

  endLink(): void {
    if (this.#link === null) return
    const { at, target } = this.#link
    this.#link = null
    const written = this.#pieces.splice(at).join('')
    const words = written.replace(this.#quotes > 0 ? /^[\s>]+/ : /^\s+/, '')
    this.#pieces.push(written.slice(0, written.length - words.length) + linkWords(words, target))
    if (words === '') this.#hasSpace = false
  }

  /**
   * Starts hidden text. It is dropped by `show`; without `show` it stays, so an unclosed tag hides
   * nothing.
   */
  hide(): void {
    this.#hiddenAt = this.#pieces.length
  }

  show(): void {
    if (this.#hiddenAt === null) return
    this.#pieces.length = Math.min(this.#pieces.length, this.#hiddenAt)
    if (this.#link !== null && this.#link.at > this.#pieces.length) this.#link = null
    this.#hiddenAt = null
  }
}

/** Deeper quotes are marked like this one, because each mark is written in each line. */
const MAX_QUOTES = 4
/** Filler characters, which push the following text out of a preview. */
const INVISIBLE = /[\u00ad\u034f\u200b\u2060\ufeff]+/g
const SHOWN_TARGET = /^\s*(?:https?|mailto|ftp|tel):/i

function cleanTarget(target: string): string {
  return target
    .trim()
    .replace(/[\s()<>]/g, (char) => encodeURIComponent(char).replace('(', '%28').replace(')', '%29'))
}

/** Writes a link as words and target. The target is left out if the words name it already. */
function linkWords(words: string, target: string): string {
  const text = words.trim().replace(/\s+/g, ' ')
  if (bareTarget(text) === bareTarget(target)) return words
  return text === '' ? '' : `[${text}](${target})${/\s$/.test(words) ? ' ' : ''}`
}

function bareTarget(target: string): string {
  const plain = target.trim().replace(/^(?:mailto:|tel:|(?:https?|ftp):\/\/(?:www\.)?|www\.)/i, '')
  return plain.replace(/\/$/, '').toLowerCase()
}
