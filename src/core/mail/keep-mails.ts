// Stores mails of other programs. Each becomes an object for oneself, byte for byte.
// A mail that is stored already is found by its bytes, so an import can be repeated at any time.
import { orderedAt, toHex, turn } from '../base/index.ts'
import { EngineError, isEngineError, type ErrorCode } from '../contract/errors.ts'
import type { LetterParts } from '../letters/index.ts'
import { writeAll, writeEach, type Transaction } from '../ledger/index.ts'
import { correspondentKey } from '../correspondents/index.ts'
import { giveObject, keepWithin, ONESELF, UNGIVEN, type NotifyingParts } from '../delivery/index.ts'
import type { MailAddress, MailOrigin, ObjectHeader, PreparedObject } from '../store/index.ts'
import { asWhole } from './cut-form.ts'
import { isMail } from './is-mail.ts'
import { toMailFile } from './label-within.ts'
import { checkMail } from './mail-checks.ts'
import { fingerprintOf } from './mail-fingerprint.ts'
import { findMail, keepMail } from './mail-rows.ts'
import type { MailReport } from './mail-report.ts'
import { MAIL_TYPE, readCardApart, readMailApart, type ReadMail } from './mail-thread.ts'
import { sizeOnWire, softIdOf } from './soft-id.ts'
import { addressesOnVcard, CARD_TYPE, isVcard, nameOnVcard } from './read-vcard.ts'

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
  /** The size of the whole mail by its server. */
  size?: number
  /** True if `raw` is what this home kept of it (cut-mail.ts). Otherwise it is whole, whatever it says. */
  isCut?: boolean
  /** Of a mail of an account: `findResults`. Without it, nothing in the mail proves anything. */
  trusted?: readonly string[]
  /** Called in the transaction that keeps the mail, or that finds it kept already. */
  onKept?: (tx: Transaction, object: Uint8Array) => void
}

interface KeptMails {
  taken: number
  known: number
  refused: { what: string; code: ErrorCode }[]
  /** What servers say in these mails about mails that were sent. */
  reports: MailReport[]
}

interface ReadyMail {
  mail: MailToKeep
  /** The text for the full-text index. Null if the index must read the mail again. */
  text: string | null
  fingerprint: Uint8Array
  origin: MailOrigin
  alsoNamed: readonly MailAddress[]
  prepared: PreparedObject
}

/** Stores all readable mails. @throws NO_SPACE */
export async function keepMails(parts: Parts, mails: readonly MailToKeep[]): Promise<KeptMails> {
  const result: KeptMails = { taken: 0, known: 0, refused: [], reports: [] }
  const ready: ReadyMail[] = []
  const known: MailWithHeader[] = []
  const seen = new Set<string>()
  let stored = 0
  try {
    for await (const read of readAhead(parts, mails)) {
      const prepared = await prepareMail(parts, read, seen, result)
      if (prepared === null) known.push(read)
      else ready.push(prepared)
      if (prepared !== null && read.report !== null) result.reports.push(read.report)
    }
    for await (const { length } of writeEach(parts.ledger, ready, (tx, mail) => storeMail(tx, parts, mail)))
      stored += length
  } catch (error) {
    for (const { prepared } of ready.slice(stored)) await parts.store.discard(prepared)
    throw error
  }
  result.taken = ready.length
  await announceKnown(parts, known)
  const texts = ready.map(({ prepared, text }) => [toHex(prepared.object), text] as const)
  await parts.index.follow(new Map(texts.filter((one): one is [string, string] => one[1] !== null)))
  return result
}

function storeMail(tx: Transaction, parts: Parts, ready: ReadyMail): void {
  const { prepared, fingerprint, origin, alsoNamed, mail } = ready
  const { at } = prepared.header
  giveObject(tx, parts, prepared, { ...FOR_ONESELF, at })
  keepWithin(tx, prepared.object, prepared.header, { author: correspondentKey(origin.from), at })
  keepMail(tx, prepared.object, {
    fingerprint,
    at,
    origin,
    alsoNamed,
    softId: softIdOf(mail.raw),
    size: mail.size ?? sizeOnWire(mail.raw),
    checks: checkMail(mail.raw, mail.trusted ?? null),
  })
  mail.onKept?.(tx, prepared.object)
}

/** Mails that were kept before, or earlier among these. */
async function announceKnown({ ledger }: Parts, known: readonly MailWithHeader[]): Promise<void> {
  const asked = known.filter(({ mail, header }) => mail.onKept !== undefined && typeof header !== 'string')
  await writeAll(ledger, asked, (tx, { mail, fingerprint }) => {
    const object = findMail(tx, fingerprint)
    if (object !== null) mail.onKept!(tx, object)
  })
}

/** So many mails wait for their thread while earlier ones are sealed. */
const AHEAD = 4

/** Lets other work run between two mails. */
async function* readAhead(parts: Parts, mails: readonly MailToKeep[]): AsyncGenerator<MailWithHeader> {
  const reading: Promise<MailWithHeader>[] = []
  for (const mail of mails) {
    const raw = mail.isCut === true ? mail.raw : asWhole(mail.raw)
    reading.push(readOne(parts, { ...mail, raw }))
    if (reading.length <= AHEAD) continue
    await turn.pass()
    yield reading.shift()!
  }
  yield* reading
}

