// The facts of a mail beside its words: where an answer goes, which list it is from, and what it
// carries for other programs. They are claims of its sender.
// Path: the head of a mail on a server, or a kept mail → facts → its row in the list, and the
// addressees of an answer.
import { oneLine } from '../base/index.ts'
import type { MailAddress } from '../store/index.ts'
import { parseAddresses } from './addresses.ts'
import { findPage } from './as-made.ts'
import type { RawText } from './encoded-words.ts'
import { findField, readHead, trimRaw, type Field } from './head-fields.ts'
import { readListFacts, type ListFacts } from './list-facts.ts'
import type { Body } from './mail-body.ts'
import { readReport, type MailReport } from './mail-report.ts'
import { findCalendar, findProtection, type Calendar, type Protection } from './part-facts.ts'

/** The facts in the fields of a head. */
export interface HeadFacts {
  /** All mailboxes of all From fields. The first counts as the sender. */
  from: MailAddress[]
  /** True if there is one From field with one mailbox. Otherwise no sender can be proven. */
  hasOneSender: boolean
  /** The program or person that sent it for those in From. */
  sender: MailAddress | null
  replyTo: MailAddress[]
  /** Where an answer to everyone goes (Mail-Followup-To). */
  followUpTo: MailAddress[]
  bcc: MailAddress[]
  /** The addresses that servers delivered it to, the last server's first. */
  deliveredTo: string[]
  list: ListFacts | null
  /** True for mails to many: of a list, with a way out, or with a precedence below that of letters. */
  isBulk: boolean
  /** True if it reports about other mail, such as a mail that came back (RFC 6522). Nobody reads its answers. */
  isReport: boolean
}

export interface MailFacts extends HeadFacts {
  calendar: Calendar | null
  protection: Protection | null
  /** True if it has a page, which can be shown as it was made. */
  hasPage: boolean
  /** What a server says about the delivery of a mail that was sent. */
  report: MailReport | null
}

const MAX_ADDRESSES = 100
const MAX_NAME_CHARS = 300
const MAX_DELIVERIES = 20
/** No program writes as many. */
const MAX_FIELDS = 100

export function readMailFacts(body: Body): MailFacts {
  return {
    ...factsOf(body.structure.root.fields, body.rawText),
    calendar: findCalendar(body),
    protection: findProtection(body),
    hasPage: findPage(body) !== null,
    report: readReport(body),
  }
}

/** Reads the facts from the bytes of a head alone, within the limit of a head. */
export function readHeadFacts(head: Uint8Array): HeadFacts {
  const bytes = Buffer.from(head.buffer, head.byteOffset, head.byteLength)
  return factsOf(readHead(bytes, 0, bytes.length).fields, { charset: null })
}

export function factsOf(fields: readonly Field[], rawText: RawText): HeadFacts {
  const all = (name: string): MailAddress[] => mailboxesOf(valuesOf(fields, name), rawText)
  const from = all('from')
  const list = readListFacts(fields, rawText)
  const precedence = trimRaw(findField(fields, 'precedence') ?? '').toLowerCase()
  return {
    from,
    hasOneSender: valuesOf(fields, 'from').length === 1 && from.length === 1 && from[0]!.address !== '',
    sender: all('sender')[0] ?? null,
    replyTo: all('reply-to'),
    followUpTo: all('mail-followup-to'),
    bcc: all('bcc'),
    deliveredTo: deliveriesIn(fields, rawText),
    list,
    isBulk: list !== null || /^(?:bulk|list|junk)$/.test(precedence),
    isReport: /^\s*multipart\/report\b/i.test(findField(fields, 'content-type') ?? ''),
  }
}

function valuesOf(fields: readonly Field[], name: string): string[] {
  return fields
    .filter((field) => field.name === name)
    .slice(0, MAX_FIELDS)
    .map(({ value }) => value)
}

function mailboxesOf(values: readonly string[], rawText: RawText): MailAddress[] {
  return values
    .flatMap((value) => parseAddresses(value, rawText, MAX_ADDRESSES))
    .slice(0, MAX_ADDRESSES)
    .map(({ name, address }) => ({
      name: oneLine(name, MAX_NAME_CHARS),
      address: oneLine(address, MAX_NAME_CHARS),
    }))
}

const DELIVERIES = new Set(['delivered-to', 'x-original-to', 'envelope-to', 'x-envelope-to'])

function deliveriesIn(fields: readonly Field[], rawText: RawText): string[] {
  const values = fields.filter(({ name }) => DELIVERIES.has(name)).slice(0, MAX_FIELDS)
  const addresses = mailboxesOf(
    values.map(({ value }) => value),
    rawText,
  ).map(({ address }) => address)
  return [...new Set(addresses)].filter((address) => address !== '').slice(0, MAX_DELIVERIES)
}
