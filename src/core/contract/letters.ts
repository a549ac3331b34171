// Letters: written once into the author's own store, noticed to their readers, opened by reference.
// Every one of the seven words from compose to state passes through these calls.
import { call } from './calls.ts'
import type { Cursor, DraftId, IsoTime, Party, RefText, WideAudience } from './ids.ts'
import {
  id,
  isoTime,
  listUpTo,
  MAX_ASK_BYTES,
  MAX_NOTE_CHARS,
  MAX_PAGE,
  MAX_READERS,
  MAX_SUBJECT_BYTES,
  MAX_TEXT_BYTES,
  person,
  ref,
  textUpTo,
  waitMs,
  z,
} from './schema.ts'
import type { ErrorCode } from './errors.ts'

/** `open`: the key lies in the notice, opening tells nobody. `controlled`: the author's side hands it over, once. */
export type Mode = 'open' | 'controlled'

/** One reader's state, as the author sees it. `done`, `accepted` and `declined` are the reader's own word. */
export type ReaderState =
  | 'held'
  | 'scheduled'
  | 'notified'
  | 'referenced'
  | 'done'
  | 'accepted'
  | 'declined'
  | 'recalled'
  | 'expired'
  | 'recalling'
  | 'unknown'

/** In the inbox the reader's own state, in sent the one reached by all, else `mixed`; a draft is a `draft`. */
export type LetterState = ReaderState | 'sealed' | 'mixed' | 'draft'

/** What an author's act came to for one reader; never an error, also when it came too late. */
export type Outcome =
  'held' | 'scheduled' | 'notified' | 'recalled' | 'recalling' | 'expired' | 'too-late' | 'unknown'

/** Where a letter is looked for. `waiting`: opened and not yet answered for, or a draft of mine is not sent. `held`: held or scheduled by me. */
export const BOXES = ['inbox', 'waiting', 'sent', 'held', 'drafts', 'archive', 'starred', 'snoozed'] as const
export type Box = (typeof BOXES)[number]

/** What a person has done with a letter for their own order; nobody else learns of it. */
export interface Tidy {
  archived: boolean
  starred: boolean
  /** Not in the inbox before; null when not snoozed. */
  snoozedUntil: IsoTime | null
  /** Its thread makes no noise: replies are filed as archived. */
  muted: boolean
  labels: string[]
}

/** What a list may be narrowed to; everything given must hold. */
export const LIST_FILTERS = ['unread', 'opened', 'starred', 'urgent', 'done'] as const
export type ListFilter = (typeof LIST_FILTERS)[number]

/** By when a letter was sent, or by the bytes of its body. */
export const LIST_ORDERS = ['newest', 'oldest', 'largest'] as const
export type ListOrder = (typeof LIST_ORDERS)[number]

export interface BoxCount {
  /** Letters that are sealed and can still be opened. */
  unread: number
  total: number
}

export interface LetterExport {
  name: string
  /** Media type of `text`. */
  type: string
  text: string
}

export type LinkRel = 'reply' | 'attach' | 'member' | 'about' | 'replaces'

export interface SentLetter {
  ref: RefText
  state: 'held' | 'scheduled' | 'notified'
}

/** A reader: a person, or `self` or `public` in place of one. */
export type Addressee = Party | { person: WideAudience; name: string }

export interface LetterSummary {
  /** Null for a draft. */
  ref: RefText | null
  /** Null unless a draft. */
  draft: DraftId | null
  from: Party
  to: Addressee[]
  /** Null when the notice carries none. */
  subject: string | null
  sentAt: IsoTime
  /** Bytes of the body as stored. */
  size: number
  mode: Mode
  state: LetterState
  /** When that state was reached; null where it has no time of its own (sealed, held, mixed) or it is not known. */
  stateAt: IsoTime | null
  /** Of one's own: how many of its readers are in which state. Null for what others wrote and for a draft. */
  tally: Partial<Record<ReaderState, number>> | null
  urgent: boolean
  replyTo: RefText | null
  /** Until when an unopened one can be opened; null when without end. */
  expiresAt: IsoTime | null
  /** When the notice came; null for one's own. */
  arrivedAt: IsoTime | null
  /** The first words of the text, where it is mine or opened; else null. */
  excerpt: string | null
  tidy: Tidy
  cursor: Cursor
}

