// Talks: everything between two persons, or in one group, as one stream in the order of time. What
// is said has no subject and is open; letters with a subject stand in the stream too.
// After receive and reference. Reading a stream opens no letter.
import { call } from './calls.ts'
import type { IsoTime, Party, RefText } from './ids.ts'
import type { Addressee, LetterSummary, SentLetter } from './letter.ts'
import type { Silence } from './nudges.ts'
import type { Answer } from './reader-states.ts'
import {
  id,
  listUpTo,
  MAX_ATTACHMENTS,
  MAX_PAGE,
  MAX_TEXT_BYTES,
  person,
  ref,
  textUpTo,
  z,
} from './schema.ts'

/** A short word of a person about a letter. A person has at most one for each letter. */
export interface Reaction extends Party {
  text: string
  at: IsoTime
}

/** What a reader said about a letter. In a team every member learns it, else the author alone. */
export interface ReaderAnswer extends Party {
  value: Answer
  note: string | null
  at: IsoTime
}

/** The letter that another one answers, as far as it can be shown. */
export interface TalkOriginal {
  ref: RefText
  from: Party | null
  /** The first lines of its text, or its subject. Null if neither is known here. */
  words: string | null
}

/**
 * What an urgent letter asks its readers: `confirmation`, or `safety`, whose answers are one of a
 * few words. A reader answers by `letters.mark` with `confirmed` and the word as the note.
 */
export const ASKS = ['confirmation', 'safety'] as const
export type Asks = (typeof ASKS)[number]

export interface TalkEntry {
  letter: LetterSummary
  /**
   * When it was sent. Of a correction: when it was first said, so that it keeps its place. After a
   * reminder (`letter.nudgedAt`): the time of that.
   */
  saidAt: IsoTime
  /** The whole text of what was said, if it can be read. Null for a letter with a subject. */
  text: string | null
  original: TalkOriginal | null
  reactions: Reaction[]
  answers: ReaderAnswer[]
  /** For an own urgent letter: who has not answered. Otherwise null. */
  silence: Silence | null
  /** Those whose read mark is at this letter. Empty unless this person shows theirs. */
  seenBy: Party[]
}

/** All off until they are chosen. */
export interface TalkSettings {
  /** True if the others learn how far this person has read, and the reverse. */
  showsSeen: boolean
  /** True if the others learn that this person is typing, and the reverse. */
  showsTyping: boolean
  /** True if an urgent letter repeats its signal until it is confirmed. */
  breaksThrough: boolean
}

export interface Talk {
  with: Addressee
  settings: TalkSettings
  /** What was said and not read yet. */
  unread: number
  /** The first of these. Null without any. */
  firstUnread: RefText | null
  /** The oldest first. */
  entries: TalkEntry[]
}

/** A talk in a list of talks. */
export interface TalkLine {
  with: Addressee
  /** Null if nothing was said or sent there. */
  newest: LetterSummary | null
  /** What was said and not read, and the letters that are sealed and can be opened. */
  unread: number
}

/** Persons, and groups by id or name. */
const withWhom = person

export const talkCalls = {
  /**
   * Returns a page of a talk, the newest letters unless `before` is the cursor of the oldest entry
   * so far.
   * @throws NOT_FOUND, AMBIGUOUS, INVALID for oneself and the public
   */
  stream: call<Talk>()(
    z.strictObject({
      with: withWhom,
      limit: z.number().int().min(1).max(MAX_PAGE).default(50),
      before: id.optional(),
    }),
  ),

  /**
   * Returns the newest letter of each of these talks, in their order.
   * @throws NOT_FOUND, AMBIGUOUS, INVALID for oneself and the public
   */
  newest: call<TalkLine[]>()(z.strictObject({ with: listUpTo(withWhom, MAX_PAGE) })),

  /**
   * Says something: an open letter without a subject, which its readers see as soon as they have
   * its notice. With `replaces` it is a new version of something that this person said there.
   * @throws NOT_FOUND, AMBIGUOUS, INVALID, BLOCKED, NOT_A_POSTER, NOT_YOURS, TOO_LARGE, NO_SPACE,
   *   CORRECTED_OFTEN for a version after the hundredth, PLACE_REMAINS as `letters.send`
   */
  say: call<SentLetter>()(
    z.strictObject({
      with: withWhom,
      text: textUpTo(MAX_TEXT_BYTES),
      replyTo: ref.optional(),
      replaces: ref.optional(),
      /** Own files, by id (`files.add`) or ref, in this order. */
      attachments: listUpTo(ref, MAX_ATTACHMENTS).optional(),
      /** Attached files to give unchanged if the location in them cannot be removed. */
      asIs: listUpTo(ref, MAX_ATTACHMENTS).optional(),
      /** Makes it urgent. */
      asks: z.enum(ASKS).optional(),
      /**
       * The draft with these words. It is removed, unless it was saved again meanwhile. May also be
       * the id of a draft that was never saved. A repeated call with the same words and this id says
       * nothing again and gets the same answer.
       */
      draft: id.optional(),
    }),
  ),

  /**
   * Marks everything that was said up to this letter as read. The others learn of it only by the
   * setting `showsSeen`. Returns how many letters were marked.
   * @throws NOT_FOUND
   */
  markRead: call<{ read: number }>()(z.strictObject({ with: withWhom, upTo: ref })),

  /**
   * Reacts to a letter with a short word, which replaces an earlier one. An empty text takes it
   * back.
   * @throws NOT_FOUND, SEALED, NOT_A_READER, BLOCKED, INVALID if it is not one line, TOO_LARGE
   */
  react: call<{ ref: RefText; text: string }>()(z.strictObject({ ref, text: z.string().max(64) })),

  /** Changes the given settings of a talk. @throws NOT_FOUND, AMBIGUOUS, INVALID */
  settings: call<TalkSettings>()(
    z.strictObject({
      with: withWhom,
      showsSeen: z.boolean().optional(),
      showsTyping: z.boolean().optional(),
      breaksThrough: z.boolean().optional(),
    }),
  ),

  /** Signals that this person is typing, if they show it. At most every 4 s. @throws NOT_FOUND */
  typing: call<Record<string, never>>()(z.strictObject({ with: withWhom })),
}
