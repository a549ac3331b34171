// The records of a feed: notices, and what readers and authors report about objects afterwards.
// One record is one padded and sealed block. Its key is kdf(epoch secret, core
// key); its AAD is the core key and the position.
import type { NamedKind } from '../store/index.ts'
import {
  bytesUpTo,
  fixedBytes,
  key32,
  listUpTo,
  MalformedRecord,
  mapped,
  oneOf,
  optional,
  padTo,
  record,
  textUpTo,
  time,
  uint,
  UnknownForm,
  concatBytes,
  type Encoding,
  type Extended,
  formOf,
  type Form,
} from '../base/index.ts'
import { ANSWERS, type Answer } from '../contract/reader-states.ts'
import { MAX_PICTURE_BYTES } from '../identity/index.ts'
import { SMALL_BOX_OVERHEAD_BYTES, deriveKey, openRecord, sealRecord } from '../seal/index.ts'
import { refForm, type Ref } from '../store/index.ts'
import { noticeForm, type Notice } from './notice.ts'

/**
 * The limit of the note of a state. Every text of 1,000 UTF-16 units fits, which is the most that
 * the contract takes.
 */
export const MAX_NOTE_BYTES = 3000
const MAX_ASK_BYTES = 256
export const MAX_REACTION_BYTES = 32

export type FeedRecord = Extended & RecordContent

type RecordContent =
  | { type: 'notice'; notice: Notice }
  /** The reader's device has filed the notices of these objects. */
  | { type: 'arrived'; objects: Uint8Array[]; at: number }
  /** The reader's state of an object. `n` numbers the states of this person for this object. */
  | { type: 'state'; object: Uint8Array; n: number; value: Answer; at: number; note: string }
  /** The reader has key and blocks on disk, so the author need not keep the grants for them. */
  | { type: 'kept'; objects: Uint8Array[] }
  /**
   * A signed hold, let-go, recall or expiry, so that readers get it while the author is offline.
   */
  | { type: 'withdrawal'; record: Uint8Array }
  /** Release records, sealed to their author, so that a restored home can read them again. */
  | { type: 'released'; boxNumber: number; sealed: Uint8Array }
  | { type: 'ask'; ref: Ref; via: Uint8Array | null; text: string; at: number }
  | { type: 'card'; card: Uint8Array }
  /** The picture that the next card names, or that the previous one named. */
  | { type: 'picture'; bytes: Uint8Array }
  /** In a feed with many readers: another record, sealed to the box key of one of them. */
  | { type: 'addressed'; to: Uint8Array; boxNumber: number; sealed: Uint8Array }
  /**
   * From the owner of a group: the reader is a member, and this core contains the
   * membership records.
   */
  | { type: 'membership'; group: Uint8Array; core: Uint8Array; number: number; title: Uint8Array }
  /** In the feed of a group: this person has left the group. */
  | { type: 'leave' }
  /** In a public feed: the core and the length of its author's archive. */
  | { type: 'archive'; core: Uint8Array; length: number }
  /** A short word about an object. `n` numbers those of this person for this object. */
  | { type: 'reaction'; object: Uint8Array; n: number; text: string; at: number }
  /** This person has read the talk up to this object, and shows it. */
  | { type: 'seen'; object: Uint8Array; at: number }
  /**
   * The author of this object reminds readers who are silent. In the feed of a pair `to` is empty.
   * In the feed of a group it has one sealed box for each of them, so that nobody else learns who
   * they are.
   */
  | { type: 'nudge'; object: Uint8Array; to: Uint8Array[]; at: number }

/** Persisted and sent: the index is the type byte. Add new types only at the end. */
export const RECORD_TYPES = [
  'notice',
  'arrived',
  'state',
  'kept',
  'withdrawal',
  'released',
  'ask',
  'card',
  'picture',
  'addressed',
  'membership',
  'leave',
  'archive',
  'reaction',
  'seen',
  'nudge',
] as const satisfies readonly RecordContent['type'][]
const MAX_OBJECTS = 100
/** The readers whom one record in the feed of a group reminds. */
export const MAX_NUDGED = 100
const MAX_RECORD_BYTES = 6 * 1024
/** The title proves who owns the group: its founding record and hand-overs. */
const MAX_TITLE_BYTES = 5 * 1024

type FormOf<Type extends RecordContent['type']> = Form<
  Omit<Extract<RecordContent, { type: Type }>, 'type'> & Extended
>
const objectList = listUpTo(key32, MAX_OBJECTS)