type MailHeader = ObjectHeader & { origin: MailOrigin }

interface MailWithHeader {
  mail: MailToKeep
  fingerprint: Uint8Array
  /** Null if the mail is stored already. A code if it must be refused. */
  header: MailHeader | ErrorCode | null
  text: string | null
  report: MailReport | null
  /** Further addresses on a vCard. */
  alsoNamed: readonly MailAddress[]
}

const UNNAMED = { text: null, report: null, alsoNamed: [] }

async function readOne({ ledger, clock }: Parts, mail: MailToKeep): Promise<MailWithHeader> {
  const fingerprint = await fingerprintOf(mail.raw)
  if (findMail(ledger, fingerprint) !== null) return { mail, fingerprint, header: null, ...UNNAMED }
  try {
    return { mail, fingerprint, ...(await headerAndText(mail, clock.now())) }
  } catch (error) {
    return {
      mail,
      fingerprint,
      header: isEngineError(error) ? error.code : 'INVALID',
      ...UNNAMED,
    }
  }
}

async function prepareMail(
  { store }: Parts,
  { mail, fingerprint, header, text, alsoNamed }: MailWithHeader,
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
    const prepared = await store.prepare(header, mail.raw)
    return { mail, text, fingerprint, origin: header.origin, alsoNamed, prepared }
  } catch (error) {
    if (isEngineError(error, 'NO_SPACE')) throw error
    result.refused.push({ what: mail.what, code: isEngineError(error) ? error.code : 'INVALID' })
    return null
  }
}

/** @throws INVALID if the bytes are neither a mail nor a vCard, TOO_LARGE */
async function headerAndText(
  { what, raw, fallbackAt }: MailToKeep,
  now: number,
): Promise<Omit<MailWithHeader, 'mail' | 'fingerprint' | 'header'> & { header: MailHeader }> {
  if (raw.byteLength > MAX_MAIL_BYTES) throw new EngineError('TOO_LARGE', 'This mail is too large.')
  const start = Buffer.from(raw.subarray(0, 65_536)).toString('latin1')
  if (isVcard(start)) {
    const text = (await readCardApart(raw))?.text ?? ''
    const name = nameOnVcard(start)
    const [address = '', ...others] = addressesOnVcard(text)
    return {
      header: cardHeader({ name, address }, inLists(fallbackAt, now)),
      ...{ ...UNNAMED, text, alsoNamed: others.map((other) => ({ name, address: other })) },
    }
  }
  if (!isMail(start, what)) throw new EngineError('INVALID', 'This is no mail.')
  const read = await readMailApart(raw)
  if (read === null) throw new EngineError('INVALID', 'This mail cannot be read.')
  const { subject, text } = read
  const { at, writtenAt } = timesOf(read, fallbackAt, now)
  const files = read.files.map(toMailFile)
  const header: MailHeader = {
    ...{ kind: 'mail', title: subject, at, type: MAIL_TYPE, to: [], links: [] },
    ...{ madeFor: { kind: 'self' }, tags: [], origin: { ...read.origin, writtenAt, files } },
  }
  return { header, text, report: read.facts?.report ?? null, alsoNamed: [] }
}

/**
 * A mail of the future is listed by its arrival: when the last server received it, else when it was
 * stored or imported.
 */
function timesOf(
  { at, receivedAt }: Pick<ReadMail, 'at' | 'receivedAt'>,
  fallbackAt: number,
  now: number,
): { at: number; writtenAt: number | null } {
  if (at === null) return { at: inLists(fallbackAt, now), writtenAt: null }
  const isEarlier = receivedAt !== null && receivedAt <= now
  const arrivedAt = at <= now ? null : inLists(isEarlier ? receivedAt : fallbackAt, now)
  const listedAt = Math.max(0, orderedAt(at, arrivedAt))
  return { at: listedAt, writtenAt: listedAt === at ? null : at }
}

/** Lists have times from 1970 until now. */
const inLists = (at: number, now: number): number => Math.min(Math.max(0, at), now)

/** Of a card that names nobody. */
const UNNAMED_CARD = 'vCard'

/**
 * Returns the header of an imported vCard. It makes no contact, because a contact needs a pairing;
 * it is kept to be found and read. It is a mail of another type, because an import brings both, finds
 * both again by their bytes, and nobody can answer either.
 */
function cardHeader({ name, address }: MailAddress, at: number): MailHeader {
  return {
    ...{
      kind: 'mail',
      title: name || address || UNNAMED_CARD,
      at,
      type: CARD_TYPE,
      to: [],
      links: [],
      madeFor: { kind: 'self' },
      tags: [],
    },
    origin: {
      from: { name: name === '' && address === '' ? UNNAMED_CARD : name, address },
      to: [],
      messageId: '',
      parent: '',
      first: '',
      writtenAt: null,
      files: [],
    },
  }
}
