// Letters: written once into the author's own store, noticed to their readers, opened by reference.
// Every one of the seven words from compose to state passes through these calls.
import { call } from './calls.ts'
import type { RefText } from './ids.ts'
import { ANSWERS } from './reader-states.ts'
import {
  type ActResult,
  type Addressee,
  type Ask,
  type Box,
  type BoxCount,
  type Letter,
  type LetterExport,
  type LetterStatus,
  type LetterSummary,
  LIST_FILTERS,
  LIST_ORDERS,
  LISTS,
  type MarkResult,
  type RecallResult,
  type SentLetter,
  type ThreadEntry,
  type WhoCanRead,
} from './letter.ts'
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
  policy,
  ref,
  textUpTo,
  waitMs,
  z,
} from './schema.ts'

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
    policy,
    /** Files of mine, by their ids (`files.add`) or refs, in this order. */
    attachments: listUpTo(ref, MAX_ATTACHMENTS).optional(),
    /** Of the attached, those that are given as they are if their place cannot be removed. */
    asIs: listUpTo(ref, MAX_ATTACHMENTS).optional(),
    /** The version of mine that this one takes the place of; only of what is public or for oneself. */
    replaces: ref.optional(),
    /** Words to file it under; only of what is public or for oneself. */
    tags: listUpTo(tag, MAX_TAGS).optional(),
  })
  .refine(({ policy }) => !(policy.mode === 'open' && policy.expires !== null), {
    error: 'An open letter cannot expire: its notice hands out the key.',
  })
  .refine(({ to }) => !to.includes('public') || to.length === 1, {
    error: 'What is public cannot be for someone in particular as well.',
  })
  .refine(({ to, policy }) => !to.includes('public') || policy.expires === null, {
    error: 'What is public cannot expire.',
  })
  .refine(({ to, policy }) => !to.includes('public') || policy.mode !== 'controlled', {
    error: 'What is public is open.',
  })

export const letterCalls = {
  /**
   * Resolves when the letter is on disk; it is then sent. What was written in a draft is sent by `drafts.send`.
   * @throws NOT_FOUND or AMBIGUOUS (reader, replyTo), INVALID (also `expires` in the past), TOO_LARGE, NO_SPACE, BLOCKED, NOT_A_POSTER,
   *   PLACE_REMAINS (details.files: every file that must be asked about)
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

  /**
   * Nobody who has not opened the letter can open it any longer. Resolves when the key is
   * destroyed; the words are then in `draft`. With `unlessTold` the call undoes a send: nothing else
   * of the letter remains, and the call is refused after a notice is out.
   * @throws NOT_FOUND, NOT_YOURS; with `unlessTold` also TOO_LATE, INVALID (it has no other reader),
   *   DAMAGED (its words cannot be read)
   */
  recall: call<RecallResult>()(z.strictObject({ ref, unlessTold: z.boolean().optional() })),

  /**
   * Gives what is mine to one more audience: a person, a group, or `public`. The body is not copied, its text does not change. The ref of
   * an album shares all of it. A letter does not change: if a file of it says a place, or may say one, `keepPlace` says that this is meant.
   * @throws NOT_FOUND, AMBIGUOUS, NOT_YOURS, NOT_A_POSTER, BLOCKED, INVALID (they have it already), PLACE_REMAINS, RECALLED
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

  /**
   * Every version of it that is known here, the latest first. With `waitMs`, earlier versions of a public post that are not are looked up in
   * its author's archive, if that can be had. @throws NOT_FOUND
   */
  history: call<LetterSummary[]>()(z.strictObject({ ref, waitMs: waitMs.optional() })),

  /** The reader's own word, told to the author; on an open letter it is the consent to be seen. @throws NOT_FOUND, SEALED */
  mark: call<MarkResult>()(
    z.strictObject({
      ref,
      value: z.enum(ANSWERS),
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
