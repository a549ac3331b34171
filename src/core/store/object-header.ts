// What is inside a sealed object: a header with its title, kind, time, persons and links, then the body.
// compose writes it, reference reads it; nothing of it is visible before the content key is.
import {
  decodeRecord,
  encodeRecord,
  key32,
  listUpTo,
  MalformedRecord,
  oneOf,
  optional,
  struct,
  textUpTo,
  time,
  versioned,
  bytesUpTo,
  concatBytes,
  type EncodedBy,
  type Encoding,
} from '../base/index.ts'
import { labelEncoding, plainLabelEncoding, type FileLabel } from './file-label.ts'
import { refEncoding, type Ref } from './ref.ts'

export const OBJECT_KINDS = ['letter', 'file', 'event', 'task', 'poll', 'collection'] as const
export type ObjectKind = (typeof OBJECT_KINDS)[number]
export const LINK_RELS = ['reply', 'attach', 'member', 'about', 'replaces'] as const
export type LinkRel = (typeof LINK_RELS)[number]

export interface Link {
  rel: LinkRel
  ref: Ref
  /** Content key of the target; only `attach` and a collection's `member` carry one. */
  key: Uint8Array | null
  /** What is shown of a file before it is fetched; of no other link. */
  label?: FileLabel
}

/** Whom an object was made for. What was shared later is not in it: an object never changes. */
export type MadeFor =
  { kind: 'persons' } | { kind: 'group'; group: Uint8Array } | { kind: 'self' } | { kind: 'public' }

export interface ObjectHeader {
  kind: ObjectKind
  title: string
  at: number
  /** Media type of the body. */
  type: string
  /** Everyone this object went to when it was made; empty where it was made for no persons. */
  to: Uint8Array[]
  links: Link[]
  madeFor: MadeFor
  /** Words its author files it under. */
  tags: string[]
  /** Of a mail that came from another program, and lies in the body as it came: what is shown of it before it is read. */
  origin?: MailOrigin
}

/** Who wrote a mail, in the words of that mail: nothing in it is proven. */
export interface MailOrigin {
  from: string
  to: string[]
  /** What other mails name it by; empty when it has no such name. */
  messageId: string
  /** The one it answers; empty when it answers none. */
  parent: string
}

export interface OpenedObject {
  header: ObjectHeader
  body: Uint8Array
}

export const MAX_TITLE_BYTES = 1024
export const MAX_PERSONS = 100
export const MAX_TAGS = 16
export const MAX_TAG_BYTES = 256
export const MAX_LINKS = 1000
/** Files of one letter. */
export const MAX_ATTACHMENTS = 200

/** Persisted: do not change. */
const linkEncoding = struct({ rel: oneOf(LINK_RELS), ref: refEncoding, key: optional(key32) })
const personsPart = {
  kind: oneOf(OBJECT_KINDS),
  title: textUpTo(MAX_TITLE_BYTES),
  at: time,
  type: textUpTo(255),
  to: listUpTo(key32, MAX_PERSONS),
  links: listUpTo(linkEncoding, MAX_LINKS),
}
/** Written to persons, without tags: byte for byte as before there were other audiences. */
const personsHeader = versioned(1, struct(personsPart))
const MADE_FOR = ['persons', 'group', 'self', 'public'] as const
const widePart = {
  ...personsPart,
  madeFor: oneOf(MADE_FOR),
  group: optional(key32),
  tags: listUpTo(textUpTo(MAX_TAG_BYTES), MAX_TAGS),
}
const anyHeader = versioned(2, struct(widePart))
const labelledLink = (label: Encoding<FileLabel>) =>
  struct({ rel: oneOf(LINK_RELS), ref: refEncoding, key: optional(key32), label: optional(label) })
/** As version 2, and a link may have a label: of a letter with attached files. */
const labelledHeader = versioned(
  3,
  struct({ ...widePart, links: listUpTo(labelledLink(plainLabelEncoding), MAX_LINKS) }),
)
/** As version 3, and a label may say more of a picture. */
const picturedHeader = versioned(
  4,
  struct({ ...widePart, links: listUpTo(labelledLink(labelEncoding), MAX_LINKS) }),
)
const originEncoding = struct({
  from: textUpTo(512),
  to: listUpTo(textUpTo(512), 100),
  messageId: textUpTo(1024),
  parent: textUpTo(1024),
})
/** As version 2, with where it came from: of a mail that was imported. */
const mailHeader = versioned(5, struct({ ...widePart, origin: originEncoding }))
/** Labels with previews are most of it: those of a letter with as many pictures as it may have. */
const MAX_HEADER_BYTES = 6 * 1024 * 1024
const framedHeader = bytesUpTo(MAX_HEADER_BYTES)

