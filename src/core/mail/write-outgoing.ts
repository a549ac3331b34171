// Writes a letter as the mail that a mail program of another person reads: the text as typed, the
// same as HTML, its pictures and its files.
// Pure. The same letter gives the same bytes at each try, so a server that has it recognises it.
import { EngineError } from '../contract/errors.ts'
import { trimEndOf } from '../contract/trim-end.ts'
import type { MailAddress } from '../store/index.ts'
import { encodeHeaderText, encodeMailbox, mailDate } from './header-encoding.ts'
import { filePart, inOneLine, textPart, writeMime, type FileToWrite, type WrittenPart } from './write-mime.ts'

export interface OutgoingMail {
  from: MailAddress
  to: readonly MailAddress[]
  subject: string
  /** ms since the epoch. */
  at: number
  /** With <>. */
  messageId: string
  /** The Message-IDs of its thread, the first mail first, and the answered one last. */
  references: readonly string[]
  isUrgent: boolean
  /** Markdown, as it was typed. */
  text: string
  /** A fragment that shows the same, with pictures as `cid:`. Null for a mail without HTML. */
  html: string | null
  /** Those with a `contentId` are shown by the HTML. */
  files: readonly FileToWrite[]
}

/** @throws INVALID for an address that no mail can have */
export function writeOutgoing(mail: OutgoingMail): Uint8Array {
  const { text, html, files, messageId } = mail
  // A boundary with this start is in no encoded content.
  const boundary = (n: number): string => `=_fk${n}_${messageId.replace(/[^A-Za-z0-9]/g, '').slice(0, 24)}`
  const shown = files.filter(({ contentId }) => contentId !== undefined)
  const attached = files.filter(({ contentId }) => contentId === undefined)
  const plain = textPart('text/plain; format=flowed', stuffSpaces(text))
  const words = html === null ? plain : inParts('alternative', boundary(1), [plain, htmlOf(html)])
  return Buffer.from(
    writeMime(
      headOf(mail),
      attached.length === 0 ? words : inParts('mixed', boundary(3), [words, ...attached.map(filePart)]),
    ),
    'latin1',
  )

  function htmlOf(fragment: string): WrittenPart {
    const page = textPart('text/html', `<!doctype html><html><body>\n${fragment}</body></html>\n`)
    return shown.length === 0 ? page : inParts('related', boundary(2), [page, ...shown.map(filePart)])
  }
}

function inParts(kind: string, boundary: string, parts: WrittenPart[]): WrittenPart {
  return { type: `multipart/${kind}`, boundary, parts }
}

function headOf({ from, to, subject, at, messageId, references, isUrgent }: OutgoingMail): string[] {
  const ids = references.filter((id) => MESSAGE_ID.test(id))
  return [
    `From: ${mailbox(from)}`,
    `To: ${to.map(mailbox).join(',\r\n ')}`,
    `Subject: ${encodeHeaderText(inOneLine(subject))}`,
    `Date: ${mailDate(at)}`,
    `Message-ID: ${messageId}`,
    ...(ids.length === 0 ? [] : [`In-Reply-To: ${ids.at(-1)!}`, `References: ${ids.join('\r\n ')}`]),
    ...(isUrgent ? ['Importance: high'] : []),
  ]
}

/** Programs drop ids that are encoded, so another id is left out. */
const MESSAGE_ID = /^<[\x21-\x3b\x3d\x3f-\x7e]{1,900}>$/

function mailbox({ name, address }: MailAddress): string {
  if (!isMailAddress(address)) throw new EngineError('INVALID', 'This is not a mail address.')
  return encodeMailbox({ name: inOneLine(name), address })
}

const MAX_LOCAL_CHARS = 64
const MAX_ADDRESS_CHARS = 254
/** The dot-atom of RFC 5322, and a domain in A-labels. A quoted local part is refused. */
const ADDRESS =
  /^[\w!#$%&'*+/=?^`{|}~-]+(?:\.[\w!#$%&'*+/=?^`{|}~-]+)*@[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)+$/i

/** True for an address that can stand in a mail and in an envelope as it is. */
export function isMailAddress(address: string): boolean {
  return (
    address.length <= MAX_ADDRESS_CHARS && address.indexOf('@') <= MAX_LOCAL_CHARS && ADDRESS.test(address)
  )
}

/**
 * Returns the text as `format=flowed` with every line fixed (RFC 3676), because a program joins
 * lines that end in a space. A quoted line stays quoted.
 */
function stuffSpaces(text: string): string {
  const stuffed = (line: string): string => trimEndOf(line, ' ').replace(/^ /, '  ')
  const lines = text.split(/\r\n?|\n/)
  return lines.map((line) => (line === '-- ' ? line : stuffed(line))).join('\n')
}
