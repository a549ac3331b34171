// A notice: "there is an object for you, here is its ref". The only thing that is ever delivered.
// notify writes it into the feed of its audience, receive checks and files it; it can be read before opening and after a recall.
import {
  bool,
  bytesUpTo,
  fixedBytes,
  key32,
  listUpTo,
  oneOf,
  optional,
  struct,
  textUpTo,
  time,
  truncateUtf8,
  uint,
  versioned,
  MalformedRecord,
  type EncodedBy,
  type Encoding,
  type EncodingState,
} from '../base/index.ts'
import { INITIALS_BYTES, MAX_NAMED } from './initials.ts'
import { MAX_PERSONS, OBJECT_KINDS, refEncoding, type ObjectKind, type Ref } from '../store/index.ts'

export const MODES = ['open', 'controlled'] as const
export type Mode = (typeof MODES)[number]

/** Where a notice stands in the life of the group that is told. */
export interface GroupPlace {
  group: Uint8Array
  era: number
  epoch: number
  /** Number and hash of the membership record that its author knew. */
  number: number
  record: Uint8Array
}

export interface Notice {
  ref: Ref
  /** The header's title, cut at a character boundary after 200 bytes; null when the author keeps it sealed. */
  title: string | null
  /** Everyone the letter went to; empty where a group or anyone is told, and where they are too many to be named. */
  to: Uint8Array[]
  /** Of more than a few persons only this much of each, in the header's order; else null. */
  initials: Uint8Array[] | null
  kind: ObjectKind
  /** Padded bytes that a reader will fetch. */
  size: number
  at: number
  urgent: boolean
  mode: Mode
  expiresAt: number | null
  reply: Ref | null
  releaser: { device: Uint8Array; term: number }
  /** The reader's box key that the grant is or will be sealed to. */
  boxNumber: number
  /** The content key, sealed to the reader or under the group's secret, or bare for anyone: in the notice of open objects, never of controlled ones. */
  grant: Uint8Array | null
  audience: { kind: 'persons' } | ({ kind: 'group' } & GroupPlace) | { kind: 'public' }
  /** It was given to this audience later: its header names those it was made for. */
  isShared: boolean
  /** The earlier version that it takes the place of. */
  replaces: Ref | null
  /** The files that it attaches, or that an album's page has as members. */
  attached: Attached
}

/** How many files, and their true bytes. */
export interface Attached {
  count: number
  bytes: number
}

export const MAX_NOTICE_TITLE_BYTES = 200
export const GRANT_BYTES = 80

const headPart = { ref: refEncoding, title: optional(textUpTo(MAX_NOTICE_TITLE_BYTES)) }
const restPart = {
  kind: oneOf(OBJECT_KINDS),
  size: uint,
  at: time,
  urgent: bool,
  mode: oneOf(MODES),
  expiresAt: optional(time),
  reply: optional(refEncoding),
  releaser: struct({ device: key32, term: uint }),
  boxNumber: uint,
  grant: optional(bytesUpTo(GRANT_BYTES)),
  attached: struct({ count: uint, bytes: uint }),
}
/** Persisted and sent: do not change. */
const personsPart = { ...headPart, to: listUpTo(key32, MAX_PERSONS), ...restPart }
/** To persons, when the letter is made: byte for byte as before there were other audiences. */
const personsNotice = versioned(1, struct(personsPart))
const AUDIENCES = ['persons', 'group', 'public'] as const
const placeEncoding = struct({ group: key32, era: uint, epoch: uint, number: uint, record: key32 })
const anyNotice = versioned(
  2,
  struct({
    ...personsPart,
    audience: oneOf(AUDIENCES),
    place: optional(placeEncoding),
    isShared: bool,
    replaces: optional(refEncoding),
  }),
)

/** To so many persons that their names would be most of it. */
const manyNotice = versioned(
  3,
  struct({
    ...headPart,
    initials: listUpTo(fixedBytes(INITIALS_BYTES), MAX_PERSONS),
    ...restPart,
    replaces: optional(refEncoding),
  }),
)

const TO_PERSONS = { audience: { kind: 'persons' }, isShared: false } as const

export const noticeEncoding: Encoding<Notice> = {
  preencode: (state, notice) => formOf(notice).preencode(state, toStored(notice)),
  encode: (state, notice) => formOf(notice).encode(state, toStored(notice)),
  decode(state) {
    const version = state.buffer[state.start]
    if (version === 3) return decodeMany(state)
    if (version !== 2)
      return { ...personsNotice.decode(state), ...TO_PERSONS, initials: null, replaces: null }
    const { audience, place, ...notice } = anyNotice.decode(state)
    if ((audience === 'group') !== (place !== null))
      throw new MalformedRecord('a group where none belongs, or none')
    if ((audience === 'persons') !== notice.to.length > 0)
      throw new MalformedRecord('persons where none belong, or none')
    return {
      ...notice,
      initials: null,
      audience: audience === 'group' ? { kind: audience, ...place! } : { kind: audience },
    }
  },
}

function decodeMany(state: EncodingState): Notice {
  const notice = manyNotice.decode(state)
  if (notice.initials.length <= MAX_NAMED) throw new MalformedRecord('initials of persons who could be named')
  return { ...notice, ...TO_PERSONS, to: [] }
}

type StoredNotice = EncodedBy<typeof anyNotice>

function formOf({ audience, isShared, replaces, initials }: Notice): Encoding<StoredNotice> {
  if (initials !== null) return manyNotice as Encoding<unknown> as Encoding<StoredNotice>
  const isPlain = audience.kind === 'persons' && !isShared && replaces === null
  return isPlain ? (personsNotice as Encoding<unknown> as Encoding<StoredNotice>) : anyNotice
}

function toStored(notice: Notice): StoredNotice {
  const { audience } = notice
  return { ...notice, audience: audience.kind, place: audience.kind === 'group' ? audience : null }
}

/** One line without control characters: what a list and a terminal can show as it is. Else neither sent nor received. */
export function isTitle(title: string): boolean {
  return !/[\p{Cc}\p{Zl}\p{Zp}]/u.test(title)
}

/** The title as a notice shows it: cut the same way by author and reader. */
export function noticeTitle(title: string): string {
  return truncateUtf8(title, MAX_NOTICE_TITLE_BYTES)
}
