// Albums: collections of files that are shared as one object and can grow afterwards.
// An album is a cover with a title, and pages with `member` links to the pictures. A later addition
// is one more page for every reader.
import { call } from './calls.ts'
import type { Addressee } from './letter.ts'
import type { Cursor, FileId, IsoTime, Party, RefText } from './ids.ts'
import { MAX_SUBJECT_BYTES } from './choices.ts'
import { id, listUpTo, MAX_PAGE, person, ref, textUpTo, waitMs, z } from './schema.ts'
import type { ListedFile } from './files.ts'

export interface Album {
  /**
   * The ref of the first cover. It stays the same after additions and renames. `letters.who`
   * accepts it too.
   */
  album: RefText
  from: Party
  isMine: boolean
  /** Null if the author's notice does not contain the title and the album is not opened. */
  title: string | null
  /** The author's description. Null while the album is not opened. */
  text: string | null
  createdAt: IsoTime
  /** The time of the last addition, removal or rename that this home knows of. */
  changedAt: IsoTime
  /**
   * The number of files in the album. For another person's album: only the files on opened pages.
   */
  count: number
  /** The preview of one of the album's files. Null if none has a preview. */
  preview: FileId | null
  /**
   * The audiences. For an own album: each audience it was shared with, and whether its pictures
   * keep their location for that audience. For another person's album: the audiences that its
   * notice names.
   */
  audiences: { audience: Addressee; keepsPlace: boolean }[]
  /**
   * For another person's album: the number of pages and covers that were announced but not opened.
   * `open` fetches them. 0 for an own album.
   */
  unopened: number
  /**
   * For another person's album: `recalled` if its author recalled it before this home opened it.
   */
  state: 'mine' | 'sealed' | 'opened' | 'recalled'
  cursor: Cursor
}

const MAX_FILES_AT_ONCE = 1000
const title = textUpTo(MAX_SUBJECT_BYTES)
  .refine((text) => text.trim() !== '', { error: 'An album needs a title.' })
  .refine((text) => !/[\p{Cc}\p{Zl}\p{Zp}]/u.test(text), { error: 'One line.' })
/** An album by its ref, the start of its ref, or its whole title. */
const album = ref
const text = textUpTo(64 * 1024)
const files = listUpTo(id, MAX_FILES_AT_ONCE)
const someFiles = files.refine((list) => list.length > 0, { error: 'At least one file.' })

export const albumCalls = {
  /**
   * Creates an own album. Nobody else can read it until it is shared.
   * @throws NOT_FOUND if a file does not exist, NOT_YOURS, INVALID, NO_SPACE
   */
  create: call<Album>()(z.strictObject({ title, text: text.default(''), files: files.default([]) })),

  /**
   * Lists own albums and albums shared with this person, the latest changed first. For the next
   * page, pass the last entry's cursor as `before`.
   */
  list: call<Album[]>()(
    z.strictObject({
      from: z.enum(['all', 'mine', 'others']).default('all'),
      limit: z.number().int().min(1).max(MAX_PAGE).default(100),
      before: id.optional(),
    }),
  ),

  /**
   * Returns one album.
   * @throws NOT_FOUND, AMBIGUOUS
   */
  get: call<Album>()(z.strictObject({ album })),

  /**
   * Changes the title or the text, also for the audiences that already have the album.
   * @throws NOT_FOUND, AMBIGUOUS, NOT_YOURS
   */
  rename: call<Album>()(z.strictObject({ album, title, text: text.optional() })),

  /**
   * Adds own files. A file that is already in the album is not added twice. Each audience gets a
   * notice at once, and gets the location of pictures as when the album was shared with it. Making
   * copies without a location can take a while.
   * `asIs`: files to give unchanged if their location cannot be removed.
   * @throws NOT_FOUND, AMBIGUOUS, NOT_YOURS, NO_SPACE, PLACE_REMAINS if a location cannot be
   *   removed (`details.files`; then nothing was added)
   */
  add: call<Album>()(z.strictObject({ album, files: someFiles, asIs: files.optional() })),

  /**
   * Removes files, by the ids that the album's file list gives. A reader who has not opened their
   * page yet can no longer open it.
   * @throws NOT_FOUND, NOT_YOURS
   */
  remove: call<Album>()(z.strictObject({ album, files: someFiles })),

  /**
   * Shares the album with one more audience: a person, a group, or `public`. The audience also gets
   * later additions.
   * Without `keepPlace` the audience gets copies without a location. `asIs`: files to give
   * unchanged if their location cannot be removed.
   * @throws NOT_FOUND, AMBIGUOUS, NOT_YOURS, NOT_A_POSTER, BLOCKED, INVALID if the audience already
   *   has the album, PLACE_REMAINS if a location cannot be removed (`details.files`)
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

  /**
   * Withdraws the album from one audience. Its readers can no longer open what they have not opened
   * yet, and get no later additions.
   * @throws NOT_FOUND, NOT_YOURS
   */
  withdraw: call<Album>()(z.strictObject({ album, from: person })),

  /**
   * Opens another person's album with all its pages, as reading opens a letter. For an own album
   * there is nothing to open. A page that cannot be fetched now stays counted in `unopened`.
   * @throws the codes of `letters.read`, for the cover
   */
  open: call<Album>()(z.strictObject({ album, waitMs: waitMs.default(10_000) })),

  /**
   * Lists the files of an album in the order in which they were added. For the next page, pass the
   * last entry's cursor as `after`.
   * @throws NOT_FOUND, AMBIGUOUS
   */
  files: call<ListedFile[]>()(
    z.strictObject({
      album,
      limit: z.number().int().min(1).max(MAX_PAGE).default(100),
      after: id.optional(),
    }),
  ),

  /**
   * Returns the width per height in percent of every file in the order of `files`; 0 if unknown.
   * @throws NOT_FOUND, AMBIGUOUS
   */
  shapes: call<number[]>()(z.strictObject({ album })),
}
