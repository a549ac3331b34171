// A notice: "there is an object for you, here is its ref". The only thing that is ever delivered.
// notify writes it into the feed of its audience, receive checks and files it; it can be read before opening and after a recall.
import {
  bool,
  bytesUpTo,
  fixedBytes,
  key32,
  listUpTo,
  mapped,
  oneOf,
  optional,
  part,
  record,
  struct,
  textUpTo,
  time,
  truncateUtf8,
  uint,
  MalformedRecord,
  type EncodedBy,
  type Encoding,
  type Extended,
} from '../base/index.ts'
import { INITIALS_BYTES, MAX_NAMED } from './initials.ts'
import {
  AUDIENCE_KINDS,
  MAX_PERSONS,
  OBJECT_KINDS,
  refEncoding,
  type AudienceKind,
  type ObjectKind,
  type Ref,
} from '../store/index.ts'

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

export interface Notice extends Extended {
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
  audience: { kind: Exclude<AudienceKind, 'group'> } | ({ kind: 'group' } & GroupPlace)
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

export const groupPlaceEncoding = part('group place', {
  group: key32,
  era: uint,
  epoch: uint,
  number: uint,
  record: key32,
})

const storedNotice = record('notice', {
  ref: refEncoding,
  title: optional(textUpTo(MAX_NOTICE_TITLE_BYTES)),
  audience: oneOf(AUDIENCE_KINDS),
  place: optional(groupPlaceEncoding),
  to: listUpTo(key32, MAX_NAMED),
  initials: listUpTo(fixedBytes(INITIALS_BYTES), MAX_PERSONS),
  kind: oneOf(OBJECT_KINDS),
  size: uint,
  at: time,
  urgent: bool,
  mode: oneOf(MODES),
  expiresAt: optional(time),
  reply: optional(refEncoding),
  replaces: optional(refEncoding),
  isShared: bool,
  attached: struct({ count: uint, bytes: uint }),
  releaser: struct({ device: key32, term: uint }),
  boxNumber: uint,
  grant: optional(bytesUpTo(GRANT_BYTES)),
})
type StoredNotice = EncodedBy<typeof storedNotice>

/** Persisted and sent. */
export const noticeEncoding: Encoding<Notice> = mapped(
  storedNotice,
  (notice: Notice): StoredNotice => ({
    ...notice,
    audience: notice.audience.kind,
    place: 'group' in notice.audience ? notice.audience : null,
    initials: notice.initials ?? [],
  }),
  ({ audience, place, initials, ...notice }): Notice => {
    if ((audience === 'group') !== (place !== null))
      throw new MalformedRecord('a group where none belongs, or none')
    checkNamed(audience, notice.to.length, initials.length)
    return {
      ...notice,
      audience: audience === 'group' ? { kind: audience, ...place! } : { kind: audience },
      initials: initials.length === 0 ? null : initials,
    }
  },
)

/** Persons are named one by one, or by initials where they are many; nobody else is. @throws MalformedRecord */
function checkNamed(audience: AudienceKind, named: number, initials: number): void {
  if (initials > 0 && initials <= MAX_NAMED)
    throw new MalformedRecord('initials of persons who could be named')
  const isNaming = named > 0 || initials > 0
  if ((audience === 'person') !== isNaming || (named > 0 && initials > 0))
    throw new MalformedRecord('persons where none belong, or none')
}

/** One line without control characters: what a list and a terminal can show as it is. Else neither sent nor received. */
export function isTitle(title: string): boolean {
  return !/[\p{Cc}\p{Zl}\p{Zp}]/u.test(title)
}

/** The title as a notice shows it: cut the same way by author and reader. */
export function noticeTitle(title: string): string {
  return truncateUtf8(title, MAX_NOTICE_TITLE_BYTES)
}
