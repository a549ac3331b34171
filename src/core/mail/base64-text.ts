// Decodes base64 as mails contain it: with spaces within lines, in several padded pieces, with text
// that a mailing list added, or as a false name for plain words.
import { isUtf8 } from 'node:buffer'

/**
 * `isText` is true for a part of words: text after the base64 is then part of them. Otherwise it is
 * dropped.
 */
export function decodeBase64Part(bytes: Buffer, isText: boolean): Uint8Array {
  const text = bytes.toString('latin1')
  if (!isBase64(text, isText)) return bytes
  if (!isText) return decodeBase64(text)
  const tail = findTail(text)
  if (tail === text.length) return decodeBase64(text)
  return Buffer.concat([decodeBase64(text.slice(0, tail)), Buffer.from(`\n${text.slice(tail)}`, 'latin1')])
}

/**
 * Handles several padded pieces in a row. Text after the padding that is not base64 was added by a
 * mailing list.
 */
export function decodeBase64(text: string): Uint8Array {
  const end = text.indexOf('=')
  const rest = end === -1 ? '' : text.slice(end)
  if (!/[A-Za-z0-9+/]/.test(rest)) return Buffer.from(text, 'base64')
  const pieces = /[^A-Za-z0-9+/=\s]/.test(rest) ? [text.slice(0, end)] : text.split(/=[=\s]*/)
  return Buffer.concat(pieces.map((piece) => Buffer.from(piece, 'base64')))
}

/** So much of a text shows what it is. */
const LOOKED_AT_CHARS = 8192
/** Base64 has neither spaces within a line nor other characters. */
const JUNK = /[^A-Za-z0-9+/=\s]/
const PLAIN = /[^A-Za-z0-9+/=\s]|[^\s][ \t]+[^\s]/

function isBase64(text: string, isText: boolean): boolean {
  const start = text.slice(0, LOOKED_AT_CHARS)
  const lines = start.split('\n').filter((line) => line.trim() !== '')
  const first = lines[0] ?? ''
  if (!PLAIN.test(first)) return !isText || lines.length > 1 || isWhole(first)
  const letters = start.replace(/[^A-Za-z0-9+/=]/g, '')
  const isPure = !JUNK.test(start)
  if (isPure && !isText) return true
  if (isPure && letters.endsWith('=') && letters.length % 4 === 0) return true
  if (isWords(letters)) return true
  return !isPure && !isText && lines.filter((line) => PLAIN.test(line)).length * 2 <= lines.length
}

/** True if a line that stands alone can be base64: one character too many is a word. */
function isWhole(line: string): boolean {
  const letters = line.trim()
  return letters.length % 4 !== 1 && (letters.length % 4 === 0 || isWords(letters))
}

/** True if the letters decode to words: other letters than base64 decode to noise. */
function isWords(letters: string): boolean {
  const decoded = Buffer.from(letters.slice(0, letters.length & ~3) || letters, 'base64')
  // The last character may be cut off.
  const whole = [0, 1, 2, 3].some((cut) => isUtf8(decoded.subarray(0, Math.max(0, decoded.length - cut))))
  const controls = decoded.filter((byte) => byte < 0x20 && !SPACES.has(byte)).length
  return whole && controls * LEAST_PER_CONTROL <= decoded.length
}

/** Also ESC, which charsets of Japanese mail use. */
const SPACES = new Set([0x09, 0x0a, 0x0c, 0x0d, 0x1b])
/** Noise has a control in ten bytes. */
const LEAST_PER_CONTROL = 12

/** Lines of base64 are that long, except for the last one. */
const SOLID = /^[A-Za-z0-9+/]{40,}={0,2}[ \t\r]*$/

/** Returns the position of the text after the base64. */
function findTail(text: string): number {
  const plain = PLAIN.test(text.trimStart().split('\n', 1)[0]!) ? JUNK : PLAIN
  let tail = text.length
  let isPadded = false
  for (let at = 0; at < text.length;) {
    const found = text.indexOf('\n', at)
    const next = found === -1 ? text.length : found + 1
    const line = text.slice(at, next).trim()
    const isPiece = !plain.test(line) && (!isPadded || line.length % 4 === 0)
    if (SOLID.test(line)) tail = text.length
    else if (tail === text.length && line !== '' && !isPiece) tail = at
    isPadded ||= line.endsWith('=')
    at = next
  }
  return text.slice(0, tail).trim() === '' ? text.length : tail
}
