// The content of a sealed object: a header with title, kind, time, persons and links, then the
// coded body.
// compose writes it, reference reads it. None of it is visible without the content key.
import {
  bool,
  int,
  key32,
  listUpTo,
  MalformedRecord,
  oneOf,
  optional,
  part,
  record,
  textUpTo,
  time,
  uint,
  bytesUpTo,
  concatBytes,
  mapped,
  type EncodedBy,
  type Encoding,
  type Extended,
  formOf,
  type Form,
} from '../base/index.ts'
import { MAX_SMALL_PLAINTEXT_BYTES } from '../seal/index.ts'
import { NAMED_KINDS, type MadeFor } from './audience.ts'
import { codeBody, codingForm, decodeBody, type CodedBody } from './body-coding.ts'
import { labelEncoding, MAX_FILE_TYPE_BYTES, type FileLabel } from './file-label.ts'
import { factsOf, OBJECT_KINDS, type ObjectKind } from './object-kinds.ts'
import { refForm, type Ref } from './ref.ts'

const LINK_RELS = ['reply', 'attach', 'member', 'about', 'replaces'] as const
type LinkRel = (typeof LINK_RELS)[number]

export interface Link {
  rel: LinkRel
  ref: Ref
  /**
   * Content key of the target. Only an `attach` link, and a `member` link of a collection, has one.
   */
  key: Uint8Array | null
  /** What is shown of a file before it is fetched. Only for a link with a key. */
  label?: FileLabel
}

export interface ObjectHeader extends Extended {
  kind: ObjectKind
  title: string
  at: number
  /** Media type of the body. */
  type: string
  /**
   * Everyone that this object was addressed to when it was made. Empty if it was not made for
   * persons.
   */
  to: Uint8Array[]
  links: Link[]
  madeFor: MadeFor
  /** The tags of its author. */
  tags: string[]
  /** Of a mail, and of nothing else: what is shown before its body, the message itself, is read. */
  origin?: MailOrigin
  /** For a letter that goes to mail addresses too. Their keys are in `to`. */
  byMail?: SentByMail
}

/** A mailbox as a mail states it. Either may be empty. */
export type MailAddress = EncodedBy<typeof mailAddressEncoding>

/**
 * The sender and the addressees of a mail, as its own header fields state them. Nothing here is
 * proven.
 */
export interface MailOrigin {
  from: MailAddress
  to: MailAddress[]
  /** The Message-ID; empty if it has none. */
  messageId: string
  /** The Message-ID of the mail that it answers; empty if it answers none. */
  parent: string
  /** The Message-ID of the mail that began its thread; empty if it began one. */
  first: string
  /**
   * ms since the epoch: the time that the mail states, if the header has another one. A list cannot
   * sort by a time before 1970 or after the arrival. Null or absent if both are the same.
   */
  writtenAt?: number | null
  /** The files inside it, in their order. */
  files: MailFile[]
}

/** Whom a letter was sent to by mail, and the own address that it is from. */
export type SentByMail = EncodedBy<typeof sentByMailEncoding>

export interface OpenedObject {
  header: ObjectHeader
  body: Uint8Array
}

export const MAX_TITLE_BYTES = 1024
export const MAX_PERSONS = 100
export const MAX_TAGS = 16
export const MAX_TAG_BYTES = 256
export const MAX_LINKS = 1000
/** The largest number of files in one letter. */
export const MAX_ATTACHMENTS = 200

const storedLink = part('link', {
  rel: oneOf(LINK_RELS),
  ref: refForm.encoding,
  key: optional(key32),
  label: optional(labelEncoding),
})
export const linkEncoding: Encoding<Link> = mapped(
  storedLink,
  (link: Link) => ({ ...link, label: link.label ?? null }),
  ({ label, ...link }): Link => (label === null ? link : { ...link, label }),
)

/** As in BODY[1.2]. */
const MAX_SECTION_BYTES = 128

/** The most parts that are read of a mail. */
export const MAX_MAIL_FILES = 1000

export const mailFileEncoding = part('mailFile', {
  name: textUpTo(255),
  size: uint,
  type: textUpTo(MAX_FILE_TYPE_BYTES),
  width: optional(uint),
  height: optional(uint),
  section: optional(textUpTo(MAX_SECTION_BYTES)),
  isListed: bool,
})

/**
 * A file inside a mail: the name that the mail gives it, its decoded bytes, its media type, and of
 * a picture its size in pixels. `section`: where it is in the mail, if it stayed at the server when
 * the mail was kept. Then `size` is an estimate, and `type` is what the sender claims. `isListed`:
 * it is a file to a person, so that lists of files have it.
 */
export type MailFile = EncodedBy<typeof mailFileEncoding>

export const mailAddressEncoding = part('mailAddress', { name: textUpTo(512), address: textUpTo(512) })

const storedOrigin = part('origin', {
  from: mailAddressEncoding,
  to: listUpTo(mailAddressEncoding, 100),
  messageId: textUpTo(1024),
  parent: textUpTo(1024),
  first: textUpTo(1024),
  writtenAt: optional(int),
  files: listUpTo(mailFileEncoding, MAX_MAIL_FILES),
})
export const originEncoding: Encoding<MailOrigin> = mapped(
  storedOrigin,
  ({ writtenAt = null, ...origin }: MailOrigin) => ({ ...origin, writtenAt }),
  (origin): MailOrigin => origin,
)