export interface Letter {
  ref: RefText
  from: Party
  to: Addressee[]
  subject: string
  text: string
  sentAt: IsoTime
  links: { rel: LinkRel; ref: RefText }[]
  /** Both commitments held. A letter that fails them is never given, but refused as `ALTERED`. */
  verified: true
  mode: Mode
  urgent: boolean
  /** The letter this one answers, by reference: itself where it is mine or opened, else why not. Opens nothing. Null when it answers none. */
  original: Omit<Letter, 'original'> | ThreadGap | null
}

/** An entry of a thread that cannot be shown: what is known of it, and why. */
export interface ThreadGap {
  ref: RefText
  /** Null where not even a notice is here. */
  from: Party | null
  to: Addressee[]
  subject: string | null
  sentAt: IsoTime | null
  code: ErrorCode
}

/** `depth` 0 is the first letter that is known of. Tell the two apart by `'code' in entry`. */
export type ThreadEntry = (Omit<Letter, 'original'> | ThreadGap) & { depth: number }

export interface ReaderStatus extends Party {
  state: ReaderState
  /** When that state was reached; null when it is not known. */
  at: IsoTime | null
  /** When the reader's own feed says the notice came; null before. */
  arrivedAt: IsoTime | null
  note: string | null
  /** Everything this reader has said about it, latest first. */
  history: { value: 'done' | 'accepted' | 'declined'; at: IsoTime; note: string | null }[]
}

export interface LetterStatus {
  ref: RefText
  readers: ReaderStatus[]
}

export interface ActResult {
  ref: RefText
  readers: (Party & { outcome: Outcome })[]
}

export interface MarkResult {
  ref: RefText
  state: LetterState
}

/** Someone asks to be let into a letter of mine that they met as a link. */
export interface Ask {
  ref: RefText
  from: Party
  text: string
  at: IsoTime
  /** The letter in which they met it, where they said so. */
  via: RefText | null
}

const recipient = person
const oneRef = z.strictObject({ ref })
const label = z.string().trim().min(1).max(64)

const sendInput = z
  .strictObject({
    /** Persons, `self`, or `public`. */
    to: listUpTo(recipient, MAX_READERS).refine((to) => to.length > 0, { error: 'At least one reader.' }),
    subject: textUpTo(MAX_SUBJECT_BYTES).refine((subject) => !/[\r\n]/.test(subject), { error: 'One line.' }),
    text: textUpTo(MAX_TEXT_BYTES),
    replyTo: ref.optional(),
    hold: z.boolean().default(false),
    /** No notice before this; the past is now. */
    at: isoTime.optional(),
    /** No release from this on. */
    expires: isoTime.optional(),
    /** Controlled unless told; `public` is always open. */
    mode: z.enum(['open', 'controlled']).optional(),
    urgent: z.boolean().default(false),
    /** The draft this was written in; removed with the send. */
    draftId: id.optional(),
  })
  .refine((letter) => !(letter.mode === 'open' && letter.expires !== undefined), {
    error: 'An open letter cannot expire: its notice hands out the key.',
  })
  .refine((letter) => !letter.to.includes('public') || letter.to.length === 1, {
    error: 'What is public cannot be for someone in particular as well.',
  })
  .refine((letter) => !letter.to.includes('public') || letter.expires === undefined, {
    error: 'What is public cannot expire.',
  })
  .refine((letter) => !letter.to.includes('public') || letter.mode !== 'controlled', {
    error: 'What is public is open.',
  })

