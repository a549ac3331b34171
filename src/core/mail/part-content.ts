// The content of one part of a mail: its decoded bytes, its words, and its file name.
import { decodeText, withoutC1 } from './charset.ts'
import { decodeHead, type RawText } from './encoded-words.ts'
import { unflow } from './flowed.ts'
import { findField, readHead } from './head-fields.ts'
import { wordsOfHtml } from './html-words.ts'
import type { MimePart } from './mime-parts.ts'
import { parseParameters, readParameter } from './parameters.ts'
import { decodeTransfer } from './transfer.ts'

export function readContent(
  bytes: Buffer,
  { fields, type, start, end }: MimePart,
  maxBytes = Infinity,
): Uint8Array {
  const encoded = bytes.subarray(start, Math.min(end, start + maxBytes * MAX_ENCODED_PER_BYTE))
  const isWords = type.value.startsWith('text/')
  const content = decodeTransfer(encoded, findField(fields, 'content-transfer-encoding') ?? '', isWords)
  return content.byteLength > maxBytes ? content.subarray(0, maxBytes) : content
}

/** The most encoded bytes per decoded byte: quoted-printable. */
const MAX_ENCODED_PER_BYTE = 3

export interface PartText {
  text: string
  /** Decoded bytes that were read for the text. */
  bytes: number
}

/** Returns the words of a text part; of an HTML part its visible words. */
export function readText(bytes: Buffer, part: MimePart, maxBytes: number): PartText {
  const content = readContent(bytes, part, maxBytes)
  const isPage = part.type.value === 'text/html'
  const label = charsetOf(part) ?? (isPage ? findMetaCharset(content) : null)
  const text = decodeText(content, label)
  const words = isPage ? wordsOfHtml(text, maxBytes) : readFlowed(text.replace(/\r\n?/g, '\n'), part)
  return { text: withoutControls(words), bytes: content.byteLength }
}

function readFlowed(text: string, { type }: MimePart): string {
  const isFlowed = type.raw.get('format')?.toLowerCase() === 'flowed'
  return isFlowed ? unflow(text, type.raw.get('delsp')?.toLowerCase() === 'yes') : text
}

/** Removes controls except line ends and tabs. */
export function withoutControls(text: string): string {
  return withoutC1(text).replace(/[\0-\x08\x0b\x0c\x0e-\x1f\x7f]/g, '')
}

export function charsetOf({ type }: MimePart): string | null {
  const label = readParameter(type, 'charset', { charset: null })?.trim() ?? ''
  return label === '' ? null : label
}

const META_BYTES = 4096

export function findMetaCharset(content: Uint8Array): string | null {
  const start = Buffer.from(content.subarray(0, META_BYTES)).toString('latin1')
  return /<meta\s[^>]{0,300}?charset\s*=[\s"']*([\w.:-]+)/i.exec(start)?.[1] ?? null
}

export function isAttached({ fields }: MimePart): boolean {
  return /^\s*attachment\b/i.test(findField(fields, 'content-disposition') ?? '')
}

/** Returns the file name that the sender gave; null if there is none. */
export function readFileName({ fields, type }: MimePart, rawText: RawText): string | null {
  const disposition = parseParameters(findField(fields, 'content-disposition') ?? '')
  const name = readParameter(disposition, 'filename', rawText) ?? readParameter(type, 'name', rawText)
  const plain = name === null ? '' : withoutControls(name).trim()
  return plain === '' ? null : plain
}

export function isMailWithin({ type }: MimePart): boolean {
  return /^message\/(?:rfc822|global|news)$/.test(type.value)
}

const MAX_SUBJECT_CHARS = 100

/** Returns the name of a mail within a mail: its subject. Null if it has none. */
export function nameOfMail(content: Uint8Array, rawText: RawText): string | null {
  const bytes = Buffer.from(content.buffer, content.byteOffset, content.byteLength)
  const subject = findField(readHead(bytes, 0, bytes.length).fields, 'subject')
  const words =
    subject === null
      ? ''
      : decodeHead(subject, rawText)
          .replace(/[\p{C}\s/\\]+/gu, ' ')
          .trim()
  return words === '' ? null : `${Array.from(words).slice(0, MAX_SUBJECT_CHARS).join('')}.eml`
}

/** Returns a name for a part that has none. */
export function nameByType(type: string): string {
  const [kind = '', subtype = ''] = type.split('/')
  const ending = ENDINGS[subtype.replace(/^x-/, '')]
  return NAMES[type] ?? (ending === undefined ? 'attachment' : `${KINDS[kind] ?? 'attachment'}.${ending}`)
}

const NAMES: Readonly<Record<string, string>> = {
  ...{ 'application/ms-tnef': 'winmail.dat', 'application/vnd.ms-tnef': 'winmail.dat' },
  ...{ 'application/pgp-signature': 'signature.asc', 'application/pgp-keys': 'key.asc' },
  ...{ 'application/pgp-encrypted': 'encrypted-version.txt' },
  ...{ 'application/pkcs7-signature': 'smime.p7s', 'application/x-pkcs7-signature': 'smime.p7s' },
  ...{ 'application/pkcs7-mime': 'smime.p7m', 'application/x-pkcs7-mime': 'smime.p7m' },
  ...{ 'message/delivery-status': 'delivery-status.txt', 'message/feedback-report': 'feedback-report.txt' },
  ...{ 'message/disposition-notification': 'disposition-notification.txt' },
  ...{ 'text/rfc822-headers': 'headers.txt', 'message/rfc822': 'mail.eml', 'message/global': 'mail.eml' },
  ...{ 'text/calendar': 'invitation.ics', 'text/vcard': 'card.vcf', 'text/x-vcard': 'card.vcf' },
}
const KINDS: Readonly<Record<string, string>> = {
  image: 'image',
  audio: 'audio',
  video: 'video',
  text: 'text',
}
const ENDINGS: Readonly<Record<string, string>> = {
  ...{ png: 'png', jpeg: 'jpg', jpg: 'jpg', gif: 'gif', webp: 'webp', bmp: 'bmp', tiff: 'tif', heic: 'heic' },
  ...{ mpeg: 'mpg', mp4: 'mp4', ogg: 'ogg', wav: 'wav', quicktime: 'mov', pdf: 'pdf', zip: 'zip' },
  ...{ plain: 'txt', html: 'html', csv: 'csv', xml: 'xml', rtf: 'rtf' },
}
