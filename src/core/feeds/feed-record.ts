// What a pair feed can say: notices, and what readers and authors tell each other about objects afterwards.
// One record, one padded and sealed block. Sealed under kdf(epoch secret, core key); AAD is the core key and the position.
import type { AudienceKind } from '../store/index.ts'
import {
  bytesUpTo,
  decodePadded,
  decodeRecord,
  encodeRecord,
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
} from '../base/index.ts'
import { MAX_PICTURE_BYTES } from '../identity/index.ts'
import { deriveKey, openRecord, sealRecord } from '../seal/index.ts'
import { refEncoding, type Ref } from '../store/index.ts'
import { noticeEncoding, type Notice } from './notice.ts'

export const STATE_VALUES = ['done', 'accepted', 'declined'] as const
export type StateValue = (typeof STATE_VALUES)[number]
export const MAX_NOTE_BYTES = 1024
export const MAX_ASK_BYTES = 256

export type FeedRecord = Extended & Said

type Said =
  | { type: 'notice'; notice: Notice }
  /** The reader's device has filed these objects' notices. */
  | { type: 'arrived'; objects: Uint8Array[]; at: number }
  /** What the reader says about an object: the n-th word of this person on it. */
  | { type: 'state'; object: Uint8Array; n: number; value: StateValue; at: number; note: string }
  /** The reader holds key and blocks on disk: the author need not keep the grant for them. */
  | { type: 'kept'; objects: Uint8Array[] }
  /** A signed hold, let-go, recall or expiry, so that readers learn of it while the author is away. */
  | { type: 'withdrawal'; record: Uint8Array }
  /** Release records sealed to their author, for a restored home to read back. */
  | { type: 'released'; boxNumber: number; sealed: Uint8Array }
  | { type: 'ask'; ref: Ref; via: Uint8Array | null; text: string; at: number }
  | { type: 'card'; card: Uint8Array }
  /** The picture that the next card names, or that the last one did. */
  | { type: 'picture'; bytes: Uint8Array }
  /** In a feed that many read: another record, sealed to the box key of one of them. */
  | { type: 'addressed'; to: Uint8Array; boxNumber: number; sealed: Uint8Array }
  /** From the owner of a group: you are in it, and its membership records lie in this core. */
  | { type: 'membership'; group: Uint8Array; core: Uint8Array; number: number; title: Uint8Array }
  /** In the feed of a group: this person is in it no more, by their own will. */
  | { type: 'leave' }
  /** In a public feed: how far its author's archive goes, and in which core. */
  | { type: 'archive'; core: Uint8Array; length: number }

/** Persisted and sent: the order is the type byte. Append only. */
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
] as const satisfies readonly Said['type'][]
const MAX_OBJECTS = 100
const MAX_RECORD_BYTES = 6 * 1024
/** By what right the owner of a group owns it: a founding and its hand-overs. */
const MAX_TITLE_BYTES = 5 * 1024

type Fields<Type extends Said['type']> = Encoding<Omit<Extract<Said, { type: Type }>, 'type'> & Extended>
const objectList = listUpTo(key32, MAX_OBJECTS)

/** Persisted and sent: what stands behind the type byte. */
export const feedRecordEncodings: { [Type in Said['type']]: Fields<Type> } = {
  notice: mapped(
    noticeEncoding,
    ({ notice }: { notice: Notice }) => notice,
    (notice) => ({ notice }),
  ),
  arrived: record('arrived', { objects: objectList, at: time }),
  state: record('state', {
    object: key32,
    n: uint,
    value: oneOf(STATE_VALUES),
    at: time,
    note: textUpTo(MAX_NOTE_BYTES),
  }),
  kept: record('kept', { objects: objectList }),
  withdrawal: record('withdrawal told', { record: bytesUpTo(1024) }),
  released: record('releases told', { boxNumber: uint, sealed: bytesUpTo(4096) }),
  ask: record('ask', { ref: refEncoding, via: optional(key32), text: textUpTo(MAX_ASK_BYTES), at: time }),
  card: record('card told', { card: bytesUpTo(MAX_RECORD_BYTES) }),
  picture: record('picture', { bytes: bytesUpTo(MAX_PICTURE_BYTES) }),
  addressed: record('addressed', { to: key32, boxNumber: uint, sealed: bytesUpTo(4096) }),
  membership: record('membership told', {
    group: key32,
    core: key32,
    number: uint,
    title: bytesUpTo(MAX_TITLE_BYTES),
  }),
  leave: record('leave', {}),
  archive: record('archive told', { core: key32, length: uint }),
}

