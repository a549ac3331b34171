// Files: stored once in my own store, attached to letters as links, fetched only when wanted.
// Their bytes pass no door: they go between a path of this machine and the store, or by HTTP (`/file/<id>`) to a page.
import { call } from './calls.ts'
import { FILE_KINDS, type FileKind } from './file-kinds.ts'
import type { Cursor, FileId, IsoTime, Party, RefText, SealingId } from './ids.ts'
import {
  fileTag,
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

/** Where a picture was taken, in degrees. */
export interface Place {
  latitude: number
  longitude: number
}

/** What a picture says of itself (EXIF, XMP), or the page that made its preview; null where it says nothing. */
export interface FileFacts {
  /** As it is shown, turned by its orientation. */
  width: number | null
  height: number | null
  /** As its camera's clock said; with its zone where the picture has one, else taken as UTC. */
  takenAt: IsoTime | null
  place: Place | null
  /** Maker and model. */
  camera: string | null
  caption: string | null
}

/** A file as whoever attached it names it. */
export interface Attachment {
  /** For calls, and for `/file/<id>`. */
  file: FileId
  /** One harmless name, without a path. */
  name: string
  /** True bytes. */
  size: number
  /** Media type by content, as its author's engine saw it. */
  type: string
  /** A small picture of it, by the same way as a file; it came with the letter. */
  preview: FileId | null
  facts: FileFacts
}

/** A file of mine, or one that others attached to what I have opened. */
export interface ListedFile extends Attachment {
  kind: FileKind
  /** Of its object. */
  ref: RefText
  from: Party
  isMine: boolean
  /** What it came by: a letter, or a page of an album; null for what is mine. */
  letter: RefText | null
  /** When it was stored here; of others' when that letter was written. */
  addedAt: IsoTime
  /** Words it is filed under; only of what is mine. */
  tags: string[]
  /** How many versions of it there are; this is the latest, unless the list is a history. */
  versions: number
  cursor: Cursor
}

export interface AddedFile extends ListedFile {
  /** The same content was here before: it was linked, and stored no second time. */
  isKnown: boolean
}

/** A file that was not stored, and why. */
/**
 * A file that others can only be given as it is (`details.files` of PLACE_REMAINS). `kind`: files of its kind are not understood. `seen`: it says
 * a place that cannot be removed. `form`: it cannot be looked into.
 */
export interface RemainingPlace {
  file: FileId | RefText
  name: string
  why: 'kind' | 'seen' | 'form'
}

export interface RefusedFile {
  name: string
  code: ErrorCode
  message: string
}

/** A folder that is being stored. */
export interface FolderProgress {
  path: string
  /** Files that are stored, known or refused by now, of `total`. */
  done: number
  total: number
}

/** Pictures that lie close together on the map, as one. */
export interface MapCluster extends Place {
  count: number
  /** Of those, films. */
  films: number
  /** Where they were taken, to a tenth of a degree, most first; at most 50 of them. */
  spots: readonly (Place & { count: number })[]
  /** The latest of them. */
  sample: ListedFile
}

/** What of a file is here, and who is there for the rest. */
export interface FileWhereabouts {
  file: FileId
  /** True bytes; all of them of what is mine. */
  bytesHere: number
  isWhole: boolean
  /** Whoever stored it is connected, or it is mine. */
  isAuthorHere: boolean
  /** Others who are connected and were told of what it came with: they may have it. */
  fellows: number
}

/** A large file on its way into the store. */
export interface SealingFile {
  sealing: SealingId
  name: string
  size: number
  /** Bytes of it that are sealed, those of an earlier run among them; 0 of one that failed, which is begun anew. */
  done: number
  /**
   * `interrupted`: an earlier run ended before it was done; it goes on by `resume`, or by adding the same file again. `failed`: it was gone on
   * with by `resume`, and went wrong after that; `resume` tries once more, `cancel` takes it from the list, and so does the end of this run.
   */
  state: 'sealing' | 'paused' | 'interrupted' | 'failed'
  /** Why it failed: what `add` throws. Null unless it did. */
  code: ErrorCode | null
}

const degrees = (max: number) => z.number().min(-max).max(max)

/** What a list of files is narrowed to; everything given must hold. */
const filters = {
  /** `mine` unless told. */
  from: z.union([z.enum(['mine', 'others', 'all']), z.strictObject({ person })]).optional(),
  kind: listUpTo(z.enum(FILE_KINDS), FILE_KINDS.length).optional(),
  /** An album of mine or of others, by its ref or title. */
  album: ref.optional(),
  tag: fileTag.optional(),
  /** Pictures taken in this part of the world; where west is greater than east it goes over the date line. */
  within: z
    .strictObject({ west: degrees(180), south: degrees(90), east: degrees(180), north: degrees(90) })
    .optional(),
}

const oneSealing = z.strictObject({ sealing: id })

export const fileCalls = {
  /**
   * Stores a file of this machine; resolves when it is on disk. Ending the call does not end the work: `cancel` does. Not by the page's doors.
   * @throws NOT_FOUND, INVALID (no file, or it changed meanwhile), TOO_LARGE, NO_SPACE, CANCELLED
   */
  add: call<AddedFile>()(z.strictObject({ path })),

  /**
   * Stores every file of a folder and of those in it, a few at a time; hidden ones and links are passed over. Ending the call ends the
   * work; done again it goes on, because what is stored is known by its content. Not by the page's doors.
   * @throws NOT_FOUND, INVALID (no folder), NOT_FOUND or NOT_YOURS (album), CANCELLED
   */
  addFolder: call<{ added: number; known: number; refused: RefusedFile[] }>()(
    z.strictObject({ path, album: ref.optional() }),
  ),

  /** Folders that are being stored now. */
  folders: call<FolderProgress[]>()(z.strictObject({})),

  /**
   * Files, the latest first: of several versions the latest one. `added`: by when they came; `taken`: pictures by when they were taken,
   * else as `added`. The next page is `before` the last entry's cursor, asked for in the same way. @throws NOT_FOUND, AMBIGUOUS
   */
  list: call<ListedFile[]>()(
    z.strictObject({
      ...filters,
      order: z.enum(['added', 'taken']).optional(),
      /** Of this month by the order, in UTC: `2031-04`. */
      month: month.optional(),
      limit: z.number().int().min(1).max(MAX_PAGE).default(100),
      before: id.optional(),
    }),
  ),

  /**
   * How many files there are of each month, the latest first: what a list in the order `taken` is made of. `films`: of those, where there are
   * any. @throws as `list`
   */
  months: call<{ month: string; count: number; films?: number }[]>()(z.strictObject(filters)),

  /** What of it has a place, as at most `columns` × `columns` clusters over `within`, or over the world. @throws as `list` */
  map: call<MapCluster[]>()(
    z.strictObject({ ...filters, columns: z.number().int().min(1).max(64).default(24) }),
  ),

  /** Those of whom there are files here, by name. */
  people: call<(Party & { count: number })[]>()(z.strictObject({})),

  /** The words that files of mine are filed under, the most used first. */
  tags: call<{ tag: string; count: number }[]>()(z.strictObject({})),

  /** Files a file of mine under exactly these words. @throws NOT_FOUND, NOT_YOURS */
  tag: call<ListedFile>()(z.strictObject({ file: id, tags: listUpTo(fileTag, 16) })),

  /**
   * What whoever made a preview knows: a small WebP, JPEG or PNG as a data URL (null takes it away), and how large the picture is shown.
   * Letters and albums take it along from then on. @throws NOT_FOUND, NOT_YOURS, INVALID (no such picture), TOO_LARGE
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
   * `by`, a file of mine, is from now on the latest version of `file`; what attached an earlier one keeps that. With a file of its history
   * as `by` that one is restored. Gives the document as it is then. @throws NOT_FOUND, NOT_YOURS, INVALID (it is the latest already)
   */
  replace: call<ListedFile>()(z.strictObject({ file: id, by: id })),

  /** Every version of a file of mine, the latest first; `addedAt` is when it became that. @throws NOT_FOUND, NOT_YOURS */
  history: call<ListedFile[]>()(z.strictObject({ file: id })),

  /** Where files are; of those that are no more nothing is said. Asks nobody. */
  where: call<FileWhereabouts[]>()(z.strictObject({ files: listUpTo(id, MAX_ATTACHMENTS) })),

  /** Large files that are being stored, wait to be gone on with, or went wrong while nobody waited for them. */
  sealings: call<SealingFile[]>()(z.strictObject({})),

  /** @throws NOT_FOUND */
  pause: call<null>()(oneSealing),
  /** Resolves when it goes on. @throws NOT_FOUND (also of an interrupted or failed one whose file is not where it was), INVALID (no file) */
  resume: call<null>()(oneSealing),
  /** Given up: what stands of it is dropped. @throws NOT_FOUND */
  cancel: call<null>()(oneSealing),

  /**
   * Writes files into a folder of this machine, never over another one: all that a letter attaches, the `number`th of them (from 1), or a
   * file of mine. A letter is opened by it. Gives absolute paths. Not by the page's doors.
   * @throws NOT_FOUND, INVALID (folder), NO_SPACE, AUTHOR_AWAY, UNREACHABLE, ALTERED, REWRITTEN, and what opening the letter throws
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
