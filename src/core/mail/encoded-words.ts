// Decodes texts in the head of a mail: encoded words (RFC 2047, with the language of RFC 2231), and
// raw 8-bit bytes beside them.
// Heads are kept as Latin-1, one character per byte, until their charset is known.
import { decodeText, nameCharset } from './charset.ts'
import { decodeBase64 } from './base64-text.ts'
import { decodeQ } from './transfer.ts'

/** How to decode bytes outside encoded words. */
export interface RawText {
  /** The charset of the body. Programs that wrote raw heads used the same one for both. */
  charset: string | null
}

interface Word {
  charset: string
  bytes: Uint8Array
}

/** @param raw unfolded, as Latin-1 */
export function decodeHead(raw: string, rawText: RawText): string {
  let text = ''
  let words: Word[] = []
  const flush = (): void => {
    text += decodeWords(words)
    words = []
  }
  for (const piece of splitWords(raw)) {
    if (typeof piece === 'string' || (words.length > 0 && !isSame(words[0]!, piece))) flush()
    if (typeof piece === 'string') text += decodeRaw(piece, rawText)
    else words.push(piece)
  }
  flush()
  return text
}

/**
 * Decodes bytes that name no charset: as UTF-8 if they are valid, else in the charset of the body,
 * else by a guess.
 */
export function decodeRaw(raw: string, { charset }: RawText): string {
  if (!/[\x80-\xff\x1b]/.test(raw)) return raw
  const bytes = Buffer.from(raw, 'latin1')
  const utf8 = bytes.toString('utf8')
  if (!utf8.includes('\ufffd') && !raw.includes('\x1b')) return decodeText(bytes, 'utf-8')
  return decodeText(bytes, charset)
}

/**
 * Joins the bytes of words in one charset before decoding, because a character may be split between
 * two words.
 */
function decodeWords(words: readonly Word[]): string {
  if (words.length === 0) return ''
  const bytes = Buffer.concat(words.map((word) => word.bytes))
  return decodeText(bytes, words[0]!.charset)
}

function isSame(one: Word, other: Word): boolean {
  return nameCharset(one.charset) === nameCharset(other.charset)
}

/** Yields the words and the text between them. Space between two words is dropped (RFC 2047). */
function* splitWords(raw: string): Generator<Word | string> {
  let [from, end, isAfterWord] = [0, 0, false]
  for (let at = raw.indexOf('=?'); at !== -1; at = raw.indexOf('=?', at)) {
    const start = WORD_START.exec(raw.slice(at, at + MAX_WORD_START))
    const content = at + (start?.[0].length ?? 0)
    if (start !== null && end < content) end = raw.indexOf('?=', content)
    // If one word has no end, no later word has one.
    if (end === -1) break
    if (start === null || beginsAnother(raw, content, end)) {
      at += 2
      continue
    }
    const between = raw.slice(from, at)
    if (between !== '' && !(isAfterWord && /^[ \t\r\n]+$/.test(between))) yield between
    yield wordOf(start[1]!, start[2]!, raw.slice(content, end))
    from = at = end += 2
    isAfterWord = true
  }
  if (from < raw.length) yield raw.slice(from)
}

const WORD_START = /^=\?([^? \t]*)\?([QqBb])\?/
const MAX_WORD_START = 100

/** True if another word begins before the end, which means that this word was cut off. */
function beginsAnother(raw: string, content: number, end: number): boolean {
  const next = raw.indexOf('=?', content)
  return next !== -1 && next < end && WORD_START.test(raw.slice(next, next + MAX_WORD_START))
}

function wordOf(charset: string, encoding: string, content: string): Word {
  return { charset, bytes: /q/i.test(encoding) ? decodeQ(content) : decodeBase64(content) }
}
