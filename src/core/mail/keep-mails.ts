// store, for mails of other programs: each becomes an object of one's own, byte for byte, in batches of one commit.
// A mail that is here already is known by its bytes, so an import can be begun again at any time.
import { grantObject } from '../access/index.ts'
import { EngineError, isEngineError, type ErrorCode } from '../contract/errors.ts'
import { hasMail, keepMail, type LetterParts } from '../letters/index.ts'
import { hash } from '../seal/index.ts'
import type { MailOrigin, ObjectHeader, PreparedObject } from '../store/index.ts'
import { MAIL_TYPE, readMailHead } from './read-mail.ts'
import { CARD_TYPE, isVcard, nameOnVcard } from './read-vcard.ts'

type Parts = Pick<LetterParts, 'ledger' | 'store' | 'clock'>

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
    // In turn, because two of a batch may be the same; what each says of itself was read side by side.
    const read = await Promise.all(mails.map((mail) => readHeader(parts, mail)))
    for (const one of read) {
      const prepared = await prepareMail(parts, one, seen, told)
      if (prepared !== null) ready.push(prepared)
    }
    await parts.ledger.write((tx) => {
      for (const { prepared, fingerprint, origin } of ready) {
        const { object, contentKey, header } = prepared
        parts.store.place(tx, prepared)
        grantObject(tx, { objectId: object, contentKey, mode: 'controlled', readers: [], at: header.at })
        tx.run('INSERT INTO own_letters VALUES (?, ?, ?, ?)', object, 'controlled', 0, null)
        keepMail(tx, object, fingerprint, origin)
      }
    })
  } catch (error) {
    for (const { prepared } of ready) await parts.store.discard(prepared)
    throw error
  }
  told.taken = ready.length
  return told
}

type MailHeader = ObjectHeader & { origin: MailOrigin }

interface MailWithHeader {
  mail: MailToKeep
  fingerprint: Uint8Array
  /** Null when it is here; a code when it is not to be taken. */
  header: MailHeader | ErrorCode | null
}

async function readHeader({ ledger }: Parts, mail: MailToKeep): Promise<MailWithHeader> {
  const fingerprint = fingerprintOf(mail.raw)
  if (hasMail(ledger, fingerprint)) return { mail, fingerprint, header: null }
  try {
    return { mail, fingerprint, header: await headerOf(mail) }
  } catch (error) {
    return { mail, fingerprint, header: isEngineError(error) ? error.code : 'INVALID' }
  }
}

async function prepareMail(
  { store }: Parts,
  { mail, fingerprint, header }: MailWithHeader,
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
    return { fingerprint, origin: header.origin, prepared: await store.prepare(header, mail.raw) }
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

const MIN_FIELDS =
  /^(?:from|to|date|subject|received|message-id|return-path|delivered-to|mime-version|sender|reply-to|cc):/im

/** @throws INVALID when it is no mail, TOO_LARGE */
async function headerOf({ raw, fallbackAt }: MailToKeep): Promise<MailHeader> {
  if (raw.byteLength > MAX_MAIL_BYTES) throw new EngineError('TOO_LARGE', 'This mail is too large.')
  const start = Buffer.from(raw.subarray(0, 65_536)).toString('latin1')
  if (isVcard(start)) return cardHeader(nameOnVcard(start), fallbackAt)
  if (!MIN_FIELDS.test(start.split(/\r?\n\r?\n/, 1)[0]!)) throw new EngineError('INVALID', 'This is no mail.')
  const { subject, at, origin } = await readMailHead(raw)
  return {
    ...{ kind: 'letter', title: subject, at: at ?? fallbackAt, type: MAIL_TYPE, to: [], links: [] },
    ...{ madeFor: { kind: 'self' }, tags: [], origin },
  }
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
