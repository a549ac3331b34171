// Writes a letter as an e-mail (RFC 5322, MIME): the opened bytes, unchanged, with the ids by which
// they are found again.
// Used for export only. The verifier reads exactly this form.
import { base64Lines, encodeMailbox, encodeHeaderText, mailDate } from './header-encoding.ts'
import { writeMime, type WrittenPart } from './write-mime.ts'

interface LetterToWrite {
  ref: string
  from: Mailbox
  to: Mailbox[]
  subject: string
  body: Uint8Array
  /** Media type of the body. */
  type: string
  /** ms since the epoch. */
  at: number
  replyTo: string | null
  links: WrittenLink[]
}

/**
 * Persons have no mail address. A key is written in its place, in a domain that no mail server has.
 */
export interface Mailbox {
  name: string
  /** A person's or group's id, or `public`, or `self`. */
  id: string
}

export interface WrittenLink {
  rel: string
  ref: string
  name: string | null
  /** Path of the file, relative to the folder of the letter. Null if it is not exported. */
  path: string | null
}

const DOMAIN = 'fumikura.invalid'
const PARTS_APART = 'fumikura-letter-and-links'

export function writeMail(letter: LetterToWrite): string {
  const { body, links } = letter
  const text = { head: [...TEXT, BASE64], content: `${base64Lines(body)}\r\n` }
  return writeMime(headOf(letter), links.length === 0 ? text : inParts(text, links))
}

const TEXT = ['Content-Type: text/plain; charset=utf-8']
const BASE64 = 'Content-Transfer-Encoding: base64'

function headOf({ ref, from, to, subject, at, type, replyTo, links }: LetterToWrite): string[] {
  return [
    `From: ${writeMailbox(from)}`,
    ...(to.length === 0 ? [] : [`To: ${to.map(writeMailbox).join(',\r\n ')}`]),
    `Subject: ${encodeHeaderText(subject)}`,
    `Date: ${mailDate(at)}`,
    `Message-ID: ${messageId(ref)}`,
    ...(replyTo === null ? [] : [`In-Reply-To: ${messageId(replyTo)}`, `References: ${messageId(replyTo)}`]),
    `X-Fumikura-Ref: ${ref}`,
    `X-Fumikura-Type: ${encodeHeaderText(type)}`,
    ...links.map(({ rel, ref: target }) => `X-Fumikura-Link: ${rel} ${target}`),
  ]
}

function writeMailbox({ name, id }: Mailbox): string {
  return encodeMailbox({ name, address: `${id}@${DOMAIN}` })
}

/** A ref is too long for a Message-ID. The unique part of it is enough for threading. */
export function messageId(ref: string): string {
  return `<${ref.slice(ref.lastIndexOf('/') + 1).slice(0, 108)}@${DOMAIN}>`
}

/** Returns the letter's text as one part, and a readable list of its links as another. */
function inParts(text: WrittenPart, links: WrittenLink[]): WrittenPart {
  const lines = links.map(({ rel, ref, name, path }) =>
    [rel, name, path, `<${ref}>`].filter((word) => word !== null).join('  '),
  )
  const list = {
    head: [...TEXT, 'Content-Disposition: inline', BASE64],
    content: base64Lines(Buffer.from(`${lines.join('\n')}\n`, 'utf8')),
  }
  return { type: 'multipart/mixed', boundary: PARTS_APART, parts: [text, list] }
}
