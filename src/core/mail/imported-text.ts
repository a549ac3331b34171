// The words of what came from other programs, for reading and for finding; and the text of a letter that was written as mail by us.
import { fromUtf8 } from '../base/index.ts'
import type { OpenedObject } from '../store/index.ts'
import { MAIL_TYPE, readMail, type ReadMail } from './read-mail.ts'
import { CARD_TYPE, textOfVcard } from './read-vcard.ts'

/** Words of a mail or card; of any other letter its text. */
export function textOfImported(opened: OpenedObject): string {
  return readImported(opened).text
}

/** The same, and what there was too much of in a mail. */
export function readImported({ header, body }: OpenedObject): Pick<ReadMail, 'text' | 'notRead'> {
  if (header.type === MAIL_TYPE) return readMail(body)
  return { text: header.type === CARD_TYPE ? textOfVcard(body) : fromUtf8(body), notRead: [] }
}

/** The same, or null where it cannot be read. */
export function textOrNull(opened: OpenedObject): string | null {
  try {
    return textOfImported(opened)
  } catch {
    return null
  }
}

/** The body of a letter from the .eml that an export made of it: the first part in base64, byte for byte. */
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