export function encodeHeader(header: ObjectHeader): Uint8Array {
  const { madeFor, tags, links } = header
  const group = madeFor.kind === 'group' ? madeFor.group : null
  if (header.origin !== undefined)
    return encodeRecord(mailHeader, { ...header, madeFor: madeFor.kind, group, origin: header.origin })
  if (links.some(({ label }) => label !== undefined)) {
    const labelled = links.map(({ label = null, ...link }) => ({ ...link, label }))
    const form = links.some(({ label }) => label?.facts !== undefined) ? picturedHeader : labelledHeader
    return encodeRecord(form, { ...header, links: labelled, madeFor: madeFor.kind, group })
  }
  if (madeFor.kind === 'persons' && tags.length === 0) return encodeRecord(personsHeader, header)
  return encodeRecord(anyHeader, { ...header, madeFor: madeFor.kind, group })
}

/** @throws MalformedRecord, also when a link carries a key it may not */
export function decodeHeader(bytes: Uint8Array): ObjectHeader {
  const header = decodeAnyHeader(bytes)
  const mayCarryKey = (link: Link) =>
    link.rel === 'attach' || (link.rel === 'member' && header.kind === 'collection')
  if (header.links.some((link) => link.key !== null && !mayCarryKey(link)))
    throw new MalformedRecord('key in a link')
  return header
}

function decodeAnyHeader(bytes: Uint8Array): ObjectHeader {
  if (bytes[0] === 5) {
    const { origin, ...header } = decodeRecord(mailHeader, bytes)
    return { ...toHeader(header), origin }
  }
  if (bytes[0] === 4) return toHeader(checkLabels(decodeRecord(picturedHeader, bytes)))
  if (bytes[0] === 3) return toHeader(checkLabels(decodeRecord(labelledHeader, bytes)))
  if (bytes[0] === 2) return toHeader(decodeRecord(anyHeader, bytes))
  return { ...decodeRecord(personsHeader, bytes), madeFor: { kind: 'persons' }, tags: [] }
}

/** @throws MalformedRecord when a label stands at a link that names no file, or that hands over no key */
function checkLabels({ links, ...header }: EncodedBy<typeof picturedHeader>): StoredHeader {
  const mayBe = ({ rel, key }: { rel: LinkRel; key: Uint8Array | null }): boolean =>
    key !== null && (rel === 'attach' || (rel === 'member' && header.kind === 'collection'))
  if (links.some((link) => link.label !== null && !mayBe(link)))
    throw new MalformedRecord('a label where none belongs')
  return {
    ...header,
    links: links.map(({ label, ...link }) => (label === null ? link : { ...link, label })),
  }
}

type StoredHeader = EncodedBy<typeof anyHeader>

/** @throws MalformedRecord */
function toHeader({ madeFor, group, ...header }: StoredHeader): ObjectHeader {
  if ((madeFor === 'group') !== (group !== null))
    throw new MalformedRecord('a group where none belongs, or none')
  if (madeFor !== 'persons' && header.to.length > 0) throw new MalformedRecord('persons where none belong')
  return { ...header, madeFor: madeFor === 'group' ? { kind: madeFor, group: group! } : { kind: madeFor } }
}

/** Header (length first) and body as one plaintext. */
export function encodeObject(header: ObjectHeader, body: Uint8Array): Uint8Array {
  return concatBytes(encodeRecord(framedHeader, encodeHeader(header)), body)
}

/** The header, and where the body begins, of a plaintext whose start is here. @throws MalformedRecord when the header goes beyond it */
export function decodeObjectStart(start: Uint8Array): { header: ObjectHeader; bodyStart: number } {
  const { header, body } = decodeObject(start)
  return { header, bodyStart: start.byteLength - body.byteLength }
}

/** @throws MalformedRecord */
export function decodeObject(plaintext: Uint8Array): OpenedObject {
  const state = { start: 0, end: plaintext.byteLength, buffer: plaintext }
  try {
    const header = decodeHeader(framedHeader.decode(state))
    return { header, body: plaintext.subarray(state.start) }
  } catch (error) {
    throw error instanceof MalformedRecord ? error : new MalformedRecord('object undecodable', error)
  }
}

export function linkTo(header: ObjectHeader, rel: LinkRel): Link | null {
  return header.links.find((link) => link.rel === rel) ?? null
}
