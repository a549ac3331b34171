// The words of imported objects, for reading and for full-text search; and the text of a letter
// from the .eml of an export.
import { equalBytes, fromUtf8InTurns, toHex } from '../base/index.ts'
import { isEngineError } from '../contract/errors.ts'
import type { Identity } from '../identity/index.ts'
import type { Inbox } from '../inbox/index.ts'
import { objectId, type ObjectHeader, type OpenedObject, type Ref } from '../store/index.ts'
import { asWhole } from './cut-form.ts'
import { MAIL_TYPE, readCardApart, readMailApart } from './mail-thread.ts'
import { readOnce } from './read-once.ts'
import type { MailContent } from './read-mail.ts'

/** Which object it is, and what counts its bytes. */
export interface FromWhom {
  ref: Ref
  /** Null if this person chose to read it, as for an own object. */
  count: ((bytes: number) => Promise<boolean>) | null
}

/** On a full disk nothing can be counted, and mails are read. */
export function fromWhom(
  { identity, inbox }: { identity: Pick<Identity, 'person'>; inbox: Pick<Inbox, 'countMail'> },
  ref: Ref,
): FromWhom {
  if (equalBytes(ref.person, identity.person)) return { ref, count: null }
  const count = (bytes: number): Promise<boolean> =>
    inbox.countMail(ref.person, bytes).catch((error: unknown) => {
      if (isEngineError(error, 'NO_SPACE')) return true
      throw error
    })
  return { ref, count }
}

/** True if the body is the text, so that its start is the start of the text. */
export function isPlainText({ kind }: Pick<ObjectHeader, 'kind'>): boolean {
  return kind !== 'mail'
}

/** Returns the words of a mail or a vCard; of a letter its text. */
export async function textOfImported(opened: OpenedObject, from: FromWhom): Promise<string> {
  return (await readImported(opened, from)).text
}

/** The words, the files within a mail, and which of its limits were exceeded. */
export async function readImported({ header, body }: OpenedObject, from: FromWhom): Promise<MailContent> {
  if (isPlainText(header)) return { text: await fromUtf8InTurns(body), files: [], facts: null, notRead: [] }
  const { ref, count } = from
  return readOnce(toHex(objectId(ref)), {
    count: count === null ? null : () => count(body.byteLength),
    read: () =>
      header.type === MAIL_TYPE ? readMailApart(mailBytes(body, count === null)) : readCardApart(body),
  })
}

/**
 * Returns the bytes to read a mail from. Only a mail of this person was cut here: what another person
 * shares is read as it is.
 */
export const mailBytes = (body: Uint8Array, isOwn: boolean): Uint8Array => (isOwn ? body : asWhole(body))

/** Returns the words; null if they cannot be read. */
export async function textOrNull(opened: OpenedObject, from: FromWhom): Promise<string | null> {
  try {
    return await textOfImported(opened, from)
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
