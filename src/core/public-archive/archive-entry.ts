// A post in an archive, and its keys: by time, by tag and time, and by object.
// After "notify": an entry contains enough to list a post and to open it.
import {
  bytesUpTo,
  compareBytes,
  concatBytes,
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
  type EncodedBy,
} from '../base/index.ts'

/** The position in a list after which the next page starts: the last post of a page. */
export type ArchivePosition = Pick<ArchiveEntry, 'at' | 'object'>

export const MAX_TAGS = 16
export const MAX_TAG_BYTES = 192
const MAX_TITLE_BYTES = 1024
export const MAX_NOTICE_BYTES = 6144

/** Persisted and sent. */
export const entryForm = record('archive entry', {
  /** Object id, 32 bytes. */
  object: key32,
  /** ms since the epoch, from the header. */
  at: time,
  tags: listUpTo(textUpTo(MAX_TAG_BYTES), MAX_TAGS),
  title: textUpTo(MAX_TITLE_BYTES),
  /** The object that this one replaces. */
  replaces: optional(key32),
  /** The public notice with the same bytes as in the feed. The archive does not decode it. */
  notice: bytesUpTo(MAX_NOTICE_BYTES),
})
export type ArchiveEntry = EncodedBy<typeof entryForm>

/**
 * The value at an object's own key. `entry` is present only if the post is in no
 * list any longer. Persisted and sent.
 */
export const archivedObjectForm = record('archived object', {
  at: time,
  entry: optional(entryForm.encoding),
})

export function encodeObjectValue(at: number, entry: ArchiveEntry | null): Uint8Array {
  return archivedObjectForm.encode({ at, entry })
}

const BY_TIME = Buffer.from('p')
const BY_TAG = Buffer.from('t')
const BY_OBJECT = Buffer.from('o')
/** The parts of albums. */
const BY_PART = Buffer.from('c')

/**
 * The only key that does not belong to a post. All keys are persisted and sent, so do not change
 * them.
 */
export const SUMMARY_KEY: Uint8Array = Buffer.from('s')

/** Returns the prefix of the keys of one list: all posts, or those with a tag. */
export function listPrefix(tag: string | null): Uint8Array {
  if (tag === null) return BY_TIME
  const bytes = utf8(tag)
  if (bytes.byteLength > MAX_TAG_BYTES) throw new MalformedRecord('the tag is too long')
  return concatBytes(BY_TAG, Uint8Array.of(bytes.byteLength), bytes)
}

export function listKey(tag: string | null, { at, object }: ArchivePosition): Uint8Array {
  return concatBytes(listPrefix(tag), timeBytes(at), object)
}

export function objectKey(object: Uint8Array): Uint8Array {
  return concatBytes(BY_OBJECT, object)
}

export function partKey({ at, object }: ArchivePosition): Uint8Array {
  return concatBytes(BY_PART, timeBytes(at), object)
}

/** The prefix of the keys of all parts of albums. */
export const PART_PREFIX: Uint8Array = BY_PART

/** Decodes a part and checks that it belongs to this key. @throws MalformedRecord */
export function readPart(key: Uint8Array, value: Uint8Array): ArchiveEntry {
  const entry = entryForm.decode(value)
  if (compareBytes(key, partKey(entry)) !== 0)
    throw new MalformedRecord('the part does not belong to its key')
  return entry
}

/** Returns the keys of a post in all lists that contain it. */
export function listKeysOf(entry: ArchiveEntry): Uint8Array[] {
  return [null, ...new Set(entry.tags)].map((tag) => listKey(tag, entry))
}

/** Decodes a post and checks that it belongs to this key. @throws MalformedRecord */
export function readListed(tag: string | null, key: Uint8Array, value: Uint8Array): ArchiveEntry {
  const entry = entryForm.decode(value)
  const isOwnKey = compareBytes(key, listKey(tag, entry)) === 0
  if (!isOwnKey || (tag !== null && !entry.tags.includes(tag)))
    throw new MalformedRecord('the post does not belong to its key')
  return entry
}

function timeBytes(at: number): Uint8Array {
  const bytes = Buffer.alloc(8)
  bytes.writeBigUInt64BE(BigInt(at))
  return bytes
}

/**
 * The position that a key of a list contains after the list's prefix.
 * @throws MalformedRecord if it contains none
 */
export function positionInKey(prefix: Uint8Array, key: Uint8Array): ArchivePosition {
  const position = decodePosition(toText(key.subarray(prefix.byteLength)))
  if (position === null) throw new MalformedRecord('the key contains no position')
  return position
}

/** Returns the position as text, for the request of the next page. */
export function encodePosition({ at, object }: ArchivePosition): string {
  return toText(concatBytes(timeBytes(at), object))
}

/** Null if the text is not a position. */
export function decodePosition(text: string): ArchivePosition | null {
  const bytes = text.length <= 128 ? parseText(text) : null
  if (bytes?.byteLength !== 40) return null
  const at = Number(Buffer.from(bytes.subarray(0, 8)).readBigUInt64BE())
  const position = { at, object: Buffer.from(bytes.subarray(8)) }
  return at <= 8.64e15 && equalBytes(parseText(encodePosition(position))!, bytes) ? position : null
}