/** What may stand in the feed of which audience; anything else there is bad input. */
export const TYPES_OF_AUDIENCE: Readonly<Record<AudienceKind, ReadonlySet<FeedRecord['type']>>> = {
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
  ]),
  group: new Set(['notice', 'withdrawal', 'released', 'addressed', 'leave', 'card', 'picture']),
  public: new Set(['notice', 'card', 'picture', 'archive']),
}

const PAD_TO_BYTES = 256
/** Nonce, tag, and a record padded to the step. */
const SEAL_BYTES = 24 + 16
/** In a group's feed the epoch stands before the seal. */
export const EPOCH_BYTES = 4
export const MAX_FEED_BLOCK_BYTES = MAX_RECORD_BYTES + PAD_TO_BYTES + SEAL_BYTES + EPOCH_BYTES

/** One byte says what follows. Of a type that is not known here nothing is read. */
const recordEncoding: Encoding<FeedRecord> = {
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
    if (type === undefined) throw new UnknownForm(`a record of type ${number}`)
    return { type, ...feedRecordEncodings[type].decode(state) } as FeedRecord
  },
}

function encodingOf({ type }: FeedRecord): Encoding<FeedRecord> {
  return feedRecordEncodings[type] as Encoding<unknown> as Encoding<FeedRecord>
}

function additionalData(core: Uint8Array, position: number): Uint8Array {
  const at = Buffer.alloc(8)
  at.writeBigUInt64LE(BigInt(position))
  return concatBytes(core, at)
}

export function recordKey(epochSecret: Uint8Array, core: Uint8Array): Uint8Array {
  return deriveKey('fumikura/feed-record/1', epochSecret, core)
}

/** A record as it is sealed into another one. */
export function encodeFeedRecord(record: FeedRecord): Uint8Array {
  return encodeRecord(recordEncoding, record)
}

/** @throws MalformedRecord */
export function decodeFeedRecord(bytes: Uint8Array): FeedRecord {
  return decodeRecord(recordEncoding, bytes)
}

/** The block for `position` of `core`. */
export function sealFeedRecord(
  key: Uint8Array,
  core: Uint8Array,
  position: number,
  record: FeedRecord,
): Uint8Array {
  const plain = encodeRecord(recordEncoding, record)
  if (plain.byteLength > MAX_RECORD_BYTES) throw new MalformedRecord(`a record of ${plain.byteLength} bytes`)
  return sealRecord(key, padTo(plain, PAD_TO_BYTES), additionalData(core, position))
}

/** How many bytes a record takes in a feed, padded and sealed. */
export function feedBlockBytes(record: FeedRecord): number {
  return padTo(encodeRecord(recordEncoding, record), PAD_TO_BYTES).byteLength + SEAL_BYTES
}

/** @throws MalformedRecord when the block is not a record sealed for exactly this place */
export function openFeedRecord(
  key: Uint8Array,
  core: Uint8Array,
  position: number,
  block: Uint8Array,
): FeedRecord {
  if (block.byteLength > MAX_FEED_BLOCK_BYTES) throw new MalformedRecord('a block larger than any record')
  const plain = openRecord(key, block, additionalData(core, position))
  if (plain === null) throw new MalformedRecord('not sealed for this place')
  return decodePadded(recordEncoding, plain)
}
