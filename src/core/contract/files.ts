// Files: stored once in the person's own store, attached to letters as links, fetched only on
// demand.
// File bytes do not pass a door. They move between a path of this machine and the store, or by HTTP
// (`/file/<id>`) to a page.
import { call } from './calls.ts'
import { FILE_KINDS, type FileKind } from './file-kinds.ts'
import type { Cursor, FileId, IsoTime, Party, RefText, SealingId } from './ids.ts'
import {
  oneLine,
  id,
  listUpTo,
  MAX_ATTACHMENTS,
  MAX_PAGE,
  MAX_PREVIEW_URL_CHARS,
  month,
  path,
  person,
  ref,
  waitMs,
  z,
} from './schema.ts'
import type { ErrorCode } from './errors.ts'
import type { LetterKind } from './letter.ts'

/** The location where a picture was taken, in degrees. */
export interface Place {
  latitude: number
  longitude: number
}

/**
 * Facts from the metadata of a picture (EXIF, XMP), or from the page that made its preview. Null if
 * unknown.
 */
export interface FileFacts {
  /** Pixels as shown, after the orientation is applied. */
  width: number | null
  height: number | null
  /**
   * The time by the camera's clock, with its time zone if the picture contains one, otherwise taken
   * as UTC.
   */
  takenAt: IsoTime | null
  place: Place | null
  /** Maker and model of the camera. */
  camera: string | null
  caption: string | null
}

/** A file as its author attached and named it. */
export interface Attachment {
  /** The id for calls and for `/file/<id>`. */
  file: FileId
  /** A safe name without a path. */
  name: string
  /** The size of the content in bytes. */
  size: number
  /** The media type by content, as the author's engine detected it. */
  type: string
  /** A small picture of the file, fetched like a file. It arrived with the letter. */
  preview: FileId | null
  facts: FileFacts
  /**
   * A large part of a mail that is at its server only. It is fetched when it is opened or saved, and
   * kept then. Until then `size` is an estimate, and `type` is what its sender claims.
   */
  atServer?: true
}

/** An own file, a file attached to an opened object of another person, or a file inside a mail. */
export interface ListedFile extends Attachment {
  kind: FileKind
  /** The ref of the object that has its bytes: of the file itself, or of the mail that it is in. */
  ref: RefText
  /**
   * Its number inside that mail, from 1, as `save` takes it. Null for a file with an object of its
   * own.
   */
  number: number | null
  from: Party
  isMine: boolean
  /** What it came with: a letter, a mail, or the page of an album. Null for an own file. */
  source: { kind: LetterKind; ref: RefText } | null
  /** When the file was stored here. For any other file: when the letter or mail was written. */
  addedAt: IsoTime
  /** The tags. Only for own files. */
  tags: string[]
  /** The number of versions. This entry is the latest one, unless the list is a history. */
  versions: number
  cursor: Cursor
}

export interface AddedFile extends ListedFile {
  /** True if the same content was already stored. The file was linked and not stored twice. */
  isKnown: boolean
}

/**
 * A file whose location cannot be removed (in `details.files` of PLACE_REMAINS).
 * `kind`: this kind of file is not supported. `seen`: it contains a location that cannot be
 * removed. `form`: it cannot be parsed.
 */
export interface RemainingPlace {
  file: FileId | RefText
  name: string
  why: 'kind' | 'seen' | 'form'
}

/** A cluster of pictures that are close together on the map. */
export interface MapCluster extends Place {
  count: number
  /** How many of the files are films. */
  films: number
  /** The locations, rounded to a twentieth of a degree, most pictures first. At most 50. */
  spots: readonly (Place & { count: number })[]
  /** The latest picture of the cluster. */
  sample: ListedFile
}

/** How much of a file is stored here, and who is connected to provide the rest. */
export interface FileWhereabouts {
  file: FileId
  /** Content bytes stored here. Equal to the size for an own file. */
  bytesHere: number
  isWhole: boolean
  /** True if the file's author is connected, or the file is an own one. */
  isAuthorHere: boolean
  /**
   * The number of other connected persons who received the object that attaches the file. They may
   * have it.
   */
  fellows: number
}

/** A large file that is being stored. */
export interface SealingFile {
  sealing: SealingId
  name: string
  size: number
  /**
   * Bytes already sealed, including those of an earlier run. 0 for a failed file, which restarts
   * from the beginning.
   */
  done: number
  /**
   * `interrupted`: an earlier run ended before the file was stored. `resume`, or adding the same
   * file again, continues it.
   * `failed`: it failed after a `resume`. `resume` tries again. `cancel` or the end of this run
   * removes it from the list.
   */
  state: 'sealing' | 'paused' | 'interrupted' | 'failed'
  /**
   * The code with which the storing failed, as `add` throws it. Null unless the state is `failed`.
   */
  code: ErrorCode | null
}

const degrees = (max: number) => z.number().min(-max).max(max)

/** Filters for a list of files. All given filters must match. */
const filters = {
  /**
   * `others`: all files except own ones. A person is a contact, or somebody whom a mail names: by
   * id, name or address. Default: `mine`.
   */
  from: z.union([z.enum(['mine', 'others', 'all']), z.strictObject({ person })]).optional(),
  kind: listUpTo(z.enum(FILE_KINDS), FILE_KINDS.length).optional(),
  /** An own album or another person's, by its ref or title. */
  album: ref.optional(),
  tag: oneLine.optional(),
  /**
   * Pictures taken in this area, in degrees. If west is greater than east, the area crosses the
   * date line.
   */
  within: z
    .strictObject({ west: degrees(180), south: degrees(90), east: degrees(180), north: degrees(90) })
    .optional(),
}

