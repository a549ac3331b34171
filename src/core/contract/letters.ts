// Letters: stored once in the author's own store, announced to readers by notices, opened by
// reference.
// All seven steps from compose to state happen through these calls.
import { MAX_SUBJECT_BYTES } from './choices.ts'
import { call } from './calls.ts'
import type { RefText } from './ids.ts'
import type { NudgeResult } from './nudges.ts'
import { ANSWERS } from './reader-states.ts'
import {
  type ActResult,
  type AnswerTo,
  type Addressee,
  type Ask,
  BINS,
  type Letter,
  type LetterExport,
  type LetterStatus,
  type LetterSummary,
  type LoadedPicture,
  type MadePage,
  type MailStatus,
  LIST_FILTERS,
  LIST_ORDERS,
  LISTS,
  type MarkResult,
  type RecallResult,
  type SentLetter,
  type StoppedMails,
  type WhoCanRead,
} from './letter.ts'
import {
  id,
  isoTime,
  label,
  listUpTo,
  mailAddress,
  MAX_ASK_BYTES,
  MAX_ATTACHMENTS,
  MAX_NOTE_CHARS,
  MAX_PAGE,
  MAX_READERS,
  MAX_TEXT_BYTES,
  person,
  policy,
  ref,
  remindAfterMs,
  textUpTo,
  waitMs,
  z,
} from './schema.ts'

const recipient = person
const oneRef = z.strictObject({ ref })
const tag = z
  .string()
  .trim()
  .min(1)
  .max(64)
  .refine((text) => !/[\p{Cc}\p{Zl}\p{Zp}\p{Surrogate}]/u.test(text), { error: 'One line.' })
const MAX_TAGS = 16
/** A host with its port, as in a link. */
const pictureHost = z.string().min(1).max(300)

