// Drafts: a letter before it is sent, kept in the ledger at every pause.
// The compose step of the life of a message; nothing of it leaves the home.
import { call } from './calls.ts'
import type { Attachment } from './files.ts'
import type { DraftId, IsoTime, RefText } from './ids.ts'
import type { Policy } from './policy.ts'
import {
  id,
  isoTime,
  listUpTo,
  MAX_ATTACHMENTS,
  MAX_READERS,
  MAX_SUBJECT_BYTES,
  MAX_TEXT_BYTES,
  nothing,
  policy,
  ref,
  textUpTo,
  z,
} from './schema.ts'
import type { Addressee, SentLetter } from './letter.ts'

export interface Draft {
  draft: DraftId
  /** Ids of persons and groups, or `self`, or `public`: as they can be sent to, whatever they are called by now. */
  to: string[]
  /** Names that were typed and mean nobody, or several: nothing is sent to them. */
  typed: string[]
  /** What is in `to` and `typed`, as it is called now. */
  readers: Addressee[]
  subject: string
  text: string
  replyTo: RefText | null
  /** The version of mine that it is to take the place of. */
  replaces: RefText | null
  tags: string[]
  /** Files of mine that go with it; one that is no more is left out. */
  attachments: Attachment[]
  /** How it is to be given when it is sent. Files of `keepPlace` that are no more are left out. */
  policy: Policy
  savedAt: IsoTime
}

export const draftCalls = {
  /** Resolves when it is on disk. Without `draft` a new one begins. @throws NOT_FOUND, INVALID, TOO_LARGE, NO_SPACE */
  save: call<{ draft: DraftId; savedAt: IsoTime }>()(
    z.strictObject({
      draft: id.optional(),
      /** `draft` may name one that is not there yet: 16 bytes in hex, chosen by the writer, who knows it before the save. */
      begins: z.boolean().optional(),
      /** Resolved here, once: an id, an address, or a name that one contact or group has. Other names are `typed`. */
      to: listUpTo(z.string().max(4096), MAX_READERS).default([]),
      /** Half a name is a fine thing to have in a draft: kept as it is. */
      typed: listUpTo(z.string().max(4096), MAX_READERS).optional(),
      subject: textUpTo(MAX_SUBJECT_BYTES).default(''),
      text: textUpTo(MAX_TEXT_BYTES).default(''),
      replyTo: ref.optional(),
      replaces: ref.optional(),
      tags: listUpTo(z.string().max(64), 16).default([]),
      attachments: listUpTo(id, MAX_ATTACHMENTS).optional(),
      policy,
    }),
  ),

  /** @throws NOT_FOUND */
  get: call<Draft>()(z.strictObject({ draft: id })),

  /** Newest first. */
  list: call<Draft[]>()(nothing),

  /**
   * Sends the draft as it was saved. Resolves when the letter is on disk and the draft is removed.
   * Leaves out the choices that its readers cannot have: mode and end of a public letter or a note,
   * versions and tags of any other letter.
   * @throws NOT_FOUND (also if a name in `typed` is nobody's), AMBIGUOUS, INVALID, TOO_LARGE,
   *   NO_SPACE, BLOCKED, NOT_A_POSTER, PLACE_REMAINS (details.files: every file to ask about)
   */
  send: call<SentLetter>()(
    z.strictObject({
      draft: id,
      /** No notice is sent before this time. Until then the send can be undone; the policy stays. */
      at: isoTime.optional(),
      /** Attached files to give as they are if their location cannot be removed. */
      asIs: listUpTo(ref, MAX_ATTACHMENTS).optional(),
    }),
  ),

  /** @throws NOT_FOUND */
  remove: call<{ draft: DraftId }>()(z.strictObject({ draft: id })),
}