export const letterCalls = {
  /**
   * Resolves when the letter is on disk; it is then sent.
   * @throws NOT_FOUND or AMBIGUOUS (reader, replyTo), INVALID (also `expires` in the past), TOO_LARGE, NO_SPACE, BLOCKED
   */
  send: call<SentLetter>()(sendInput),

  /**
   * A page of a box. The next page is `before` the last entry's cursor, in the same order.
   * @throws NOT_FOUND or AMBIGUOUS (person)
   */
  list: call<LetterSummary[]>()(
    z.strictObject({
      box: z.enum(BOXES).default('inbox'),
      limit: z.number().int().min(1).max(MAX_PAGE).default(50),
      before: id.optional(),
      order: z.enum(LIST_ORDERS).default('newest'),
      /** Drafts have none of these states: narrowed, that box is empty. */
      only: listUpTo(z.enum(LIST_FILTERS), LIST_FILTERS.length).default([]),
      /** Written by or to this one. */
      person: person.optional(),
      label: label.optional(),
    }),
  ),

  /** Unread and total of every box, and the labels in use. */
  counts: call<{ boxes: Record<Box, BoxCount>; labels: string[] }>()(z.strictObject({})),

  /**
   * Full text over everything that is mine or opened, and the titles of the rest, newest first. Words, `from:`, `to:`,
   * `is:unread|sealed|opened|starred|urgent|held|done`, `has:reply|link`, `before:2026-01-31`, `after:`, `label:`.
   * @throws INVALID for an operator with a value it cannot have
   */
  search: call<LetterSummary[]>()(
    z.strictObject({
      query: z.string().max(1000),
      limit: z.number().int().min(1).max(MAX_PAGE).default(50),
      before: id.optional(),
    }),
  ),

  /** One entry as `list` would show it. @throws NOT_FOUND */
  summary: call<LetterSummary>()(z.strictObject({ ref })),

  /** Puts letters in order; what is not named stays as it is. Gives the entries as they are then. @throws NOT_FOUND */
  tidy: call<LetterSummary[]>()(
    z.strictObject({
      refs: listUpTo(ref, 1000),
      archived: z.boolean().optional(),
      starred: z.boolean().optional(),
      snoozedUntil: isoTime.nullable().optional(),
      muted: z.boolean().optional(),
      addLabels: listUpTo(label, 20).optional(),
      removeLabels: listUpTo(label, 20).optional(),
    }),
  ),

  /** A letter that is mine or opened, in a form other programs read. @throws NOT_FOUND, SEALED */
  export: call<LetterExport>()(z.strictObject({ ref, format: z.enum(['eml', 'markdown']) })),

  /** What sending it cost: one body, so many notices. @throws NOT_FOUND, NOT_YOURS */
  cost: call<{ bodies: 1; bodyBytes: number; notices: number; noticeBytes: number }>()(oneRef),

  /**
   * Opens a letter by reference, fetching it if need be; from then on it is kept here.
   * @throws NOT_FOUND, NOT_A_READER, HELD, NOT_YET, RECALLED, EXPIRED, AUTHOR_AWAY (details.waitedMs),
   *   UNREACHABLE, ALTERED, REWRITTEN, BLOCKED, QUOTA
   */
  read: call<Letter>()(z.strictObject({ ref, waitMs: waitMs.default(10_000) })),

  /** The whole thread around a letter, originals before replies. Opens nothing: what is not opened is `SEALED`. */
  thread: call<ThreadEntry[]>()(oneRef),

  /** @throws NOT_FOUND, NOT_YOURS */
  status: call<LetterStatus>()(oneRef),

  /** No release to anyone who has not opened it yet. @throws NOT_FOUND, NOT_YOURS */
  hold: call<ActResult>()(oneRef),
  letGo: call<ActResult>()(oneRef),

  /** For ever unreadable to everyone who has not opened it yet. Resolves when the key is destroyed. @throws NOT_FOUND, NOT_YOURS */
  recall: call<ActResult>()(oneRef),

  /** The reader's own word, told to the author; on an open letter it is the consent to be seen. @throws NOT_FOUND, SEALED */
  mark: call<MarkResult>()(
    z.strictObject({
      ref,
      value: z.enum(['done', 'accepted', 'declined']),
      note: z
        .string()
        .refine((note) => note.length <= MAX_NOTE_CHARS, {
          error: `At most ${MAX_NOTE_CHARS} characters.`,
          params: { refusal: 'TOO_LARGE' },
        })
        .optional(),
    }),
  ),

  /** Asks the author of a linked letter to be let in. @throws NOT_FOUND */
  ask: call<{ ref: RefText; state: 'asked' }>()(
    z.strictObject({ ref, text: textUpTo(MAX_ASK_BYTES).default('') }),
  ),

  /** What others ask of me, newest first. */
  asks: call<Ask[]>()(z.strictObject({})),
}