/** The longest address of a mail (RFC 5321). */
const MAX_ADDRESS_BYTES = 320
export const MAX_MAIL_READERS = 50
export const mailReaderEncoding = part('mailReader', {
  name: textUpTo(512),
  address: textUpTo(MAX_ADDRESS_BYTES),
})
export const sentByMailEncoding = part('sentByMail', {
  from: textUpTo(MAX_ADDRESS_BYTES),
  to: listUpTo(mailReaderEncoding, MAX_MAIL_READERS),
})

const MADE_FOR = ['self', ...NAMED_KINDS] as const
const storedHeader = record('header', {
  kind: oneOf(OBJECT_KINDS),
  title: textUpTo(MAX_TITLE_BYTES),
  at: time,
  type: textUpTo(255),
  to: listUpTo(key32, MAX_PERSONS),
  links: listUpTo(linkEncoding, MAX_LINKS),
  madeFor: oneOf(MADE_FOR),
  group: optional(key32),
  tags: listUpTo(textUpTo(MAX_TAG_BYTES), MAX_TAGS),
  origin: optional(originEncoding),
  byMail: optional(sentByMailEncoding),
})
type StoredHeader = EncodedBy<typeof storedHeader>

/**
 * Persisted and sent, inside the seal. Decoding throws MalformedRecord, also if a link has a key or
 * a label that it may not have.
 */
export const headerForm: Form<ObjectHeader> = formOf(
  mapped(
    storedHeader.encoding,
    (header: ObjectHeader): StoredHeader => ({
      ...header,
      madeFor: header.madeFor.kind,
      group: 'group' in header.madeFor ? header.madeFor.group : null,
      origin: header.origin ?? null,
      byMail: header.byMail ?? null,
    }),
    ({ madeFor, group, origin, byMail, ...header }): ObjectHeader => {
      if ((madeFor === 'group') !== (group !== null))
        throw new MalformedRecord('a group id without a group audience, or the reverse')
      if (madeFor !== 'person' && header.to.length > 0)
        throw new MalformedRecord('addressees without a person audience')
      if ((header.kind === 'mail') !== (origin !== null))
        throw new MalformedRecord('a mail without an origin, or the reverse')
      checkLinks(header)
      return {
        ...header,
        madeFor: madeFor === 'group' ? { kind: madeFor, group: group! } : { kind: madeFor },
        ...(origin === null ? {} : { origin }),
        ...(byMail === null ? {} : { byMail }),
      }
    },
  ),
)

/**
 * @throws MalformedRecord if a link that names no file has a key, or a link without a key has a
 * label
 */
function checkLinks({ kind, links }: Pick<ObjectHeader, 'kind' | 'links'>): void {
  for (const { rel, key, label } of links) {
    const isFile = rel === 'attach' || (rel === 'member' && factsOf(kind).hasMembers)
    if (key !== null && !isFile) throw new MalformedRecord('a key in a link that names no file')
    if (label !== undefined && key === null) throw new MalformedRecord('a label in a link without a key')
  }
}

/**
 * Most of a header is labels with previews. The limit is enough for a letter with the largest
 * number of pictures.
 */
export const MAX_HEADER_BYTES = 6 * 1024 * 1024
const framedHeader = bytesUpTo(MAX_HEADER_BYTES)

/**
 * Encodes header, with its length first, and body as one plaintext. Text is deflated if the whole
 * is short enough for one chunk.
 */
export function encodeObject(header: ObjectHeader, body: Uint8Array): Uint8Array {
  const coded = encodeCoded(header, codeBody(header, body))
  return coded.byteLength <= MAX_SMALL_PLAINTEXT_BYTES
    ? coded
    : encodeCoded(header, { coding: 'identity', bytes: body })
}

/** Encodes an object whose body was coded before. */
export function encodeCoded(header: ObjectHeader, { coding, bytes }: CodedBody): Uint8Array {
  return concatBytes(formOf(framedHeader).encode(headerForm.encode(header)), codingForm.encode(coding), bytes)
}

/**
 * The header, and the offset of the body, in a plaintext of which only the start is here.
 * @throws MalformedRecord if the header is longer than the start, or if the body is coded
 */
export function decodeObjectStart(start: Uint8Array): { header: ObjectHeader; bodyStart: number } {
  const { header, coded } = decodeCoded(start)
  if (coded.coding !== 'identity') throw new MalformedRecord('a coded body cannot be read in part')
  return { header, bodyStart: start.byteLength - coded.bytes.byteLength }
}

/** @throws MalformedRecord */
export function decodeObject(plaintext: Uint8Array): OpenedObject {
  const { header, coded } = decodeCoded(plaintext)
  const mayBeCoded = factsOf(header.kind).isReadWhole && plaintext.byteLength <= MAX_SMALL_PLAINTEXT_BYTES
  if (coded.coding !== 'identity' && !mayBeCoded)
    throw new MalformedRecord('a coded body of a file, or of several chunks')
  return { header, body: decodeBody(coded) }
}

function decodeCoded(plaintext: Uint8Array): { header: ObjectHeader; coded: CodedBody } {
  const state = { start: 0, end: plaintext.byteLength, buffer: plaintext }
  try {
    const header = headerForm.decode(framedHeader.decode(state))
    const coding = codingForm.encoding.decode(state)
    return { header, coded: { coding, bytes: plaintext.subarray(state.start) } }
  } catch (error) {
    throw error instanceof MalformedRecord
      ? error
      : new MalformedRecord('an object that cannot be decoded', error)
  }
}

export function linkTo(header: ObjectHeader, rel: LinkRel): Link | null {
  return header.links.find((link) => link.rel === rel) ?? null
}
