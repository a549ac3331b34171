// Reads a mail of another program: sender, recipients, date, subject, words and attachments. Any
// charset, any nesting; an unreadable field is empty.
// A mail is untrusted and is only shown. Nothing in it is fetched or run, and reading it is bounded
// (mail-limits.ts).
import { truncateUtf8 } from '../base/index.ts'
import { MAX_MAIL_FILES, type MailAddress, type MailOrigin } from '../store/index.ts'
import { parseAddresses } from './addresses.ts'
import { decodedSize, openCut, type AtServer } from './cut-parts.ts'
import { decodeHead, type RawText } from './encoded-words.ts'
import { filesOfPerson } from './files-of-person.ts'
import { findField, FIELD, type Field } from './head-fields.ts'
import type { MailLimit } from './mail-limits.ts'
import { listFiles, readWords, type Body } from './mail-body.ts'
import { readMailFacts, type MailFacts } from './mail-facts.ts'
import { parseMailDate, parseReceivedDate } from './mail-date.ts'
import { readStructure, walkParts, type MimePart } from './mime-parts.ts'
import { charsetOf, isMailWithin, nameByType, nameOfMail, readContent, readFileName } from './part-content.ts'
import { sizeOfPicture, type PictureSize } from './picture-size.ts'

export interface MailHead {
  subject: string
  /**
   * ms since the epoch: from Date, else from the latest Received field. Null if neither has a valid
   * date.
   */
  at: number | null
  /** When the last server received it, by its Received field. Null without a valid one. */
  receivedAt: number | null
  origin: Omit<MailOrigin, 'files' | 'writtenAt'>
}

export interface MailContent {
  text: string
  files: FileWithin[]
  /** Null if they were not read, or if this is a vCard. */
  facts: MailFacts | null
  /** The limits that were exceeded. */
  notRead: MailLimit[]
}

/** A file within a mail, without its content. */
export interface FileWithin {
  name: string
  /** Decoded bytes. */
  size: number
  /** The type that the mail names. */
  type: string
  /** The first bytes, which show the real type. */
  start: Uint8Array
  /** Null if it is no picture, or if its content is not here. */
  picture: PictureSize | null
  /** True if it is a file to a person, so that lists of files have it. */
  isListed: boolean
  /** Null if the content is here. Otherwise `size` is an estimate. */
  atServer: AtServer | null
}

export interface MailPart {
  name: string
  type: string
  /** Empty if it is at the server. */
  content: Uint8Array
  atServer: AtServer | null
}

export function readMailHead({ structure, rawText }: Body): MailHead {
  return readHeadOf(structure.root.fields, rawText)
}

export function readMailContent(body: Body): MailContent {
  const text = readWords(body)
  const facts = readMailFacts(body)
  const isOfPerson = filesOfPerson(body, facts)
  const files = listFiles(body)
    .slice(0, MAX_MAIL_FILES)
    .map((part, number): FileWithin => {
      const label = labelOf(readPart(body, part))
      return { ...label, isListed: isOfPerson(part, number, label) }
    })
  return { text, files, facts, notRead: [...body.structure.notRead] }
}

function labelOf({ name, type, content, atServer }: MailPart): Omit<FileWithin, 'isListed'> {
  return {
    ...{ name: oneLine(name, MAX_FILE_NAME_BYTES), type, atServer },
    size: atServer === null ? content.byteLength : decodedSize(atServer),
    start: Uint8Array.from(content.subarray(0, START_BYTES)),
    picture: sizeOfPicture(content),
  }
}

/** As much as decides the type of a file. */
const START_BYTES = 4096

export function readMailParts(body: Body): MailPart[] {
  return listFiles(body)
    .slice(0, MAX_MAIL_FILES)
    .map((part) => readPart(body, part))
}

export function openMail(raw: Uint8Array): Body {
  const bytes = withLineFeeds(Buffer.from(raw.buffer, raw.byteOffset, raw.byteLength))
  const structure = readStructure(bytes, findStart(bytes))
  const atServer = openCut(bytes, structure.root)
  const charsets = Array.from(walkParts(structure.root)).map(charsetOf)
  const rawText = { charset: charsets.find((one) => one !== null) ?? null }
  return { bytes, structure, rawText, atServer }
}

/**
 * Converts CR line ends to LF: of old Macintosh mails, and of mails that several programs have
 * joined. Within a line of a head a CR is only damage.
 */
function withLineFeeds(bytes: Buffer): Buffer {
  if (!bytes.includes(CR)) return bytes
  const start = bytes.toString('latin1', 0, LOOKED_AT_BYTES).replace(/^(?:\xef\xbb\xbf)?\s*/, '')
  const [head = ''] = start.split(/\n\r{0,2}\n|\r\r(?!\n)/, 1)
  if (!LINE_END_CR.test(head) && !ONE_LINE.test(start)) return bytes
  const converted = Buffer.from(bytes)
  for (let at = converted.indexOf(CR); at !== -1; at = converted.indexOf(CR, at + 1)) {
    const next = converted[at + 1] === CR ? at + 2 : at + 1
    if (converted[next] !== LF) converted[at] = LF
    else at = next
  }
  return converted
}

