// A notice: "there is an object for you, here is its ref". The only thing that is ever delivered.
// notify writes it into the feed of its audience, receive checks and files it; it can be read before opening and after a recall.
import {
  bool,
  bytesUpTo,
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
} from '../base/index.ts'
import { MAX_PERSONS, OBJECT_KINDS, refEncoding, type ObjectKind, type Ref } from '../store/index.ts'

export const MODES = ['open', 'controlled'] as const
export type Mode = (typeof MODES)[number]

export interface Notice {
  ref: Ref
  /** The header's title, cut at a character boundary after 200 bytes; null when the author keeps it sealed. */
  title: string | null
  /** Everyone the letter went to. */
  to: Uint8Array[]
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
  /** The content key sealed to the reader: in the notice for open objects, never for controlled ones. */
  grant: Uint8Array | null
}

export const MAX_NOTICE_TITLE_BYTES = 200
export const GRANT_BYTES = 80

/** Persisted and sent: do not change. */
export const noticeEncoding = versioned(
  1,
  struct({
    ref: refEncoding,
    title: optional(textUpTo(MAX_NOTICE_TITLE_BYTES)),
    to: listUpTo(key32, MAX_PERSONS),
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
  }),
)

/** One line without control characters: what a list and a terminal can show as it is. Else neither sent nor received. */
export function isTitle(title: string): boolean {
  return !/[\p{Cc}\p{Zl}\p{Zp}]/u.test(title)
}

/** The title as a notice shows it: cut the same way by author and reader. */
export function noticeTitle(title: string): string {
  return truncateUtf8(title, MAX_NOTICE_TITLE_BYTES)
}
