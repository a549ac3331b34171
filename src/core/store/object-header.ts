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
} from '../base/index.ts'
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
}

export interface ObjectHeader {
  kind: ObjectKind
  title: string
  at: number
  /** Media type of the body. */
  type: string
  /** Everyone this object went to when it was made; empty for self and public. */
  to: Uint8Array[]
  links: Link[]
}

export interface OpenedObject {
  header: ObjectHeader
  body: Uint8Array
}

export const MAX_TITLE_BYTES = 1024
export const MAX_PERSONS = 100
const MAX_LINKS = 1000

/** Persisted: do not change. */
const linkEncoding = struct({ rel: oneOf(LINK_RELS), ref: refEncoding, key: optional(key32) })
const headerEncoding = versioned(
  1,
  struct({
    kind: oneOf(OBJECT_KINDS),
    title: textUpTo(MAX_TITLE_BYTES),
    at: time,
    type: textUpTo(255),
    to: listUpTo(key32, MAX_PERSONS),
    links: listUpTo(linkEncoding, MAX_LINKS),
  }),
)
const MAX_HEADER_BYTES = 512 * 1024
const framedHeader = bytesUpTo(MAX_HEADER_BYTES)

export function encodeHeader(header: ObjectHeader): Uint8Array {
  return encodeRecord(headerEncoding, header)
}

/** @throws MalformedRecord, also when a link carries a key it may not */
export function decodeHeader(bytes: Uint8Array): ObjectHeader {
  const header = decodeRecord(headerEncoding, bytes)
  const mayCarryKey = (link: Link) =>
    link.rel === 'attach' || (link.rel === 'member' && header.kind === 'collection')
  if (header.links.some((link) => link.key !== null && !mayCarryKey(link)))
    throw new MalformedRecord('key in a link')
  return header
}

/** Header (length first) and body as one plaintext. */
export function encodeObject(header: ObjectHeader, body: Uint8Array): Uint8Array {
  return concatBytes(encodeRecord(framedHeader, encodeHeader(header)), body)
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
