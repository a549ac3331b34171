// Drafts: a letter before it is sent, saved in the ledger while it is written.
// This is the compose step. A draft does not leave the home.
import { MAX_SUBJECT_BYTES, MAX_TAG_CHARS, MAX_TAGS } from './choices.ts'
import { call } from './calls.ts'
import type { Attachment } from './files.ts'
import type { DraftId, IsoTime, RefText } from './ids.ts'
import type { Policy } from './policy.ts'
import {
  id,
  isoTime,
  listUpTo,
  mailAddress,
  MAX_ATTACHMENTS,
  MAX_READERS,
  MAX_TEXT_BYTES,
  nothing,
  policy,
  ref,
  remindAfterMs,
  textUpTo,
  z,
} from './schema.ts'
import type { Addressee, SentLetter } from './letter.ts'
import { ASKS, type Asks } from './talks.ts'

/** What `talks.say` takes besides the fields of a letter. */
export interface Saying {
  asks: Asks | null
}

export interface Draft {
  draft: DraftId
  /**
   * Ids of persons and groups, or `self`, or `public`. These ids stay valid when a person or group
   * changes its name.
   */
  to: string[]
  /** Typed names that match nobody, or several persons. `send` refuses while there is one. */
  typed: string[]
  /** The readers in `to` and `typed`, under their current names. */
  readers: Addressee[]
  subject: string
  text: string
  replyTo: RefText | null
  /** The own version that this letter replaces. */
  replaces: RefText | null
  /** Set if it is written in the box of the talk with its only reader. Null for a letter. */
  saying: Saying | null
  tags: string[]
  /** Attached own files. A deleted file is left out. */
  attachments: Attachment[]
  /** As for `letters.send`. */
  remindAfterMs: number | null
  /** The own address that it is from, if a reader is a mail address. Null for the usual one. */
  from: string | null
  /** How the letter is given when it is sent. Deleted files of `keepPlace` are left out. */
  policy: Policy
  savedAt: IsoTime
}

export interface SentDraft extends SentLetter {
  /** How long the send can still be undone. 0 if it cannot. */
  undoMs: number
}

const MAX_UNDO_MS = 60_000

export const draftCalls = {
  /**
   * Saves a draft. Without `draft` it creates a new one. Resolves when the draft is on disk.
   * @throws NOT_FOUND, INVALID, TOO_LARGE, NO_SPACE, SENT if it was sent in the last 30 days, also if
   *   that was undone: words that follow are another draft
   */
  save: call<{ draft: DraftId; savedAt: IsoTime }>()(
    z.strictObject({
      draft: id.optional(),
      /**
       * True if `draft` may be a new id: 16 bytes in hex, chosen by the caller before the first
       * save.
       */
      begins: z.boolean().optional(),
      /**
       * Ids, addresses, or names that match exactly one contact or group. The engine resolves them
       * once, at this call. Other names move to `typed`.
       */
      to: listUpTo(z.string().max(4096), MAX_READERS).default([]),
      /** Incomplete names, stored as typed. */
      typed: listUpTo(z.string().max(4096), MAX_READERS).optional(),
      subject: textUpTo(MAX_SUBJECT_BYTES).default(''),
      text: textUpTo(MAX_TEXT_BYTES).default(''),
      replyTo: ref.optional(),
      replaces: ref.optional(),
      saying: z
        .strictObject({ asks: z.enum(ASKS).nullable() })
        .nullable()
        .optional(),
      tags: listUpTo(z.string().max(MAX_TAG_CHARS), MAX_TAGS).default([]),
      attachments: listUpTo(id, MAX_ATTACHMENTS).optional(),
      remindAfterMs: remindAfterMs.nullable().optional(),
      from: mailAddress.nullable().optional(),
      policy,
    }),
  ),

  /**
   * Returns one draft.
   * @throws NOT_FOUND
   */
  get: call<Draft>()(z.strictObject({ draft: id })),

  /** Lists all drafts, newest first. */
  list: call<Draft[]>()(nothing),

  /**
   * Sends the draft as it was saved. Resolves when the letter is on disk and the draft is removed.
   * A repeated call, after a lost answer, sends nothing again and gets the same answer, for 30 days.
   * Leaves out the choices that its readers cannot have: mode and expiry of a public letter or a
   * note, versions and tags of any other letter. A draft of a talk is said in that talk, as by
   * `talks.say`, and `undoMs` does not hold it.
   * @throws NOT_FOUND (also if a name in `typed` matches no person), AMBIGUOUS, INVALID, TOO_LARGE,
   *   NO_SPACE, BLOCKED, NOT_A_POSTER, PLACE_REMAINS (`details.files`: every file to ask about)
   */
  send: call<SentDraft>()(
    z.strictObject({
      draft: id,
      /** When the version to send was saved, by the answer of `save`. By default the latest one. */
      savedAt: isoTime.optional(),
      /**
       * No notice is sent for this time, by the engine's clock. Until then the send can be undone.
       * The policy does not change.
       */
      undoMs: z.number().int().min(0).max(MAX_UNDO_MS).optional(),
      /** Attached files to give unchanged if the location in them cannot be removed. */
      asIs: listUpTo(ref, MAX_ATTACHMENTS).optional(),
    }),
  ),

  /**
   * Removes a draft.
   * @throws NOT_FOUND
   */
  remove: call<{ draft: DraftId }>()(z.strictObject({ draft: id })),
}
