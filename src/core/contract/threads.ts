// Threads: letters that answer each other, and everything two persons or a group say to each other.
// After receive and reference. A list shows threads, a page shows one of them; neither opens a letter.
import { call } from './calls.ts'
import type { Cursor, GroupId, IsoTime, Party, RefText } from './ids.ts'
import {
  type Addressee,
  type Letter,
  type LetterState,
  type LetterSummary,
  LIST_FILTERS,
  LISTS,
  type OpensFrom,
  type ThreadGap,
  type Tidy,
} from './letter.ts'
import { id, isoTime, label, listUpTo, MAX_PAGE, person, ref, z } from './schema.ts'

/** Drafts belong to no thread. */
export const THREAD_LISTS = LISTS.filter((list) => list !== 'drafts')

/** Letters in one answer of `threads.get`. */
const MAX_THREAD_PAGE = 500

const givenTidy = z.strictObject({
  archived: z.boolean(),
  starred: z.boolean(),
  snoozedUntil: isoTime.nullable(),
  unread: z.boolean(),
  labels: listUpTo(label, 50),
})

/** A position by size would repeat a thread. */
export const THREAD_ORDERS = ['newest', 'oldest'] as const

/** A muted conversation makes no sound and is in no count. What is urgent comes as ever. */
export interface Muted {
  /** Null until it is unmuted. */
  until: IsoTime | null
}

/**
 * The facts are summed up from all letters of the thread, also those in other boxes, own ones and
 * replaced versions. Removed ones are left out.
 * In the inbox a group is one row for all of its threads. What the row says is about its letters in
 * the inbox; `newest` may be an own one.
 */
export interface ThreadSummary {
  /** Its first known letter. Any letter of a thread names the thread; `group` names a group's row. */
  thread: RefText
  /** Set if this is the row of a whole group. */
  group: GroupId | null
  /**
   * Set if the letters were said: they have no subject, and are between these two persons or in
   * this group. All of them are one thread. Null for a thread of letters with subjects.
   */
  talk: Addressee | null
  /** Of the first letter, without `Re:` and `Fwd:`. Null for a talk, and if it is not known. */
  subject: string | null
  /** Authors, at most 6: others by their latest letter, the newest last; then oneself. */
  people: Party[]
  peopleCount: number
  count: number
  /** The number of sealed letters that can be opened. */
  unopened: number
  /** The unopened ones: letters with a subject, and messages without. */
  fresh: { letters: number; messages: number }
  /** How many of the unopened ones open now. Only the newest 50 are looked at. */
  opensNow: number
  /** The best of the unopened ones: `here`, then `author`, `stations`, `nobody`. Null without any. */
  opensFrom: OpensFrom | null
  /** True if the author of the newest unopened letter does not learn that it is opened. */
  hasUnseenOpening: boolean
  /** The time by which the list is sorted: of the newest letter in the box. */
  newestAt: IsoTime
  /** Of the newest unopened letter, otherwise of the newest letter. Of a group always of the newest. */
  state: LetterState
  stateAt: IsoTime | null
  /** The newest letter of the thread, in whatever box. */
  newest: LetterSummary
  /** The first lines of the newest letter. Null if its text cannot be read here. */
  snippet: string | null
  attached: { count: number; size: number }
  /**
   * `archived`: no letter of others is left in another box. `snoozedUntil`: set if all letters of
   * others that are not archived are snoozed. `unread`: a letter is marked as unread.
   */
  tidy: Tidy
  /** Null if neither it nor its group is muted now. */
  muted: Muted | null
  cursor: Cursor
}

/** A letter of a thread, or an original that is not here and that one of its letters names. */
export interface ThreadLetter {
  /** As in a list of letters. Null for an original that is not here. */
  summary: LetterSummary | null
  /** The letter if its text can be read without opening it; otherwise why it cannot be shown. */
  shown: Omit<Letter, 'original'> | ThreadGap
}

