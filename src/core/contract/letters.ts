// Letters: written once into the author's own store, noticed to their readers, opened by reference.
// Every one of the seven words from compose to state passes through these calls.
import { call } from './calls.ts'
import type { Attachment } from './files.ts'
import type { Cursor, DraftId, GroupId, IsoTime, Party, RefText, WideAudience } from './ids.ts'
import {
  id,
  isoTime,
  listUpTo,
  MAX_ASK_BYTES,
  MAX_ATTACHMENTS,
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

/**
 * In the inbox the reader's own state, in sent the one reached by all, else `mixed`; a draft is a `draft`. `stored`: it is for nobody but
 * me. `public`: anyone may read it, and nobody is counted.
 */
export type LetterState = ReaderState | 'sealed' | 'mixed' | 'draft' | 'stored' | 'public'

/** What an author's act came to for one reader; never an error, also when it came too late. */
export type Outcome =
  'held' | 'scheduled' | 'notified' | 'recalled' | 'recalling' | 'expired' | 'too-late' | 'unknown'

/**
 * Where a letter is looked for. `waiting`: opened and not yet answered for, or a draft of mine is not sent. `held`: held or scheduled by
 * me. `notes`: for nobody but me. `following`: public posts of those I follow. `imported`: mail of other programs, and what came
 * with somebody else's export.
 */
export const BOXES = [
  'inbox',
  'waiting',
  'sent',
  'held',
  'drafts',
  'archive',
  'starred',
  'snoozed',
  'notes',
  'following',
  'imported',
] as const
export type Box = (typeof BOXES)[number]

/** What can be listed: a box, or everything but drafts, whichever box it lies in. */
export const LISTS = [...BOXES, 'all'] as const

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

/** It came from elsewhere by an import: it was never sent or released here, and nobody is told what is done with it. */
export interface Imported {
  /** Whose export it came with; null for my own, and for mail of other programs. */
  whose: string | null
}

export type LinkRel = 'reply' | 'attach' | 'member' | 'about' | 'replaces'

export interface SentLetter {
  ref: RefText
  /** `stored`: it is for me alone, and nobody was told. */
  state: 'held' | 'scheduled' | 'notified' | 'stored'
}

/** Whom it is for: a person, `self` or `public` in place of one, or a group. */
export type Addressee =
  Party | { person: WideAudience; name: string } | { group: GroupId; name: string; person: null }

export interface LetterSummary {
  /** Null for a draft. */
  ref: RefText | null
  /** Null unless a draft. */
  draft: DraftId | null
  from: Party
  to: Addressee[]
  /** How many more it is for: a notice to many names only those known here. 0 of what is mine or opened. */
  unnamed: number
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
  /** The earlier version that this one takes the place of. */
  replaces: RefText | null
  /** A later version of it is known here: that one is to be read. */
  isReplaced: boolean
  /** Until when an unopened one can be opened; null when without end. */
  expiresAt: IsoTime | null
  /** When the notice came; null for one's own. */
  arrivedAt: IsoTime | null
  /** The first words of the text, where it is mine or opened; else null. */
  excerpt: string | null
  tidy: Tidy
  /** Null for what came the usual way. Of a mail the person of `from` is nobody who can be written to. */
  imported: Imported | null
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
  /** The files it attaches, in their order; nothing of them was fetched for this. */
  attachments: Attachment[]
  /** Words that its author files it under; only of what is public or for oneself. */
  tags: string[]
  imported: Imported | null
  /** Both commitments held. A letter that fails them is never given, but refused as `ALTERED`. */
  verified: true
  mode: Mode
  urgent: boolean
  /** The latest version that is known here of what was edited since; null when this is it. */
  replacedBy: RefText | null
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
  /** In the order of the address; of a group its members by name, those who have done something first. A page of them. */
  readers: ReaderStatus[]
  /** How many of all its readers are in which state. */
  tally: Partial<Record<ReaderState, number>>
}

export interface ActResult {
  ref: RefText
  /** Of a group each member; of what is public nobody. */
  readers: (Party & { outcome: Outcome })[]
  /** What it came to for audiences that are no persons. */
  audiences: (Exclude<Addressee, Party> & { outcome: Outcome })[]
}

/** One of the audiences that an object was given to. */
export interface ObjectAudience {
  audience: Addressee
  mode: Mode
  /** `sent`: when it was made; `shared`: given to them later. */
  origin: 'sent' | 'shared'
  /** When they were told; null before. */
  since: IsoTime | null
  state: ReaderState
  /** How many can read it by this, as far as that can be counted: members, or one. Null for what is public. */
  count: number | null
  /** How many of them have opened it, as far as its author knows. */
  opened: number
}

/** Somebody who can read an object, or has opened it, and by what. */
export interface ObjectReader extends Party {
  via: Addressee[]
  state: ReaderState
  openedAt: IsoTime | null
}

/** Who can read it. Of another's letter that is what its notice says; what is for nobody else has `self` as its one audience. */
export interface WhoCanRead {
  ref: RefText
  /** I wrote it: then it is told who has opened it, and it can be taken back. */
  isMine: boolean
  audiences: ObjectAudience[]
  readers: ObjectReader[]
  /** All of them; `readers` is a page. */
  readerCount: number
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
const tag = z
  .string()
  .trim()
  .min(1)
  .max(64)
  .refine((text) => !/[\p{Cc}\p{Zl}\p{Zp}\p{Surrogate}]/u.test(text), { error: 'One line.' })
const MAX_TAGS = 16

const sendInput = z
  .strictObject({
    /** Persons, or one group (id or name), `self`, or `public`. */
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
    /** Files of mine, by their ids (`files.add`) or refs, in this order. */
    attachments: listUpTo(ref, MAX_ATTACHMENTS).optional(),
    /**
     * What is attached says where it was taken. Unless set, whoever is not its author is given copies without (INVALID with
     * details.reason `place` where that cannot be done); what is for oneself always keeps it.
     */
    keepPlace: z.boolean().optional(),
    /** The draft this was written in; removed with the send. */
    draftId: id.optional(),
    /** The version of mine that this one takes the place of; only of what is public or for oneself. */
    replaces: ref.optional(),
    /** Words to file it under; only of what is public or for oneself. */
    tags: listUpTo(tag, MAX_TAGS).optional(),
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
   * @throws NOT_FOUND or AMBIGUOUS (reader, replyTo), INVALID (also `expires` in the past), TOO_LARGE, NO_SPACE, BLOCKED, NOT_A_POSTER
   */
  send: call<SentLetter>()(sendInput),

  /**
   * A page of a box. The next page is `before` the last entry's cursor, in the same order.
   * @throws NOT_FOUND or AMBIGUOUS (person)
   */
  list: call<LetterSummary[]>()(
    z.strictObject({
      box: z.enum(LISTS).default('inbox'),
      limit: z.number().int().min(1).max(MAX_PAGE).default(50),
      before: id.optional(),
      order: z.enum(LIST_ORDERS).default('newest'),
      /** Drafts have none of these states: narrowed, that box is empty. */
      only: listUpTo(z.enum(LIST_FILTERS), LIST_FILTERS.length).default([]),
      /** Written by or to this one. */
      person: person.optional(),
      label: label.optional(),
      /** For this group (id or name), for `self`, or `public`. */
      audience: person.optional(),
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

  /** A page of its readers: the next one is `after` the last person. @throws NOT_FOUND, NOT_YOURS */
  status: call<LetterStatus>()(
    z.strictObject({
      ref,
      limit: z.number().int().min(0).max(MAX_PAGE).default(MAX_PAGE),
      after: id.optional(),
    }),
  ),

  /** No release to anyone who has not opened it yet. @throws NOT_FOUND, NOT_YOURS */
  hold: call<ActResult>()(oneRef),
  letGo: call<ActResult>()(oneRef),

  /** For ever unreadable to everyone who has not opened it yet. Resolves when the key is destroyed. @throws NOT_FOUND, NOT_YOURS */
  recall: call<ActResult>()(oneRef),

  /**
   * Gives what is mine to one more audience: a person, a group, or `public`. The body is not copied, its text does not change. The ref of
   * an album shares all of it. Of a letter that attaches pictures with their place, `keepPlace` says that this is meant.
   * @throws NOT_FOUND, AMBIGUOUS, NOT_YOURS, NOT_A_POSTER, BLOCKED, INVALID (they have it already; details.reason `place`), RECALLED
   */
  share: call<{ ref: RefText; audience: Addressee }>()(
    z.strictObject({
      ref,
      to: person,
      mode: z.enum(['open', 'controlled']).optional(),
      keepPlace: z.boolean().optional(),
    }),
  ),

  /**
   * Takes it back from one audience: who has not opened it by then cannot any more. What was public leaves the archive and the site,
   * and is `too-late` for whoever has it. @throws NOT_FOUND, AMBIGUOUS, NOT_YOURS
   */
  withdraw: call<ActResult>()(z.strictObject({ ref, from: person })),

  /** Who can read it, and how they came to. @throws NOT_FOUND */
  who: call<WhoCanRead>()(
    z.strictObject({ ref, limit: z.number().int().min(0).max(MAX_PAGE).default(100), after: id.optional() }),
  ),

  /** Every version of it that is known here, the latest first. @throws NOT_FOUND */
  history: call<LetterSummary[]>()(oneRef),

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
