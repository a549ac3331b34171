// The words of imported objects, for reading and for full-text search; and the text of a letter
// from the .eml of an export.
import { fromUtf8 } from '../base/index.ts'
import type { OpenedObject } from '../store/index.ts'
import { MAIL_TYPE, readMail, type ReadMail } from './read-mail.ts'
import { CARD_TYPE, textOfVcard } from './read-vcard.ts'

/** The words of a mail or a vCard; of any other letter its text. */
export function textOfImported(opened: OpenedObject): string {
  return readImported(opened).text
}

/** The words, and which limits of a mail were exceeded. */
export function readImported({ header, body }: OpenedObject): Pick<ReadMail, 'text' | 'notRead'> {
  if (header.type === MAIL_TYPE) return readMail(body)
  return { text: header.type === CARD_TYPE ? textOfVcard(body) : fromUtf8(body), notRead: [] }
}

/** The words; null if they cannot be read. */
export function textOrNull(opened: OpenedObject): string | null {
  try {
    return textOfImported(opened)
  } catch {
    return null
  }
}

/** The body of a letter from its exported .eml: the first base64 part, byte for byte. */
export async function firstMailPart(pieces: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  const read: Uint8Array[] = []
  for await (const piece of pieces) read.push(piece)
  const mail = Buffer.concat(read).toString('latin1')
  const start = mail.indexOf(START)
  const end = mail.indexOf('\r\n--', start + START.length)
  return start === -1
    ? Buffer.alloc(0)
    : Buffer.from(mail.slice(start + START.length, end === -1 ? undefined : end), 'base64')
}

const START = 'base64\r\n\r\n'