/** Persisted and sent: the bytes after the type byte. */
export const feedRecordForms: { [Type in RecordContent['type']]: FormOf<Type> } = {
  notice: formOf(
    mapped(
      noticeForm.encoding,
      ({ notice }: { notice: Notice }) => notice,
      (notice) => ({ notice }),
    ),
  ),
  arrived: record('arrived', { objects: objectList, at: time }),
  state: record('state', {
    object: key32,
    n: uint,
    value: oneOf(ANSWERS),
    at: time,
    note: textUpTo(MAX_NOTE_BYTES),
  }),
  kept: record('kept', { objects: objectList }),
  withdrawal: record('withdrawal told', { record: bytesUpTo(1024) }),
  released: record('releases told', { boxNumber: uint, sealed: bytesUpTo(4096) }),
  ask: record('ask', {
    ref: refForm.encoding,
    via: optional(key32),
    text: textUpTo(MAX_ASK_BYTES),
    at: time,
  }),
  card: record('card told', { card: bytesUpTo(MAX_RECORD_BYTES) }),
  picture: record('picture', { bytes: bytesUpTo(MAX_PICTURE_BYTES) }),
  addressed: record('addressed', { to: key32, boxNumber: uint, sealed: bytesUpTo(5376) }),
  membership: record('membership told', {
    group: key32,
    core: key32,
    number: uint,
    title: bytesUpTo(MAX_TITLE_BYTES),
  }),
  leave: record('leave', {}),
  archive: record('archive told', { core: key32, length: uint }),
  reaction: record('reaction', { object: key32, n: uint, text: textUpTo(MAX_REACTION_BYTES), at: time }),
  seen: record('seen', { object: key32, at: time }),
  nudge: record('nudge', {
    object: key32,
    to: listUpTo(fixedBytes(SMALL_BOX_OVERHEAD_BYTES), MAX_NUDGED),
    at: time,
  }),
}

/** The types that are allowed in a feed of each audience. Any other type is bad input. */
export const TYPES_OF_AUDIENCE: Readonly<Record<NamedKind, ReadonlySet<FeedRecord['type']>>> = {
  person: new Set([
    'notice',
    'arrived',
    'state',
    'kept',
    'withdrawal',
    'released',
    'ask',
    'card',
    'picture',
    'membership',
    'reaction',
    'seen',
    'nudge',
  ]),
  group: new Set([
    'notice',
    'withdrawal',
    'released',
    'addressed',
    'leave',
    'card',
    'picture',
    'state',
    'reaction',
    'seen',
    'nudge',
  ]),
  public: new Set(['notice', 'card', 'picture', 'archive']),
}

const PAD_TO_BYTES = 256
/** Nonce and tag. */
const SEAL_BYTES = 24 + 16
/** In a group's feed, the epoch comes before the sealed record. */
export const EPOCH_BYTES = 4
export const MAX_FEED_BLOCK_BYTES = MAX_RECORD_BYTES + PAD_TO_BYTES + SEAL_BYTES

/** The first byte is the type. Of an unknown type nothing else is read. */
export const feedRecordForm: Form<FeedRecord> = formOf({
  form: 'feed record',
  preencode(state, record) {
    state.end++
    encodingOf(record).preencode(state, record)
  },
  encode(state, record) {
    uint.encode(state, RECORD_TYPES.indexOf(record.type))
    encodingOf(record).encode(state, record)
  },
  decode(state) {
    const number = uint.decode(state)
    const type = RECORD_TYPES[number]
    if (type === undefined) throw new UnknownForm(`unknown record type ${number}`)
    return { type, ...feedRecordForms[type].encoding.decode(state) } as FeedRecord
  },
})

function encodingOf({ type }: FeedRecord): Encoding<FeedRecord> {
  return feedRecordForms[type].encoding as Encoding<unknown> as Encoding<FeedRecord>
}

function additionalData(core: Uint8Array, position: number): Uint8Array {
  const at = Buffer.alloc(8)
  at.writeBigUInt64LE(BigInt(position))
  return concatBytes(core, at)
}

export function recordKey(epochSecret: Uint8Array, core: Uint8Array): Uint8Array {
  return deriveKey('fumikura/feed-record/1', epochSecret, core)
}

/**
 * Seals a record as the block at `position` of `core`. `before` is the number of clear bytes that
 * the block begins with, so that blocks of pairs and of groups have the same sizes.
 */
export function sealFeedRecord(
  key: Uint8Array,
  core: Uint8Array,
  position: number,
  record: FeedRecord,
  before = 0,
): Uint8Array {
  const plain = feedRecordForm.encode(record)
  if (plain.byteLength > MAX_RECORD_BYTES)
    throw new MalformedRecord(`a record of ${plain.byteLength} bytes is too long`)
  return sealRecord(key, padTo(plain, PAD_TO_BYTES, before), additionalData(core, position))
}

/** Returns the length of a record's block, padded and sealed, with `before` clear bytes. */
export function feedBlockBytes(record: FeedRecord, before = 0): number {
  const plain = feedRecordForm.encode(record)
  return before + padTo(plain, PAD_TO_BYTES, before).byteLength + SEAL_BYTES
}

/**
 * @throws MalformedRecord if the block is not a record that was sealed for this core and position
 */
export function openFeedRecord(
  key: Uint8Array,
  core: Uint8Array,
  position: number,
  block: Uint8Array,
): FeedRecord {
  if (block.byteLength > MAX_FEED_BLOCK_BYTES) throw new MalformedRecord('the block is too long')
  const plain = openRecord(key, block, additionalData(core, position))
  if (plain === null) throw new MalformedRecord('the block was not sealed for this core and position')
  return feedRecordForm.decodePadded(plain)
}
