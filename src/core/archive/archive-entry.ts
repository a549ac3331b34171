// A post as an archive holds it, and the keys it stands under: by time, by tag and time, by object.
// After "notify": what a follower reads here says enough to show a list and to open a post.
import {
  bytesUpTo,
  compareBytes,
  concatBytes,
  decodeRecord,
  encodeRecord,
  equalBytes,
  key32,
  listUpTo,
  MalformedRecord,
  optional,
  parseText,
  record,
  textUpTo,
  time,
  toText,
  utf8,
  type Extended,
} from '../base/index.ts'

export interface ArchiveEntry extends Extended {
  /** Object id, 32 bytes. */
  object: Uint8Array
  /** ms since the epoch: the header's. */
  at: number
  tags: string[]
  title: string
  /** The object that this one takes the place of. */
  replaces: Uint8Array | null
  /** The public notice, as its feed has it; the archive does not look into it. */
  notice: Uint8Array
}

/** Where a list goes on: after this post. */
export type ArchivePlace = Pick<ArchiveEntry, 'at' | 'object'>

export const MAX_TAGS = 16
export const MAX_TAG_BYTES = 192
const MAX_TITLE_BYTES = 1024
export const MAX_NOTICE_BYTES = 4096

/** Persisted and sent. */
export const entryEncoding = record('archive entry', {
  object: key32,
  at: time,
  tags: listUpTo(textUpTo(MAX_TAG_BYTES), MAX_TAGS),
  title: textUpTo(MAX_TITLE_BYTES),
  replaces: optional(key32),
  notice: bytesUpTo(MAX_NOTICE_BYTES),
})

/** What stands under an object's own key; `entry` is there only where no list has it any more. Persisted and sent. */
export const archivedObjectEncoding = record('archived object', {
  at: time,
  entry: optional(entryEncoding),
})

/** @throws MalformedRecord when something in it is too long */
export function encodeEntry(entry: ArchiveEntry): Uint8Array {
  return encodeRecord(entryEncoding, entry)
}

/** @throws MalformedRecord */
export function decodeEntry(bytes: Uint8Array): ArchiveEntry {
  return decodeRecord(entryEncoding, bytes)
}

export function encodeObjectValue(at: number, entry: ArchiveEntry | null): Uint8Array {
  return encodeRecord(archivedObjectEncoding, { at, entry })
}

/** @throws MalformedRecord */
export function decodeObjectValue(bytes: Uint8Array): { at: number; entry: ArchiveEntry | null } {
  return decodeRecord(archivedObjectEncoding, bytes)
}

const BY_TIME = Buffer.from('p')
const BY_TAG = Buffer.from('t')
const BY_OBJECT = Buffer.from('o')
/** Parts of albums. */
const BY_PART = Buffer.from('c')

/** The one key that is no post's. Persisted and sent, as all of them: do not change. */
export const SUMMARY_KEY: Uint8Array = Buffer.from('s')

/** The start of the keys of one list: all posts, or those under a tag. */
export function listPrefix(tag: string | null): Uint8Array {
  if (tag === null) return BY_TIME
  const bytes = utf8(tag)
  if (bytes.byteLength > MAX_TAG_BYTES) throw new MalformedRecord('tag too long')
  return concatBytes(BY_TAG, Uint8Array.of(bytes.byteLength), bytes)
}

export function listKey(tag: string | null, { at, object }: ArchivePlace): Uint8Array {
  return concatBytes(listPrefix(tag), placeBytes(at), object)
}

export function objectKey(object: Uint8Array): Uint8Array {
  return concatBytes(BY_OBJECT, object)
}

export function partKey({ at, object }: ArchivePlace): Uint8Array {
  return concatBytes(BY_PART, placeBytes(at), object)
}

/** The start of the keys of all parts of albums. */
export const PART_PREFIX: Uint8Array = BY_PART

/** The part under this key, if it is the one that belongs there. @throws MalformedRecord */
export function readPart(key: Uint8Array, value: Uint8Array): ArchiveEntry {
  const entry = decodeEntry(value)
  if (compareBytes(key, partKey(entry)) !== 0)
    throw new MalformedRecord('a part stands under a key that is not its own')
  return entry
}

/** Every list that a post stands in, with its key there. */
export function listKeysOf(entry: ArchiveEntry): Uint8Array[] {
  return [null, ...new Set(entry.tags)].map((tag) => listKey(tag, entry))
}

/** The post under this key, if it is the one that belongs there. @throws MalformedRecord */
export function readListed(tag: string | null, key: Uint8Array, value: Uint8Array): ArchiveEntry {
  const entry = decodeEntry(value)
  const isItsPlace = compareBytes(key, listKey(tag, entry)) === 0
  if (!isItsPlace || (tag !== null && !entry.tags.includes(tag)))
    throw new MalformedRecord('a post stands under a key that is not its own')
  return entry
}

function placeBytes(at: number): Uint8Array {
  const bytes = Buffer.alloc(8)
  bytes.writeBigUInt64BE(BigInt(at))
  return bytes
}

/** The place that a key of a list names, behind the list's prefix. @throws MalformedRecord when it names none */
export function placeInKey(prefix: Uint8Array, key: Uint8Array): ArchivePlace {
  const place = decodePlace(toText(key.subarray(prefix.byteLength)))
  if (place === null) throw new MalformedRecord('a key that names no place')
  return place
}

/** The place as text, to be asked for with later. */
export function encodePlace({ at, object }: ArchivePlace): string {
  return toText(concatBytes(placeBytes(at), object))
}

/** Null when it is none. */
export function decodePlace(text: string): ArchivePlace | null {
  const bytes = text.length <= 128 ? parseText(text) : null
  if (bytes?.byteLength !== 40) return null
  const at = Number(Buffer.from(bytes.subarray(0, 8)).readBigUInt64BE())
  const place = { at, object: Buffer.from(bytes.subarray(8)) }
  return at <= 8.64e15 && equalBytes(parseText(encodePlace(place))!, bytes) ? place : null
}
