// Detects the media type of a file from its first bytes. One rule for showing and for opening: an
// ending alone makes no file a picture.
// The author states the type in the letter. The reader's engine detects it again from the received
// bytes before it returns any of them.
import { trimEndOf } from '../contract/trim-end.ts'
import { endingOf } from './file-name.ts'
import { listElements, readElement } from './films/ebml.ts'

/** The number of first bytes that are examined. */
export const SNIFFED_BYTES = 4096

const UNKNOWN = 'application/octet-stream'
const TEXT = 'text/plain; charset=utf-8'

interface Magic {
  at: number
  bytes: string
  type: string
}

const magic = (type: string, bytes: string, at = 0): Magic => ({ at, bytes, type })

/** Bytes in latin1. The first match counts. */
const MAGICS: readonly Magic[] = [
  magic('image/jpeg', '\xff\xd8\xff'),
  magic('image/png', '\x89PNG\r\n\x1a\n'),
  magic('image/gif', 'GIF87a'),
  magic('image/gif', 'GIF89a'),
  magic('image/tiff', 'II*\0'),
  magic('image/tiff', 'MM\0*'),
  magic('application/pdf', '%PDF-'),
  magic('application/x-ole-storage', '\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1'),
  magic('audio/flac', 'fLaC'),
  magic('audio/mpeg', 'ID3'),
  magic('application/gzip', '\x1f\x8b'),
  magic('application/x-7z-compressed', '7z\xbc\xaf\x27\x1c'),
  magic('application/zip', 'PK\x03\x04'),
  magic('application/zip', 'PK\x05\x06'),
  magic('application/vnd.microsoft.portable-executable', 'MZ'),
  magic('application/x-executable', '\x7fELF'),
  magic('application/x-executable', '\xcf\xfa\xed\xfe'),
  magic('text/x-script', '#!'),
]

/** By the four bytes at offset 8 of a RIFF file. */
const RIFF_TYPES: Readonly<Record<string, string>> = {
  WEBP: 'image/webp',
  WAVE: 'audio/wav',
  'AVI ': 'video/x-msvideo',
}

/** By the major brand of an ISO media file. Any other brand is a film. */
const BRAND_TYPES: Readonly<Record<string, string>> = {
  avif: 'image/avif',
  avis: 'image/avif',
  heic: 'image/heic',
  heix: 'image/heic',
  heim: 'image/heic',
  heis: 'image/heic',
  hevc: 'image/heic',
  hevx: 'image/heic',
  hevm: 'image/heic',
  hevs: 'image/heic',
  avci: 'image/heic',
  avcs: 'image/heic',
  'crx ': 'image/x-canon-cr3',
  mif1: 'image/heic',
  msf1: 'image/heic',
  'M4A ': 'audio/mp4',
  'M4B ': 'audio/mp4',
  'qt  ': 'video/quicktime',
}

const OFFICE = 'application/vnd.openxmlformats-officedocument'
/**
 * The ending refines the type within its own family (zip, OLE, text) only. So no ending makes a
 * file a type that is shown or run.
 */
const ZIP_ENDINGS: Readonly<Record<string, string>> = {
  docx: `${OFFICE}.wordprocessingml.document`,
  xlsx: `${OFFICE}.spreadsheetml.sheet`,
  pptx: `${OFFICE}.presentationml.presentation`,
  odt: 'application/vnd.oasis.opendocument.text',
  ods: 'application/vnd.oasis.opendocument.spreadsheet',
  odp: 'application/vnd.oasis.opendocument.presentation',
  epub: 'application/epub+zip',
}
/** Office documents before the zip-based formats. */
const OLE_ENDINGS: Readonly<Record<string, string>> = {
  doc: 'application/msword',
  xls: 'application/vnd.ms-excel',
  ppt: 'application/vnd.ms-powerpoint',
}
const TEXT_ENDINGS: Readonly<Record<string, string>> = {
  md: 'text/markdown; charset=utf-8',
  csv: 'text/csv; charset=utf-8',
  ics: 'text/calendar; charset=utf-8',
  json: 'application/json; charset=utf-8',
}

/**
 * Returns the media type of a file that begins with `start`. `name` only refines a zip, an OLE file
 * or a text.
 */
export function typeOfContent(start: Uint8Array, name: string): string {
  const head = Buffer.from(start.subarray(0, SNIFFED_BYTES))
  const known =
    MAGICS.find(({ at, bytes }) => wordAt(head, at, bytes.length) === bytes)?.type ?? typeOfContainer(head)
  if (known === 'application/zip') return ZIP_ENDINGS[endingOf(name)] ?? known
  if (known === 'application/x-ole-storage') return OLE_ENDINGS[endingOf(name)] ?? known
  if (known !== null) return known
  return isText(head) ? typeOfText(head.toString('utf8'), name) : UNKNOWN
}

function wordAt(head: Buffer, at: number, bytes: number): string {
  return head.toString('latin1', at, at + bytes)
}

function typeOfContainer(head: Buffer): string | null {
  if (wordAt(head, 0, 4) === 'RIFF') return RIFF_TYPES[wordAt(head, 8, 4)] ?? null
  if (wordAt(head, 4, 4) === 'ftyp') return BRAND_TYPES[wordAt(head, 8, 4)] ?? 'video/mp4'
  if (wordAt(head, 0, 4) === 'OggS')
    return head.includes('\x80theora', 0, 'latin1') ? 'video/ogg' : 'audio/ogg'
  if (wordAt(head, 0, 4) === '\x1a\x45\xdf\xa3')
    return docTypeOf(head) === 'webm' ? 'video/webm' : 'video/x-matroska'
  return isMpegFrame(head) ? 'audio/mpeg' : null
}

const DOC_TYPE = 0x4282

/** Returns the DocType of an EBML file, wherever in its header it is. */
function docTypeOf(head: Buffer): string | null {
  const header = readElement(head, 0, head.byteLength)
  if (header === null) return null
  const content = head.subarray(header.start, header.end)
  const said = listElements(content).find(({ id }) => id === DOC_TYPE)
  return said === undefined ? null : trimEndOf(content.toString('latin1', said.start, said.end), '\0')
}

/**
 * True for an MPEG audio frame without tags: sync, version 1 or 2, layer 3, an existing bit rate
 * and sample rate.
 */
function isMpegFrame(head: Buffer): boolean {
  if (head.byteLength < 4 || head[0] !== 0xff || (head[1]! & 0xf6) !== 0xf2) return false
  const bitRate = head[2]! >> 4
  return bitRate !== 0 && bitRate !== 15 && ((head[2]! >> 2) & 3) !== 3
}

/**
 * True for well-formed UTF-8 without control characters that text never has. The last character may
 * be cut.
 */
function isText(head: Buffer): boolean {
  const text = new TextDecoder('utf-8', { fatal: true })
  try {
    return !/[\u0000-\u0008\u000e-\u001a\u001c-\u001f]/.test(text.decode(head, { stream: true }))
  } catch {
    return false
  }
}

function typeOfText(text: string, name: string): string {
  const start = text
    .replace(/^\ufeff/u, '')
    .trimStart()
    .slice(0, 1024)
    .toLowerCase()
  if (/^(?:<\?xml[^>]*>\s*)?(?:<!--[^]*?-->\s*)*(?:<!doctype svg[^>]*>\s*)?<svg[\s>]/.test(start))
    return 'image/svg+xml'
  if (/^(?:<!--[^]*?-->\s*)*<(?:!doctype html|html|head|body|script)[\s>]/.test(start))
    return 'text/html; charset=utf-8'
  return TEXT_ENDINGS[endingOf(name)] ?? TEXT
}
