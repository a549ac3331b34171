// Albums: collections of files that are given to an audience as one thing, and grow for it.
// A cover with a title, and pages whose `member` links are its pictures: what is added later is a page more for everyone who has it.
import { call } from './calls.ts'
import type { Addressee } from './letter.ts'
import type { Cursor, FileId, IsoTime, Party, RefText } from './ids.ts'
import { id, listUpTo, MAX_PAGE, MAX_SUBJECT_BYTES, person, ref, textUpTo, waitMs, z } from './schema.ts'
import type { ListedFile } from './files.ts'

export interface Album {
  /** Of its first cover; it stays the same whatever is added or renamed. For `letters.who` too. */
  album: RefText
  from: Party
  isMine: boolean
  /** Null when its author keeps it sealed. */
  title: string | null
  /** What its author says of it; null while it was not opened. */
  text: string | null
  createdAt: IsoTime
  /** When something was last added, taken out or renamed, as far as that is known here. */
  changedAt: IsoTime
  /** Files in it; of another's those on the pages that were opened. */
  count: number
  /** The preview of one of them. */
  preview: FileId | null
  /** Whom it is for: of mine those it was shared with, each with whether places are kept for them; of another's as its notice says. */
  audiences: { audience: Addressee; keepsPlace: boolean }[]
  /** Of another's: pages (and covers) that were announced and not opened; `open` has them. 0 for mine. */
  unopened: number
  /** Of another's: `recalled` when it was taken back before it was opened. */
  state: 'mine' | 'sealed' | 'opened' | 'recalled'
  cursor: Cursor
}

const MAX_FILES_AT_ONCE = 1000
const title = textUpTo(MAX_SUBJECT_BYTES)
  .refine((text) => text.trim() !== '', { error: 'An album needs a title.' })
  .refine((text) => !/[\p{Cc}\p{Zl}\p{Zp}]/u.test(text), { error: 'One line.' })
/** An album by its ref, the beginning of one, or its whole title. */
const album = ref
const text = textUpTo(64 * 1024)
const files = listUpTo(id, MAX_FILES_AT_ONCE)
const someFiles = files.refine((list) => list.length > 0, { error: 'At least one file.' })

export const albumCalls = {
  /** An album of mine, for nobody else until it is shared. @throws NOT_FOUND (files), NOT_YOURS, INVALID, NO_SPACE */
  create: call<Album>()(z.strictObject({ title, text: text.default(''), files: files.default([]) })),

  /** Mine and those that were shared with me, the latest changed first. The next page is `before` the last entry's cursor. */
  list: call<Album[]>()(
    z.strictObject({
      from: z.enum(['all', 'mine', 'others']).default('all'),
      limit: z.number().int().min(1).max(MAX_PAGE).default(100),
      before: id.optional(),
    }),
  ),

  /** @throws NOT_FOUND, AMBIGUOUS */
  get: call<Album>()(z.strictObject({ album })),

  /** Another title or text, also for those it was shared with. @throws NOT_FOUND, AMBIGUOUS, NOT_YOURS */
  rename: call<Album>()(z.strictObject({ album, title, text: text.optional() })),

  /**
   * Adds files of mine; what is in it already stays once. Everyone it was shared with is told at once, of places as they were shared with.
   * Making copies without place can take a while. `asIs`: those of them that are given as they are if their place cannot be removed.
   * @throws NOT_FOUND, AMBIGUOUS, NOT_YOURS, PLACE_REMAINS (details.files; nothing was added), NO_SPACE
   */
  add: call<Album>()(z.strictObject({ album, files: someFiles, asIs: files.optional() })),

  /** Takes files out again: who has not opened that page by then never will. Ids as a list of the album gives them. @throws NOT_FOUND, NOT_YOURS */
  remove: call<Album>()(z.strictObject({ album, files: someFiles })),

  /**
   * Gives it to one more audience as one thing: a person, a group, or `public`; later additions reach them. Without `keepPlace` they are
   * given copies without place, and of `asIs` the files themselves where their place cannot be removed.
   * @throws NOT_FOUND, AMBIGUOUS, NOT_YOURS, NOT_A_POSTER, BLOCKED, INVALID (they have it already), PLACE_REMAINS (details.files)
   */
  share: call<Album>()(
    z.strictObject({
      album,
      to: person,
      keepPlace: z.boolean().default(false),
      asIs: files.optional(),
      mode: z.enum(['open', 'controlled']).optional(),
    }),
  ),

  /** Takes it back from one audience: what they have not opened by then they never will, and nothing more reaches them. @throws NOT_FOUND, NOT_YOURS */
  withdraw: call<Album>()(z.strictObject({ album, from: person })),

  /**
   * Opens another's album with all its pages, as reading opens a letter; of mine there is nothing to open. What cannot be had now is
   * left `unopened`. @throws as `letters.read`, for its cover
   */
  open: call<Album>()(z.strictObject({ album, waitMs: waitMs.default(10_000) })),

  /** What is in it, in the order of adding. The next page is `after` the last entry's cursor. @throws NOT_FOUND, AMBIGUOUS */
  files: call<ListedFile[]>()(
    z.strictObject({
      album,
      limit: z.number().int().min(1).max(MAX_PAGE).default(100),
      after: id.optional(),
    }),
  ),
}
