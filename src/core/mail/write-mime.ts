// Writes the parts of a mail (RFC 2045, RFC 2046). Everything is ASCII: texts are quoted-printable
// or base64, and lines are short.
import { oneLine } from '../base/index.ts'
import { base64Lines, encodeHeaderText } from './header-encoding.ts'

/** A part with its encoded content, or several of them. */
export type WrittenPart =
  { head: readonly string[]; content: string } | { type: string; boundary: string; parts: WrittenPart[] }

/** @param head the fields, folded and encoded */
export function writeMime(head: readonly string[], body: WrittenPart): string {
  return [...head, 'MIME-Version: 1.0', ...linesOf(body)].join('\r\n')
}

function linesOf(part: WrittenPart): string[] {
  if ('content' in part) return [...part.head, '', part.content]
  const { type, boundary, parts } = part
  return [
    ...[`Content-Type: ${type}; boundary="${boundary}"`, ''],
    ...parts.flatMap((one) => [`--${boundary}`, ...linesOf(one)]),
    ...[`--${boundary}--`, ''],
  ]
}

/** A larger share of other characters is shorter in base64. */
const MOST_QUOTED = 1 / 6

/** @param type with its parameters, without the charset */
export function textPart(type: string, text: string): WrittenPart {
  const bytes = Buffer.from(text.replace(/\r\n?|\n/g, '\r\n'), 'utf8')
  const others = bytes.reduce((count, byte) => count + (byte > 0x7e ? 1 : 0), 0)
  const isQuoted = others <= bytes.byteLength * MOST_QUOTED
  return {
    head: [
      `Content-Type: ${type}; charset=utf-8`,
      `Content-Transfer-Encoding: ${isQuoted ? 'quoted-printable' : 'base64'}`,
    ],
    content: isQuoted ? quotedPrintable(bytes) : base64Lines(bytes),
  }
}

export interface FileToWrite {
  name: string
  type: string
  content: Uint8Array
  /** Of a picture that the HTML shows; without <>. */
  contentId?: string
}

export function filePart({ name, type, content, contentId }: FileToWrite): WrittenPart {
  const safe = MEDIA_TYPE.test(type) ? type : 'application/octet-stream'
  // Outlook reads the name from the type, in the encoding of a head.
  const lines = encodeHeaderText(inOneLine(name)).replace(/\r\n /g, '\r\n  ').replace(/["\\]/g, '_')
  return {
    head: [
      `Content-Type: ${safe};`,
      ` name="${lines}"`,
      'Content-Transfer-Encoding: base64',
      `Content-Disposition: ${contentId === undefined ? 'attachment' : 'inline'};`,
      ...fileNameOf(inOneLine(name)),
      ...(contentId === undefined ? [] : [`Content-ID: <${contentId}>`]),
    ],
    content: base64Lines(content),
  }
}

/** A mail or a multipart within a mail must not be in base64, so it is only bytes here. */
const MEDIA_TYPE = /^(?!message\/|multipart\/)[a-z0-9][\w.+-]{0,60}\/[a-z0-9][\w.+-]{0,60}$/i

/** A longer name or subject is cut. */
const MAX_HEAD_CHARS = 2000
/** A control in a head is damage, or an attempt to begin another field. */
export const inOneLine = (text: string): string => oneLine(text, MAX_HEAD_CHARS)

const PIECE_CHARS = 60

/** The name as a parameter, in numbered pieces if it is not short ASCII (RFC 2231). */
function fileNameOf(name: string): string[] {
  if (/^[\w .()+-]{1,60}$/.test(name)) return [` filename="${name}"`]
  const encoded = Array.from(Buffer.from(name, 'utf8'), (byte) =>
    /[A-Za-z0-9._-]/.test(String.fromCharCode(byte))
      ? String.fromCharCode(byte)
      : `%${byte.toString(16).toUpperCase().padStart(2, '0')}`,
  )
  const pieces: string[] = ["utf-8''"]
  for (const one of encoded)
    if (pieces.at(-1)!.length + one.length > PIECE_CHARS) pieces.push(one)
    else pieces.push(pieces.pop()! + one)
  if (pieces.length === 1) return [` filename*=${pieces[0]!}`]
  return pieces.map((piece, n) => ` filename*${n}*=${piece}${n < pieces.length - 1 ? ';' : ''}`)
}

const MAX_LINE_CHARS = 76

/** @param bytes with CRLF as line ends */
function quotedPrintable(bytes: Buffer): string {
  const lines = bytes.toString('latin1').split('\r\n')
  return lines.map(quoteLine).join('\r\n')
}

function quoteLine(line: string): string {
  const quoted = line.replace(/[^\x20-\x3c\x3e-\x7e]| $/g, quoteByte).replace(/^(?:From |\.)/, quoteFirst)
  const pieces = ['']
  for (const [unit] of quoted.matchAll(UNIT))
    // A soft line end takes one character.
    if (pieces.at(-1)!.length + unit.length >= MAX_LINE_CHARS) pieces.push(unit)
    else pieces.push(pieces.pop()! + unit)
  return pieces.join('=\r\n')
}

/** An encoded byte must not be cut. */
const UNIT = /=[0-9A-F]{2}|[^=]/g

const quoteByte = (char: string): string =>
  `=${char.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`
/** Some servers change these at the start of a line. */
const quoteFirst = (start: string): string => quoteByte(start[0]!) + start.slice(1)
