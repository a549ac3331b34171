// The words of imported objects, for reading and for full-text search; and the text of a letter
// from the .eml of an export.
import { fromUtf8 } from '../base/index.ts'
import type { ObjectHeader, OpenedObject } from '../store/index.ts'
import { loadMailReader, MAIL_TYPE } from './load-reader.ts'
import type { ReadMail } from './read-mail.ts'
import { CARD_TYPE, textOfVcard } from './read-vcard.ts'

/** Returns the words of a mail or a vCard; of any other letter its text. */
export async function textOfImported(opened: OpenedObject): Promise<string> {
  return (await readImported(opened)).text
}

/** True if the body is the text, so that its start is the start of the text. */
export function isPlainText({ type }: Pick<ObjectHeader, 'type'>): boolean {
  return type !== MAIL_TYPE && type !== CARD_TYPE
}

/** The words, and which limits of a mail were exceeded. */
export async function readImported({
  header,
  body,
}: OpenedObject): Promise<Pick<ReadMail, 'text' | 'notRead'>> {
  if (header.type === MAIL_TYPE) return (await loadMailReader()).readMail(body)
  return { text: header.type === CARD_TYPE ? textOfVcard(body) : fromUtf8(body), notRead: [] }
}

/** Returns the words; null if they cannot be read. */
export async function textOrNull(opened: OpenedObject): Promise<string | null> {
  try {
    return await textOfImported(opened)
  } catch {
    return null
  }
}

/** Returns the body of a letter from its exported .eml: the first base64 part, byte for byte. */
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