const [LF, CR] = [0x0a, 0x0d]
const LOOKED_AT_BYTES = 64 * 1024
/** A field, or a folded line, follows the CR. */
const LINE_END_CR = /\r(?!\r?\n)(?:[!-9;-~\x80-\xff]+[ \t]*:|[ \t])/
/** The empty line after the only field of a head. */
const ONE_LINE = /^[^\r\n]*\r\r(?!\n)/

/** Skips a byte order mark and empty lines, if a field follows. */
function findStart(bytes: Buffer): number {
  const before = /^(?:\xef\xbb\xbf)?\s*/.exec(bytes.toString('latin1', 0, MAX_BEFORE_BYTES))![0]
  return FIELD.test(bytes.toString('latin1', before.length, before.length + MAX_BEFORE_BYTES))
    ? before.length
    : 0
}

const MAX_BEFORE_BYTES = 1024

function readPart({ bytes, rawText, ...body }: Body, part: MimePart): MailPart {
  const content = readContent(bytes, part)
  const atServer = body.atServer.get(part) ?? null
  const ofPart = { ...rawText, charset: charsetOf(part) ?? rawText.charset }
  const given = readFileName(part, ofPart)
  const type = part.type.value
  if (!isMailWithin(part)) return { name: given ?? nameByType(type), type, content, atServer }
  const name = nameOfMail(content, ofPart) ?? given ?? nameByType('message/rfc822')
  return {
    ...{ name: /\.eml$/i.test(name) ? name : `${name}.eml`, type: 'message/rfc822' },
    ...{ content, atServer },
  }
}

const MAX_TITLE_BYTES = 900
const MAX_NAME_BYTES = 300
const MAX_TO = 100
const MAX_ID_BYTES = 900
const MAX_FILE_NAME_BYTES = 255

function readHeadOf(fields: readonly Field[], rawText: RawText): MailHead {
  const find = (name: string): string => findField(fields, name) ?? ''
  const mailboxes = (name: string): MailAddress[] =>
    fields
      .filter((field) => field.name === name)
      .flatMap(({ value }) => parseAddresses(value, rawText, MAX_TO))
  // The last server writes its field at the top.
  const receivedAt = findTime(fields, 'received', parseReceivedDate)
  return {
    subject: oneLine(decodeHead(find('subject'), rawText), MAX_TITLE_BYTES),
    at: findTime(fields, 'date', parseMailDate) ?? receivedAt,
    receivedAt,
    origin: {
      from: inOneLine(parseAddresses(find('from'), rawText, 1)[0] ?? NOBODY),
      to: [...mailboxes('to'), ...mailboxes('cc')].slice(0, MAX_TO).map(inOneLine),
      messageId: oneLine(find('message-id'), MAX_ID_BYTES),
      ...threadOf(find('in-reply-to'), find('references')),
    },
  }
}

/** Programs write some of them; a mail with more is not from one. */
const MAX_DATES = 100

function findTime(
  fields: readonly Field[],
  name: string,
  parse: (value: string) => number | null,
): number | null {
  const all = fields.filter((field) => field.name === name).slice(0, MAX_DATES)
  for (const { value } of all) {
    const at = parse(value)
    if (at !== null) return at
  }
  return null
}

/**
 * The answered mail is named by In-Reply-To, else by the last id in References. The first id there
 * began the thread.
 */
function threadOf(inReplyTo: string, references: string): Pick<MailOrigin, 'parent' | 'first'> {
  const ids = (text: string): string[] => text.match(/<[^<>\s]+>/g) ?? []
  const [answered, named] = [ids(inReplyTo)[0], ids(references)]
  const parent = answered ?? named.at(-1) ?? ''
  return { parent: oneLine(parent, MAX_ID_BYTES), first: oneLine(named[0] ?? parent, MAX_ID_BYTES) }
}

const NOBODY: MailAddress = { name: '', address: '' }

function inOneLine({ name, address }: MailAddress): MailAddress {
  return { name: oneLine(name, MAX_NAME_BYTES), address: oneLine(address, MAX_NAME_BYTES) }
}

/** Removes controls and direction marks, because the line is shown beside other texts. */
function oneLine(text: string, maxBytes: number): string {
  const plain = text
    .replace(/[\p{Cc}\p{Zl}\p{Zp}\p{Cs}\u200e\u200f\u202a-\u202e\u2066-\u2069]+/gu, ' ')
    .trim()
  return truncateUtf8(plain.normalize('NFC'), maxBytes)
}