const oneSealing = z.strictObject({ sealing: id })

export const fileCalls = {
  /**
   * Stores a file of this machine. Resolves when it is on disk. Aborting the call does not stop the
   * work; `cancel` does. Not available to a page.
   * @throws NOT_FOUND, INVALID if it is not a file or changed meanwhile, TOO_LARGE, NO_SPACE,
   *   CANCELLED
   */
  add: call<AddedFile>()(z.strictObject({ path })),

  /**
   * Lists files, the latest first, each in its latest version. Order `added`: by arrival. Order
   * `taken`: by the time a picture was taken, otherwise as `added`. For the next page, pass the
   * last entry's cursor as `before`, with the same filters and order.
   * @throws NOT_FOUND, AMBIGUOUS
   */
  list: call<ListedFile[]>()(
    z.strictObject({
      ...filters,
      order: z.enum(['added', 'taken']).optional(),
      /** Only files of this month in the chosen order, in UTC: `2031-04`. */
      month: month.optional(),
      limit: z.number().int().min(1).max(MAX_PAGE).default(100),
      before: id.optional(),
    }),
  ),

  /**
   * Counts the files of each month in the order `taken`, the latest month first. `films`: how many
   * of them are films; absent if none. `shapes`: the width per height of each file in percent, in
   * the order of `list`; 0 if unknown.
   * @throws the codes of `list`
   */
  months: call<{ month: string; count: number; films?: number; shapes: number[] }[]>()(
    z.strictObject(filters),
  ),

  /**
   * Groups the files with a location into at most `columns` × `columns` clusters over `within`, or
   * over the whole world.
   * @throws the codes of `list`
   */
  map: call<MapCluster[]>()(
    z.strictObject({ ...filters, columns: z.number().int().min(1).max(64).default(24) }),
  ),

  /**
   * Returns the other persons whose files of these kinds are here, those with the most files first,
   * with the number of files. Who sent a mail counts as the person of the files inside it.
   */
  people: call<(Party & { count: number })[]>()(z.strictObject({ kind: filters.kind })),

  /**
   * Replaces the tags of an own file by `tags`.
   * @throws NOT_FOUND, NOT_YOURS
   */
  tag: call<ListedFile>()(z.strictObject({ file: id, tags: listUpTo(oneLine, 16) })),

  /**
   * Sets the preview of an own file (a small WebP, JPEG or PNG as a data URL; null removes it) and
   * its displayed size in pixels. Later letters and albums include them.
   * @throws NOT_FOUND, NOT_YOURS, INVALID if the preview is not a picture of these types, TOO_LARGE
   */
  describe: call<ListedFile>()(
    z.strictObject({
      file: id,
      preview: z.string().max(MAX_PREVIEW_URL_CHARS).nullable().optional(),
      width: z.number().int().min(1).max(1_000_000).optional(),
      height: z.number().int().min(1).max(1_000_000).optional(),
    }),
  ),

  /**
   * Makes the own file `by` the latest version of `file`. Objects that attached an earlier version
   * keep it. If `by` is an earlier version of `file`, that version is restored. Returns the
   * document with its new latest version.
   * @throws NOT_FOUND, NOT_YOURS, INVALID if `by` is already the latest version
   */
  replace: call<ListedFile>()(z.strictObject({ file: id, by: id })),

  /**
   * Lists all versions of an own file, the latest first. `addedAt` is when it became the latest.
   * @throws NOT_FOUND, NOT_YOURS
   */
  history: call<ListedFile[]>()(z.strictObject({ file: id })),

  /**
   * Returns how much of each file is here. A file inside a mail is here whole, or at its server.
   * Leaves out files that no longer exist. Sends no request to the network.
   */
  where: call<FileWhereabouts[]>()(z.strictObject({ files: listUpTo(id, MAX_ATTACHMENTS) })),

  /** Returns the large files that are being stored, can be resumed, or failed in the background. */
  sealings: call<SealingFile[]>()(z.strictObject({})),

  /**
   * Pauses the storing of a large file.
   * @throws NOT_FOUND
   */
  pause: call<null>()(oneSealing),
  /**
   * Resumes the storing of a large file. Resolves when it is running again.
   * @throws NOT_FOUND (also if the source file of an interrupted or failed one has moved), INVALID
   *   if the source is not a file
   */
  resume: call<null>()(oneSealing),
  /**
   * Cancels the storing of a large file and discards its stored part.
   * @throws NOT_FOUND
   */
  cancel: call<null>()(oneSealing),

  /**
   * Writes files into a folder of this machine and never overwrites a file: all attachments of a
   * letter, its attachment `number` (from 1), or an own file. Saving an attachment opens the
   * letter. Returns absolute paths. Not available to a page.
   * @throws NOT_FOUND, INVALID if the folder cannot be used, NO_SPACE, AUTHOR_AWAY, UNREACHABLE,
   *   ALTERED, REWRITTEN, and the codes of `letters.read`
   */
  save: call<{ saved: string[] }>()(
    z.strictObject({
      ref,
      number: z.number().int().min(1).max(1000).optional(),
      folder: path,
      waitMs: waitMs.default(10_000),
    }),
  ),
}
