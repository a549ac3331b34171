// A notice: "there is an object for you, here is its ref". Nothing else is ever delivered.
// notify appends it to the feed of its audience, and receive checks and files it.
// It is readable before opening and after a recall.
import {
  bool,
  bytesUpTo,
  equalBytes,
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
  type Extended,
  formOf,
  type Form,
} from '../base/index.ts'
import { MAX_SHARES, SHARE_HASH_BYTES } from '../seal/index.ts'
import { INITIALS_BYTES, MAX_NAMED } from './key-initials.ts'
import {
  NAMED_KINDS,
  MAX_PERSONS,
  OBJECT_KINDS,
  refForm,
  type NamedKind,
  type ObjectKind,
  type Ref,
} from '../store/index.ts'
import { wordsForm, type Words } from './notice-words.ts'

const MODES = ['open', 'controlled'] as const
type Mode = (typeof MODES)[number]

export interface Notice extends Extended {
  ref: Ref
  /**
   * The title of the header, cut at a character boundary after 200 bytes. Null if
   * the author keeps it sealed.
   */
  title: string | null
  /**
   * All readers of the letter. Empty for a group or public audience, and if there
   * are too many readers to name.
   */
  to: Uint8Array[]
  /**
   * Initials of all readers in the header's order, if there are too many to name. Otherwise null.
   */
  initials: Uint8Array[] | null
  kind: ObjectKind
  /** Padded bytes that a reader fetches. */
  size: number
  at: number
  urgent: boolean
  mode: Mode
  expiresAt: number | null
  reply: Ref | null
  releaser: { device: Uint8Array; term: number }
  /** The number of the reader's box key to which the grant is sealed, now or later. */
  boxNumber: number
  /**
   * The content key, sealed to the reader or under the group's secret; in clear for
   * a public audience. Only for open objects, never for controlled ones.
   */
  grant: Uint8Array | null
  audience: { kind: Exclude<NamedKind, 'group'> } | ({ kind: 'group' } & GroupPoint)
  /**
   * True if the object was given to this audience later. Its header then names the first audience.
   */
  isShared: boolean
  /** The earlier version that this object replaces. */
  replaces: Ref | null
  /** The files that the object attaches, or the members of an album's page. */
  attached: Attached
  /** The stations that can release the object. Null if only its author's device can. */
  gate: NoticeGate | null
  /**
   * The words of a short open object with one audience. A repeated notice may lack them. Null: its
   * blocks are fetched.
   */
  words: Words | null
}

/** The number of files, and the sum of their true sizes. */
export interface Attached {
  count: number
  bytes: number
}

const MAX_NOTICE_TITLE_BYTES = 200
/** The longest grant: a content key in a sealed box, or under the secret of a group. */
export const GRANT_BYTES = 80

export const groupPointEncoding = part('group point', {
  group: key32,
  era: uint,
  epoch: uint,
  /** Number and hash of the membership record that its author knew. */
  number: uint,
  record: key32,
})

/** Where the history of the group was when the notice was written. */
export type GroupPoint = EncodedBy<typeof groupPointEncoding>

export const noticeGateEncoding = part('notice gate', {
  /** Starts at 1. A later notice of the object may have a gate with a higher number. */
  number: uint,
  /** The hash of the set of stations on the author's card. */
  set: key32,
  /** How many shares give the grant. */
  need: uint,
  /** The hash of the share of each place, the first for place 1. */
  hashes: listUpTo(fixedBytes(SHARE_HASH_BYTES), MAX_SHARES),
  /** The stations release nothing at or after this time. ms since the epoch. */
  until: time,
})

/** What a reader must know to ask stations, and to recognise their shares. */
export type NoticeGate = EncodedBy<typeof noticeGateEncoding>

const storedNotice = record('notice', {
  ref: refForm.encoding,
  title: optional(textUpTo(MAX_NOTICE_TITLE_BYTES)),
  audience: oneOf(NAMED_KINDS),
  point: optional(groupPointEncoding),
  to: listUpTo(key32, MAX_NAMED),
  initials: listUpTo(fixedBytes(INITIALS_BYTES), MAX_PERSONS),
  kind: oneOf(OBJECT_KINDS),
  size: uint,
  at: time,
  urgent: bool,
  mode: oneOf(MODES),
  expiresAt: optional(time),
  reply: optional(refForm.encoding),
  replaces: optional(refForm.encoding),
  isShared: bool,
  attached: struct({ count: uint, bytes: uint }),
  /** The term, and the device unless it is the one of the ref. */
  releaser: struct({ device: optional(key32), term: uint }),
  boxNumber: uint,
  grant: optional(bytesUpTo(GRANT_BYTES)),
  gate: optional(noticeGateEncoding),
  words: optional(wordsForm.encoding),
})
type StoredNotice = EncodedBy<typeof storedNotice>

/** Persisted and sent. */
export const noticeForm: Form<Notice> = formOf(
  mapped(
    storedNotice.encoding,
    (notice: Notice): StoredNotice => ({
      ...notice,
      audience: notice.audience.kind,
      point: 'group' in notice.audience ? notice.audience : null,
      initials: notice.initials ?? [],
      releaser: shortenReleaser(notice),
    }),
    ({ audience, point, initials, releaser, ...notice }): Notice => {
      if ((audience === 'group') !== (point !== null))
        throw new MalformedRecord('the group is missing, or is not allowed for this audience')
      checkNamed(audience, notice.to.length, initials.length)
      return {
        ...notice,
        releaser: readReleaser(releaser, notice.ref),
        audience: audience === 'group' ? { kind: audience, ...point! } : { kind: audience },
        initials: initials.length === 0 ? null : initials,
      }
    },
  ),
)

function shortenReleaser({ releaser: { device, term }, ref }: Notice): StoredNotice['releaser'] {
  return { device: equalBytes(device, ref.device) ? null : device, term }
}

/** @throws MalformedRecord if it names the device of the ref, because a record has one form */
function readReleaser({ device, term }: StoredNotice['releaser'], ref: Ref): Notice['releaser'] {
  if (device !== null && equalBytes(device, ref.device))
    throw new MalformedRecord('a releaser that is named twice')
  return { device: device ?? ref.device, term }
}

/**
 * Persons are named by keys, or by initials if they are many. Other audiences name no persons.
 * @throws MalformedRecord
 */
function checkNamed(audience: NamedKind, named: number, initials: number): void {
  if (initials > 0 && initials <= MAX_NAMED)
    throw new MalformedRecord('the notice has initials for so few persons that it must name them')
  const isNaming = named > 0 || initials > 0
  if ((audience === 'person') !== isNaming || (named > 0 && initials > 0))
    throw new MalformedRecord('the persons are missing, or are not allowed for this audience')
}

/**
 * True if the title is one line without control characters, which a list or a
 * terminal can show unchanged. Other titles are neither sent nor received.
 */
export function isTitle(title: string): boolean {
  return !/[\p{Cc}\p{Zl}\p{Zp}]/u.test(title)
}

/** Returns the title as a notice contains it. Author and reader cut it in the same way. */
export function noticeTitle(title: string): string {
  return truncateUtf8(title, MAX_NOTICE_TITLE_BYTES)
}