const sendInput = z
  .strictObject({
    /**
     * Persons and mail addresses (`mara@example.org`, `Mara <mara@example.org>`), or one group (id or
     * name), or `self`, or `public`.
     */
    to: listUpTo(recipient, MAX_READERS).refine((to) => to.length > 0, { error: 'At least one reader.' }),
    subject: textUpTo(MAX_SUBJECT_BYTES).refine((subject) => !/[\r\n]/.test(subject), { error: 'One line.' }),
    text: textUpTo(MAX_TEXT_BYTES),
    replyTo: ref.optional(),
    /**
     * The own address that it is from, for mail addresses. By default the one that the answered mail
     * came to, else the usual one.
     */
    from: mailAddress.optional(),
    policy,
    /** Own files, by id (`files.add`) or ref, in this order. */
    attachments: listUpTo(ref, MAX_ATTACHMENTS).optional(),
    /** Attached files to give unchanged if the location in them cannot be removed. */
    asIs: listUpTo(ref, MAX_ATTACHMENTS).optional(),
    /** The own version that this letter replaces. For persons and groups both must be open. */
    replaces: ref.optional(),
    /** Reminds this person so long after the notice is sent, if nobody answers by then. */
    remindAfterMs: remindAfterMs.optional(),
    /** Tags. Only for a public letter or a note to oneself. */
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
   * Sends a letter. Resolves when the letter is on disk; from then on it counts as sent. To send a
   * draft, call `drafts.send`.
   * @throws NOT_FOUND or AMBIGUOUS (reader, `replyTo`), INVALID (also if `expires` is in the past, or
   *   no account sends to a mail address), TOO_LARGE (also of a mail for its server), NO_SPACE, BLOCKED, NOT_A_POSTER, PLACE_REMAINS if a location cannot be removed
   *   (`details.files`: all files concerned)
   */
  send: call<SentLetter>()(sendInput),

  /**
   * Returns a page of a box. For the next page, pass the last entry's cursor as `before`, with the
   * same order.
   * @throws NOT_FOUND or AMBIGUOUS (person)
   */
  list: call<LetterSummary[]>()(
    z.strictObject({
      box: z.enum(LISTS).default('inbox'),
      limit: z.number().int().min(1).max(MAX_PAGE).default(50),
      before: id.optional(),
      order: z.enum(LIST_ORDERS).default('newest'),
      /** Filters. No draft matches any of them, so with a filter the box `drafts` is empty. */
      only: listUpTo(z.enum(LIST_FILTERS), LIST_FILTERS.length).default([]),
      /** Only letters from or to this person. */
      person: person.optional(),
      label: label.optional(),
      /** Only letters for this group (id or name), for `self`, or for `public`. */
      audience: person.optional(),
      /** False leaves out what was said in a talk. */
      said: z.boolean().optional(),
    }),
  ),

  /**
   * Searches own and opened letters, with their texts and file names, and the notices of all
   * others, newest first. The query has words and operators, which must all match:
   * - words: in any place, also in the name or address of the author or an addressee, and in the name
   *   of a group or mailing list. Words in quotes, or joined by signs, must follow each other. The last
   *   one may be typed in part. `subject:` and `filename:` search for words only there.
   * - `from:`, `to:`: the start of a name or of a word in it, an id, or `me`; `to:` groups, too.
   * - `in:` a box of `list`, `group` for any group, or the start of a group's name. Only `in:spam` and
   *   `in:trash` find what is there.
   * - `is:unread|sealed|opened|starred|urgent|held|done|archived|sent|received|mail`
   * - `has:file|reply|pdf|photo|film`, `label:`, `before:2026-01-31`, `after:` a day, a month as
   * 2026-01, a year, `today` or `yesterday`
   * - `larger:`, `smaller:`: the body with all files, for example `10M` or `500k`.
   * - A minus before words or an operator leaves out what matches. `OR` joins its two neighbours.
   * @throws INVALID for an invalid value of an operator, with what is possible; also for too many
   *   parts
   */
  search: call<LetterSummary[]>()(
    z.strictObject({
      query: z.string().max(1000),
      limit: z.number().int().min(1).max(MAX_PAGE).default(50),
      before: id.optional(),
    }),
  ),

  /**
   * Returns one entry as in `list`.
   * @throws NOT_FOUND; for a whole ref `details.author` is the person whom it names, unproven
   */
  summary: call<LetterSummary>()(z.strictObject({ ref })),

  /**
   * Returns those of the letters that cannot be read here any longer: recalled, expired or deleted.
   * A page that keeps copies of answers removes them.
   */
  gone: call<RefText[]>()(z.strictObject({ refs: listUpTo(ref, 1000) })),

  /**
   * Changes how letters are organized. Omitted fields do not change. Returns the changed entries.
   * @throws NOT_FOUND
   */
  tidy: call<LetterSummary[]>()(
    z.strictObject({
      refs: listUpTo(ref, 1000),
      archived: z.boolean().optional(),
      starred: z.boolean().optional(),
      snoozedUntil: isoTime.nullable().optional(),
      /** Marks opened letters as unread, for this person alone. */
      unread: z.boolean().optional(),
      addLabels: listUpTo(label, 20).optional(),
      removeLabels: listUpTo(label, 20).optional(),
    }),
  ),

  /**
   * Takes anybody's letters out of all own lists, counts and searches into a bin, from another bin
   * too, or puts them back: `null`. Only the lists `spam` and `trash`, and searches with `in:`, find
   * what is there. It stays there if its notice comes again. Its author learns nothing, and can still
   * recall it; an own letter can still be recalled too. `drafts.remove` and `space.delete` are for
   * what one wrote. Returns the changed entries, without those that could not be indexed.
   * @throws NOT_FOUND, INVALID for an own letter whose notice is not sent yet, or for spam that is no
   *   mail
   */
  bin: call<LetterSummary[]>()(z.strictObject({ refs: listUpTo(ref, 1000), bin: z.enum(BINS).nullable() })),

  /**
   * Returns an own or opened letter in a format of other programs.
   * @throws NOT_FOUND, SEALED if it is not opened
   */
  export: call<LetterExport>()(z.strictObject({ ref, format: z.enum(['eml', 'markdown']) })),

  /**
   * Returns what sending the letter cost: one body, the number of notices, and their bytes.
   * @throws NOT_FOUND, NOT_YOURS
   */
  cost: call<{ bodies: 1; bodyBytes: number; notices: number; noticeBytes: number }>()(oneRef),

  /**
   * Opens a letter by reference and fetches it if necessary. From then on this home keeps it.
   * It is no longer marked as unread.
   * `waitMs`: how long to wait for the author's device.
   * @throws NOT_FOUND, NOT_A_READER, HELD, NOT_YET, RECALLED, EXPIRED, AUTHOR_AWAY, KEEPERS_AWAY
   *   (`details.waitedMs`), UNREACHABLE, ALTERED, REWRITTEN, BLOCKED, QUOTA
   */
  read: call<Letter>()(z.strictObject({ ref, waitMs: waitMs.default(10_000) })),
  /**
   * Returns the page of a mail as its sender made it. Null if it has none. It opens nothing: the mail
   * is an own one, or was read before.
   * @throws NOT_FOUND, AMBIGUOUS, DAMAGED, ALTERED
   */
  asMade: call<MadePage | null>()(oneRef),
  /**
   * Fetches pictures that the page of a mail names, from these hosts alone. Only for a press of a person:
   * the hosts learn that the mail is read, when and from which network. Only by HTTPS, from public
   * addresses, without cookies; redirects lead only to these hosts. At most 50 pictures, 5 MiB each,
   * 20 MiB in all and 15 s. What could not be had is left out, and nothing is stored.
   * @throws NOT_FOUND, AMBIGUOUS, DAMAGED, ALTERED
   */
  loadPictures: call<LoadedPicture[]>()(z.strictObject({ ref, hosts: listUpTo(pictureHost, 200) })),

  /**
   * Returns whom an answer to a mail goes to, as the mail says.
   * @throws NOT_FOUND, DAMAGED, INVALID if it is not a mail
   */
  answerTo: call<AnswerTo>()(oneRef),

  /**
   * Asks the sender of a mail to many to stop. If the sender offers one request for this, and signed
   * the offer, the request is made. Else a draft to the address for this is written, and nothing is
   * sent. No link in the words of the mail is followed. Only for a press of a person. Such mails were
   * asked once: another call answers with that. What arrives at an account more than 10 days after
   * `askedAt` goes to the spam.
   * @throws INVALID if it is no mail or names no such way, MAIL_AWAY if nobody answers the request,
   *   MAIL_REFUSED with the `line` of the answer if it is not accepted
   */
  unsubscribe: call<StoppedMails>()(oneRef),
  /**
   * Forgets that the sender of such mails was asked to stop, and puts the mail back if it is in the
   * spam, with all those that came later than they should. Nobody else learns of it. `bin` forgets it,
   * too, when it puts back a mail that came later.
   * @throws NOT_FOUND, NOT_YOURS
   */
  takeAgain: call<LetterSummary>()(oneRef),

  /**
   * Returns the states of an own letter's readers, one page. For the next page, pass the last
   * person as `after`.
   * @throws NOT_FOUND, NOT_YOURS, INVALID if `after` is no reader
   */
  status: call<LetterStatus>()(
    z.strictObject({
      ref,
      limit: z.number().int().min(0).max(MAX_PAGE).default(MAX_PAGE),
      after: id.optional(),
    }),
  ),

  /**
   * Holds an own letter. Readers who have not opened it yet cannot open it until `letGo`.
   * @throws NOT_FOUND, NOT_YOURS, INVALID if it is an album
   */
  hold: call<ActResult>()(oneRef),
  /**
   * Ends a hold. Notices that were not sent yet are sent. Mails that were refused, came back or may not
   * have arrived are tried again.
   * @throws NOT_FOUND, NOT_YOURS, INVALID if it is an album
   */
  letGo: call<ActResult>()(oneRef),
  /**
   * Sends the mail of an own letter to another address, because it was refused at `from` or came back
   * from there. Returns how it is with all its addresses.
   * @throws NOT_FOUND, NOT_YOURS, RECALLED; INVALID if it reached `from`, if `to` is no address, or if
   *   that one has the letter already
   */
  readdress: call<MailStatus[]>()(z.strictObject({ ref, from: mailAddress, to: z.string().trim().max(512) })),
  /**
   * Changes when the notices of an own letter are sent that are not out yet; null sends them now.
   * Ends their hold.
   * @throws NOT_FOUND, NOT_YOURS, INVALID if the time is past, the letter expires before it, or it
   * is
   *   an album; TOO_LATE if everybody was notified or the letter is recalled
   */
  schedule: call<ActResult>()(z.strictObject({ ref, at: isoTime.nullable() })),

  /**
   * Recalls an own letter. Readers who have not opened it can no longer open it. Resolves when the
   * key is destroyed, or when a station may still release the letter: the outcome is then
   * `recalling`. `waitMs`: how long to wait for the answers of stations; default 0. The text is in
   * `draft`. With `unlessTold` the call undoes a send. Nothing else of the letter remains, and the
   * call is refused if a notice was already sent.
   * @throws NOT_FOUND, NOT_YOURS, INVALID if it is an album; with `unlessTold` also TOO_LATE if a
   * notice was sent, INVALID if the letter has no other reader, DAMAGED if its text cannot be read
   */
  recall: call<RecallResult>()(
    z.strictObject({ ref, unlessTold: z.boolean().optional(), waitMs: waitMs.optional() }),
  ),

  /**
   * Shares an own object with one more audience: a person, a group, or `public`. The body is not
   * copied and does not change. The ref of an album shares the whole album. The files of a letter
   * cannot change either, so if one contains a location, or may contain one, set `keepPlace` to
   * share it anyway.
   * @throws NOT_FOUND, AMBIGUOUS, NOT_YOURS, NOT_A_POSTER, BLOCKED, INVALID if the audience already
   *   has it, PLACE_REMAINS, RECALLED, PARTS_AWAY for a mail with parts that were left out
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
   * Withdraws an object from one audience. Readers who have not opened it can no longer open it. A
   * public object leaves the archive and the site; for those who already have it the outcome is
   * `too-late`.
   * @throws NOT_FOUND, AMBIGUOUS, NOT_YOURS
   */
  withdraw: call<ActResult>()(z.strictObject({ ref, from: person })),

  /**
   * Returns who can read an object, and through which audiences.
   * @throws NOT_FOUND
   */
  who: call<WhoCanRead>()(
    z.strictObject({ ref, limit: z.number().int().min(0).max(MAX_PAGE).default(100), after: id.optional() }),
  ),

  /**
   * Lists the versions that are known here, the latest first. With `waitMs`, it also looks up
   * missing earlier versions of a public post in its author's archive, if that is reachable.
   * @throws NOT_FOUND
   */
  history: call<LetterSummary[]>()(z.strictObject({ ref, waitMs: waitMs.optional() })),

  /**
   * Reports the reader's state to the author. On an open letter, the author first learns from this
   * that the reader has opened it. `confirmed` also confirms the urgent letter that it answers, if that
   * is opened.
   * @throws NOT_FOUND, SEALED if it is not opened, BLOCKED if its author is, INVALID for a mail, unless
   *   a person shared it: nobody would hear it
   */
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

  /**
   * Reminds this person at a time if nobody has answered an own letter by then: with a letter, or a
   * report such as `done`. The letter is then in the box `waiting`. Null ends the reminder.
   * @throws NOT_FOUND, NOT_YOURS, INVALID if the time is past or nobody can answer, TOO_LATE if
   *   somebody has answered
   */
  remind: call<LetterSummary>()(z.strictObject({ ref, at: isoTime.nullable() })),

  /**
   * Reminds the readers of an own letter who are silent: they have not opened it, or not answered it
   * if it is urgent. With `to` only these of them. Their copy comes up again; nothing is sent a
   * second time. Each of them is reminded at most once a day; those who were are in `waiting`.
   * @throws NOT_FOUND (also for a person in `to` who is not silent), AMBIGUOUS, NOT_YOURS, TOO_LATE
   *   if nobody is silent who can be reminded, INVALID if it is an album
   */
  nudge: call<NudgeResult>()(z.strictObject({ ref, to: listUpTo(person, MAX_READERS).optional() })),

  /** Lists the own letters with a reminder, soonest first, also those whose time came. */
  reminders: call<LetterSummary[]>()(
    z.strictObject({ limit: z.number().int().min(1).max(1000).default(1000) }),
  ),

  /**
   * Asks the author of a linked letter for access.
   * @throws NOT_FOUND
   */
  ask: call<{ ref: RefText; state: 'asked' }>()(
    z.strictObject({ ref, text: textUpTo(MAX_ASK_BYTES).default('') }),
  ),

  /** Lists the requests for access to own letters, newest first. */
  asks: call<Ask[]>()(z.strictObject({})),
}
