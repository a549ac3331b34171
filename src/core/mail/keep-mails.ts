// store, for mails of other programs: each becomes an object of one's own, byte for byte, in batches of one commit.
// A mail that is here already is known by its bytes, so an import can be begun again at any time.
import { setImmediate } from 'node:timers/promises'
import { toHex } from '../base/index.ts'
import { EngineError, isEngineError, type ErrorCode } from '../contract/errors.ts'
import { hasMail, keepMail, type LetterParts } from '../letters/index.ts'
import { giveObject, ONESELF, UNGIVEN, type NotifyingParts } from '../delivery/index.ts'
import { hash } from '../seal/index.ts'
import type { MailOrigin, ObjectHeader, PreparedObject } from '../store/index.ts'
import { isMail } from './is-mail.ts'
import { MAIL_TYPE, readMail } from './read-mail.ts'
import { CARD_TYPE, isVcard, nameOnVcard, textOfVcard } from './read-vcard.ts'

type Parts = NotifyingParts & Pick<LetterParts, 'ledger' | 'clock' | 'index'>

const FOR_ONESELF = {
  recipients: ONESELF,
  policy: UNGIVEN,
  replaces: null,
  keepsLocation: [],
} as const

/** A mail is read as a whole, whenever it is shown. */
export const MAX_MAIL_BYTES = 24 << 20

export interface MailToKeep {
  /** What it is called in a report. */
  what: string
  raw: Uint8Array
  /** By when it is filed if it says nothing itself; ms. */
  fallbackAt: number
}

export interface KeptMails {
  taken: number
  known: number
  refused: { what: string; code: ErrorCode }[]
}

interface ReadyMail {
  /** By which it is found; null where it is to be read again for that. */
  text: string | null
  fingerprint: Uint8Array
  origin: MailOrigin
  prepared: PreparedObject
}

/** All of them in one commit, but those that cannot be read. @throws NO_SPACE */
export async function keepMails(parts: Parts, mails: readonly MailToKeep[]): Promise<KeptMails> {
  const told: KeptMails = { taken: 0, known: 0, refused: [] }
  const ready: ReadyMail[] = []
  const seen = new Set<string>()
  try {
    for (const [i, mail] of mails.entries()) {
      if (i % READ_AT_ONCE === 0) await setImmediate()
      const prepared = await prepareMail(parts, readOne(parts, mail), seen, told)
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
  told.taken = ready.length
  const texts = ready.map(({ prepared, text }) => [toHex(prepared.object), text] as const)
  await parts.index.follow(new Map(texts.filter((one): one is [string, string] => one[1] !== null)))
  return told
}

/** Reading takes the thread that releases keys; others have their turn between so many mails. */
const READ_AT_ONCE = 4

type MailHeader = ObjectHeader & { origin: MailOrigin }

interface MailWithHeader {
  mail: MailToKeep
  fingerprint: Uint8Array
  /** Null when it is here; a code when it is not to be taken. */
  header: MailHeader | ErrorCode | null
  text: string | null
}

function readOne({ ledger }: Parts, mail: MailToKeep): MailWithHeader {
  const fingerprint = fingerprintOf(mail.raw)
  if (hasMail(ledger, fingerprint)) return { mail, fingerprint, header: null, text: null }
  try {
    return { mail, fingerprint, ...headerAndText(mail) }
  } catch (error) {
    return { mail, fingerprint, header: isEngineError(error) ? error.code : 'INVALID', text: null }
  }
}

async function prepareMail(
  { store }: Parts,
  { mail, fingerprint, header, text }: MailWithHeader,
  seen: Set<string>,
  told: KeptMails,
): Promise<ReadyMail | null> {
  const key = Buffer.from(fingerprint).toString('latin1')
  if (header === null || seen.has(key)) {
    told.known++
    return null
  }
  if (typeof header === 'string') {
    told.refused.push({ what: mail.what, code: header })
    return null
  }
  seen.add(key)
  try {
    return { text, fingerprint, origin: header.origin, prepared: await store.prepare(header, mail.raw) }
  } catch (error) {
    if (isEngineError(error, 'NO_SPACE')) throw error
    told.refused.push({ what: mail.what, code: isEngineError(error) ? error.code : 'INVALID' })
    return null
  }
}

/** However its lines end: the same mail of two programs is one. */
function fingerprintOf(raw: Uint8Array): Uint8Array {
  const text = Buffer.from(raw.buffer, raw.byteOffset, raw.byteLength).toString('latin1')
  return hash('fumikura/mail/1', Buffer.from(text.replace(/\r\n/g, '\n').trimEnd(), 'latin1'))
}

/** @throws INVALID when it is no mail, TOO_LARGE */
function headerAndText({ what, raw, fallbackAt }: MailToKeep): { header: MailHeader; text: string } {
  if (raw.byteLength > MAX_MAIL_BYTES) throw new EngineError('TOO_LARGE', 'This mail is too large.')
  const start = Buffer.from(raw.subarray(0, 65_536)).toString('latin1')
  if (isVcard(start)) return { header: cardHeader(nameOnVcard(start), fallbackAt), text: textOfVcard(raw) }
  if (!isMail(start, what)) throw new EngineError('INVALID', 'This is no mail.')
  const { subject, at, origin, text } = readMail(raw)
  const header: MailHeader = {
    ...{ kind: 'letter', title: subject, at: at ?? fallbackAt, type: MAIL_TYPE, to: [], links: [] },
    ...{ madeFor: { kind: 'self' }, tags: [], origin },
  }
  return { header, text }
}

/** Somebody from elsewhere is no contact: there is nobody to be paired with yet. The card is kept to be found and read. */
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
    origin: { from: name, to: [], messageId: '', parent: '' },
  }
}