export interface Thread {
  summary: ThreadSummary
  /** In order of time, the newest last. */
  letters: ThreadLetter[]
  /** Pass it as `before` for the letters before these. Null if there are none. */
  earlier: Cursor | null
}

/** How the letters were organized before, for `threads.restore`. */
export interface ThreadUndo {
  /** Only the letters that changed. */
  letters: { ref: RefText; tidy: Tidy }[]
}

const row = { ref: ref.optional(), group: person.optional() }
const namesOne = ({ ref, group }: { ref?: string | undefined; group?: string | undefined }): boolean =>
  (ref === undefined) !== (group === undefined)
const ONE_ROW = { error: 'Give a letter or a group.' }

/** More letters than any person orders in one step. */
const MAX_RESTORED = 20_000

export const threadCalls = {
  /**
   * Returns a page of the threads with a letter in the box that matches the filters, by the newest
   * such letter. In the inbox all threads of a group are one row, unless `audience` asks for them.
   * For the next page, pass the last entry's cursor as `before`, with the same order.
   * @throws NOT_FOUND or AMBIGUOUS (person)
   */
  list: call<ThreadSummary[]>()(
    z.strictObject({
      box: z.enum(THREAD_LISTS).default('inbox'),
      limit: z.number().int().min(1).max(MAX_PAGE).default(50),
      before: id.optional(),
      order: z.enum(THREAD_ORDERS).default('newest'),
      only: listUpTo(z.enum(LIST_FILTERS), LIST_FILTERS.length).default([]),
      /** Only letters from or to this person. */
      person: person.optional(),
      label: label.optional(),
      /** Only letters for this group (id or name), for `self`, or for `public`. */
      audience: person.optional(),
    }),
  ),

  /**
   * Returns the thread of a letter: a page of its newest letters, with the texts of own and opened
   * ones, and of those that their notices tell. The call opens nothing.
   * @throws NOT_FOUND (with the `author` whom the ref names), AMBIGUOUS
   */
  get: call<Thread>()(
    z.strictObject({
      ref,
      limit: z.number().int().min(1).max(MAX_THREAD_PAGE).default(MAX_THREAD_PAGE),
      before: id.optional(),
    }),
  ),

  /**
   * Changes how all letters of a thread are organized, or those of a group that are in the inbox.
   * Omitted fields do not change. Own letters are neither archived nor snoozed if there are letters of
   * others. A later answer is in the inbox again. Returns what restores the earlier state.
   * @throws NOT_FOUND, AMBIGUOUS
   */
  order: call<{ summary: ThreadSummary; undo: ThreadUndo }>()(
    z
      .strictObject({
        ...row,
        archived: z.boolean().optional(),
        starred: z.boolean().optional(),
        snoozedUntil: isoTime.nullable().optional(),
        /** True marks the newest letter of others that is opened; false all letters. */
        unread: z.boolean().optional(),
        addLabels: listUpTo(label, 20).optional(),
        removeLabels: listUpTo(label, 20).optional(),
      })
      .refine(namesOne, ONE_ROW),
  ),

  /**
   * Undoes `order`. A letter that is no longer here is skipped.
   * @throws NOT_FOUND
   */
  restore: call<Record<string, never>>()(
    z.strictObject({ letters: listUpTo(z.strictObject({ ref, tidy: givenTidy }), MAX_RESTORED) }),
  ),

  /**
   * Mutes a group, or the thread of a letter. A letter in a group names the group: its letters and its
   * talk are muted together. Null ends the mute. Nobody else learns of it.
   * @throws NOT_FOUND, AMBIGUOUS, INVALID if the time is past
   */
  mute: call<{ muted: Muted | null }>()(
    z
      .strictObject({ ...row, muted: z.strictObject({ until: isoTime.nullable() }).nullable() })
      .refine(namesOne, ONE_ROW),
  ),
}
