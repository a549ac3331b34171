// Decodes the transfer encodings of a part (RFC 2045): base64, quoted-printable, and uuencode under
// its old names.
// Invalid characters are skipped, as mail programs have done for thirty years.
import { decodeBase64Part } from './base64-text.ts'

/** `isText` is true for a part of words. */
export function decodeTransfer(bytes: Uint8Array, encoding: string, isText = false): Uint8Array {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  if (/base64/i.test(encoding)) return decodeBase64Part(buffer, isText)
  if (/quoted-printable/i.test(encoding)) return decodeQuotedPrintable(buffer)
  return /^\s*(?:x-)?uue?(?:ncode)?\b/i.test(encoding) ? decodeUu(buffer.toString('latin1')) : buffer
}

const [EQUALS, LF, CR, SPACE, TAB] = [0x3d, 0x0a, 0x0d, 0x20, 0x09]

function decodeQuotedPrintable(bytes: Buffer): Uint8Array {
  let found = bytes.indexOf(EQUALS)
  if (found === -1) return bytes
  const decoded = Buffer.allocUnsafe(bytes.length)
  let [at, length] = [0, 0]
  for (; found !== -1; found = bytes.indexOf(EQUALS, at)) {
    length += bytes.copy(decoded, length, at, found)
    const value = hexAt(bytes, found + 1)
    const next = value === -1 ? findLineEnd(bytes, found + 1) : found + 3
    if (next === null) decoded[length++] = EQUALS
    else if (value !== -1) decoded[length++] = value
    at = next ?? found + 1
  }
  length += bytes.copy(decoded, length, at)
  return decoded.subarray(0, length)
}

/**
 * Returns the position after the line end of a soft break, with the spaces before it. Null if there
 * is no soft break.
 */
function findLineEnd(bytes: Buffer, at: number): number | null {
  let end = at
  while (bytes[end] === SPACE || bytes[end] === TAB) end++
  if (end >= bytes.length) return end
  if (bytes[end] === LF) return end + 1
  return bytes[end] === CR && bytes[end + 1] === LF ? end + 2 : null
}

function hexAt(bytes: Buffer, at: number): number {
  const [high, low] = [hexOf(bytes[at]), hexOf(bytes[at + 1])]
  return high === -1 || low === -1 ? -1 : high * 16 + low
}

function hexOf(byte: number | undefined): number {
  if (byte === undefined) return -1
  if (byte >= 0x30 && byte <= 0x39) return byte - 0x30
  const letter = byte | 0x20
  return letter >= 0x61 && letter <= 0x66 ? letter - 0x57 : -1
}

/** Decodes the Q encoding of encoded words: `_` is a space. */
export function decodeQ(text: string): Uint8Array {
  const plain = text
    .replace(/_/g, ' ')
    .replace(/=([0-9a-f]{2})/gi, (_, hex: string) => char(parseInt(hex, 16)))
  return Buffer.from(plain, 'latin1')
}

const char = (code: number): string => String.fromCharCode(code)

function decodeUu(text: string): Uint8Array {
  const begin = /^begin [0-7]{3,4} .*\n?/m.exec(text)
  const decoded = Buffer.allocUnsafe(text.length)
  let length = 0
  for (let at = begin === null ? 0 : begin.index + begin[0].length; at < text.length;) {
    const found = text.indexOf('\n', at)
    const next = found === -1 ? text.length : found
    const end = next > at && text.charCodeAt(next - 1) === CR ? next - 1 : next
    const size = ((text.charCodeAt(at) || SPACE) - SPACE) & 0x3f
    if (end > at && (size === 0 || text.slice(at, Math.min(end, at + 4)) === 'end')) break
    if (end > at) length = decodeUuLine(decoded, length, { text, at: at + 1, end, size })
    at = next + 1
  }
  return decoded.subarray(0, length)
}

interface UuLine {
  text: string
  at: number
  end: number
  size: number
}

/**
 * Decodes four characters of six bits to three bytes. Programs strip trailing spaces of a line,
 * which are zeros.
 */
function decodeUuLine(decoded: Buffer, from: number, { text, at, end, size }: UuLine): number {
  let length = from
  const last = from + Math.min(size, 3 * Math.ceil((end - at) / 4))
  const bitsAt = (i: number): number => (i < end ? (text.charCodeAt(i) - SPACE) & 0x3f : 0)
  for (let i = at; length < last; i += 4) {
    const bits = (bitsAt(i) << 18) | (bitsAt(i + 1) << 12) | (bitsAt(i + 2) << 6) | bitsAt(i + 3)
    for (let shift = 16; shift >= 0 && length < last; shift -= 8) decoded[length++] = (bits >> shift) & 0xff
  }
  return length
}
