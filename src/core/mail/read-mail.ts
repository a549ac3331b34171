// A mail of another program, read: who, whom, when, what, and what is attached. Any charset, any nesting; what cannot be read is empty.
// It comes from anybody and is only shown: nothing in it is fetched or run.
import PostalMime, { type Address, type Email } from 'postal-mime'
import { truncateUtf8 } from '../base/index.ts'
import type { MailOrigin } from '../store/index.ts'

export const MAIL_TYPE = 'message/rfc822'

export interface ReadMail {
  subject: string
  /** ms since the epoch; null when it says none that can be. */
  at: number | null
  text: string
  origin: MailOrigin
  attachments: MailPart[]
}

export interface MailPart {
  name: string
  type: string
  content: Uint8Array
}

const MAX_TITLE_BYTES = 900
const MAX_NAME_BYTES = 300
const MAX_TO = 100
const MAX_ID_BYTES = 900
const MAX_DEPTH = 20

/** All but what it says: of a mail that is only filed, nothing below its head is looked at. */
export async function readMailHead(raw: Uint8Array): Promise<Pick<ReadMail, 'subject' | 'at' | 'origin'>> {
  return headOf(await PostalMime.parse(raw.subarray(0, endOfHead(raw)), { maxNestingDepth: 1 }))
}

/** After its first empty line; a mail may be nothing else. */
function endOfHead(raw: Uint8Array): number {
  const bytes = Buffer.from(raw.buffer, raw.byteOffset, raw.byteLength)
  const ends = ['\n\n', '\n\r\n'].map((end) => bytes.indexOf(end)).filter((at) => at !== -1)
  return ends.length === 0 ? raw.byteLength : Math.min(...ends) + 1
}

export async function readMail(raw: Uint8Array): Promise<ReadMail> {
  const mail = await PostalMime.parse(raw, { maxNestingDepth: MAX_DEPTH })
  return {
    ...headOf(mail),
    text: textOf(mail),
    attachments: mail.attachments.map(({ filename, mimeType, content }) => ({
      name: filename ?? 'attachment',
      type: mimeType,
      content: typeof content === 'string' ? Buffer.from(content) : new Uint8Array(content),
    })),
  }
}

function headOf(mail: Email): Pick<ReadMail, 'subject' | 'at' | 'origin'> {
  const to = [...(mail.to ?? []), ...(mail.cc ?? [])].flatMap(flattened)
  return {
    subject: oneLine(mail.subject ?? '', MAX_TITLE_BYTES),
    at: timeOf(mail.date),
    origin: {
      from: mail.from === undefined ? '' : showAddress(flattened(mail.from)[0]),
      to: to.slice(0, MAX_TO).map(showAddress),
      messageId: oneLine(mail.messageId ?? '', MAX_ID_BYTES),
      parent: oneLine(parentOf(mail), MAX_ID_BYTES),
    },
  }
}

/** The one it answers: as it says, or the last that it refers to. */
function parentOf({ inReplyTo, references }: Email): string {
  const ids = (text: string | undefined): string[] => text?.match(/<[^<>\s]+>/g) ?? []
  return ids(inReplyTo)[0] ?? ids(references).at(-1) ?? ''
}

function flattened(address: Address): { name: string; address: string }[] {
  if (address.group !== undefined)
    return address.group.map(({ name, address: at }) => ({ name, address: at ?? '' }))
  return [{ name: address.name, address: address.address ?? '' }]
}

function showAddress(one: { name: string; address: string } | undefined): string {
  if (one === undefined) return ''
  const { name, address } = one
  return oneLine(name === '' || name === address ? address : `${name} <${address}>`, MAX_NAME_BYTES)
}

/** Controls and what turns the direction of writing have no place in a line that is shown beside others. */
function oneLine(text: string, maxBytes: number): string {
  const plain = text
    .replace(/[\p{Cc}\p{Zl}\p{Zp}\p{Cs}\u200e\u200f\u202a-\u202e\u2066-\u2069]+/gu, ' ')
    .trim()
  return truncateUtf8(plain.normalize('NFC'), maxBytes)
}

function timeOf(date: string | undefined): number | null {
  const at = date === undefined ? NaN : Date.parse(date)
  return at >= 0 && at < 8.64e15 ? at : null
}

function textOf({ text, html }: Email): string {
  if (text !== undefined && text.trim() !== '') return text.replace(/\r\n/g, '\n').trimEnd()
  return html === undefined ? '' : plainOf(html)
}

const NAMED: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'", nbsp: ' ' }
const UNSEEN = new Set(['script', 'style', 'head', 'title'])
const BREAKS = new Set(['br', 'p', 'div', 'tr', 'li', 'blockquote', 'h1', 'h2', 'h3', 'h4'])

/** What is left of a page when it is read as words: no styles, no scripts, a line for each block. In one pass, whatever it is. */
function plainOf(html: string): string {
  let text = ''
  let within = ''
  for (const [i, piece] of html.split('<').entries()) {
    const end = i === 0 ? -1 : piece.indexOf('>')
    const tag = /^\/?\s*([a-z0-9]+)/i.exec(piece.slice(0, 32))?.[1]?.toLowerCase() ?? ''
    const isEnd = piece.startsWith('/')
    if (within === '' && !isEnd && UNSEEN.has(tag)) within = tag
    else if (isEnd && tag === within) within = ''
    if (within === '') text += (BREAKS.has(tag) ? '\n' : '') + piece.slice(end + 1).replace(/\s+/g, ' ')
  }
  return text
    .replace(/&(?:#(\d{1,7})|#x([0-9a-f]{1,6})|(\w{1,8}));/gi, decodeEntity)
    .replace(/[ \t]*\n[\s]*/g, '\n')
    .trim()
}

function decodeEntity(whole: string, decimal?: string, hex?: string, named?: string): string {
  if (named !== undefined) return NAMED[named.toLowerCase()] ?? whole
  const code = decimal === undefined ? parseInt(hex!, 16) : Number(decimal)
  return code > 0 && code <= 0x10ffff && (code < 0xd800 || code > 0xdfff)
    ? String.fromCodePoint(code)
    : '\ufffd'
}
