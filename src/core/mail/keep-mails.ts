// Stores mails of other programs. Each becomes an object for oneself, byte for byte, in batches of
// one commit.
// A mail that is stored already is found by its bytes, so an import can be repeated at any time.
import { setImmediate } from 'node:timers/promises'
import { toHex } from '../base/index.ts'
import { EngineError, isEngineError, type ErrorCode } from '../contract/errors.ts'
import { hasMail, keepMail, type LetterParts } from '../letters/index.ts'
import { giveObject, ONESELF, UNGIVEN, type NotifyingParts } from '../delivery/index.ts'
import { hash } from '../seal/index.ts'
import type { MailOrigin, ObjectHeader, PreparedObject } from '../store/index.ts'
import { isMail } from './is-mail.ts'
import { loadMailReader, MAIL_TYPE } from './load-reader.ts'
import { CARD_TYPE, isVcard, nameOnVcard, textOfVcard } from './read-vcard.ts'

type Parts = NotifyingParts & Pick<LetterParts, 'ledger' | 'clock' | 'index'>

const FOR_ONESELF = {
  recipients: ONESELF,
  policy: UNGIVEN,
  replaces: null,
  keepsLocation: [],
} as const

/** A mail is read as a whole whenever it is shown. */
export const MAX_MAIL_BYTES = 24 << 20

export interface MailToKeep {
  /** The name of the mail in a report. */
  what: string
  raw: Uint8Array
  /** The time it is filed under if it has no date of its own; ms since the epoch. */
  fallbackAt: number
}

export interface KeptMails {
  taken: number
  known: number
  refused: { what: string; code: ErrorCode }[]
}

interface ReadyMail {
  /** The text for the full-text index. Null if the index must read the mail again. */
  text: string | null
  fingerprint: Uint8Array
  origin: MailOrigin
  prepared: PreparedObject
}

/** Stores all readable mails in one commit. @throws NO_SPACE */
export async function keepMails(parts: Parts, mails: readonly MailToKeep[]): Promise<KeptMails> {
  const result: KeptMails = { taken: 0, known: 0, refused: [] }
  const ready: ReadyMail[] = []
  const seen = new Set<string>()
  try {
    for (const [i, mail] of mails.entries()) {
      if (i % READ_AT_ONCE === 0) await setImmediate()
      const prepared = await prepareMail(parts, await readOne(parts, mail), seen, result)
      if (prepared !== null) ready.push(prepared)
    }
    await parts.ledger.write((tx) => {
      for (const { prepared, fingerprint, origin } of ready) {
        giveObject(tx, parts, prepared, { ...FOR_ONESELF, at: prepared.header.at })
        keepMail(tx, prepared.object, fingerprint, origin)
      }
    })
  } catch (error) {
    for (const { prepared } of ready) await parts.store.discard(prepared)
    throw error
  }
  result.taken = ready.length
  const texts = ready.map(({ prepared, text }) => [toHex(prepared.object), text] as const)
  await parts.index.follow(new Map(texts.filter((one): one is [string, string] => one[1] !== null)))
  return result
}

/** Reading blocks the event loop, which also releases keys, so it yields after so many mails. */
const READ_AT_ONCE = 4

type MailHeader = ObjectHeader & { origin: MailOrigin }

interface MailWithHeader {
  mail: MailToKeep
  fingerprint: Uint8Array
  /** Null if the mail is stored already. A code if it must be refused. */
  header: MailHeader | ErrorCode | null
  text: string | null
}

async function readOne({ ledger }: Parts, mail: MailToKeep): Promise<MailWithHeader> {
  const fingerprint = fingerprintOf(mail.raw)
  if (hasMail(ledger, fingerprint)) return { mail, fingerprint, header: null, text: null }
  try {
    return { mail, fingerprint, ...(await headerAndText(mail)) }
  } catch (error) {
    return { mail, fingerprint, header: isEngineError(error) ? error.code : 'INVALID', text: null }
  }
}

async function prepareMail(
  { store }: Parts,
  { mail, fingerprint, header, text }: MailWithHeader,
  seen: Set<string>,
  result: KeptMails,
): Promise<ReadyMail | null> {
  const key = Buffer.from(fingerprint).toString('latin1')
  if (header === null || seen.has(key)) {
    result.known++
    return null
  }
  if (typeof header === 'string') {
    result.refused.push({ what: mail.what, code: header })
    return null
  }
  seen.add(key)
  try {
    return { text, fingerprint, origin: header.origin, prepared: await store.prepare(header, mail.raw) }
  } catch (error) {
    if (isEngineError(error, 'NO_SPACE')) throw error
    result.refused.push({ what: mail.what, code: isEngineError(error) ? error.code : 'INVALID' })
    return null
  }
}

/**
 * Returns a hash that ignores line ends: two programs may store the same mail with different ones.
 */
function fingerprintOf(raw: Uint8Array): Uint8Array {
  const text = Buffer.from(raw.buffer, raw.byteOffset, raw.byteLength).toString('latin1')
  return hash('fumikura/mail/1', Buffer.from(text.replace(/\r\n/g, '\n').trimEnd(), 'latin1'))
}

/** @throws INVALID if the bytes are neither a mail nor a vCard, TOO_LARGE */
async function headerAndText({
  what,
  raw,
  fallbackAt,
}: MailToKeep): Promise<{ header: MailHeader; text: string }> {
  if (raw.byteLength > MAX_MAIL_BYTES) throw new EngineError('TOO_LARGE', 'This mail is too large.')
  const start = Buffer.from(raw.subarray(0, 65_536)).toString('latin1')
  if (isVcard(start)) return { header: cardHeader(nameOnVcard(start), fallbackAt), text: textOfVcard(raw) }
  if (!isMail(start, what)) throw new EngineError('INVALID', 'This is no mail.')
  const { subject, at, origin, text } = (await loadMailReader()).readMailAndFiles(raw)
  const header: MailHeader = {
    ...{ kind: 'letter', title: subject, at: at ?? fallbackAt, type: MAIL_TYPE, to: [], links: [] },
    ...{ madeFor: { kind: 'self' }, tags: [], origin },
  }
  return { header, text }
}

/**
 * Returns the header of an imported vCard. It makes no contact, because a contact needs a pairing;
 * it is kept to be found and read.
 */
function cardHeader(name: string, at: number): MailHeader {
  return {
    ...{
      kind: 'letter',
      title: name,
      at,
      type: CARD_TYPE,
      to: [],
      links: [],
      madeFor: { kind: 'self' },
      tags: [],
    },
    origin: { from: name, to: [], messageId: '', parent: '', files: [] },
  }
}
