// What is yours, in your hands: everything or a part of it written for other programs, checked, and taken in.
// The bytes pass no door: they go between the home and a path of its machine, or by HTTP to a page. A page says no path, but a place: what
// its person chose in the desktop's dialog, or what it sent before.
import { call } from './calls.ts'
import type { ErrorCode } from './errors.ts'
import type { IsoTime, WorkId } from './ids.ts'
import { id, isoTime, nothing, pathOrPlace as path, ref, z } from './schema.ts'

export interface Exported {
  path: string
  letters: number
  files: number
  /** Of the files that are in it, before packing. */
  bytes: number
}

export interface Verified {
  ok: boolean
  /** Objects that are exactly what their authors stored. */
  checked: number
  /** One sentence for each file or object that is not what it should be; the first thousand. */
  problems: string[]
  /** What is not in it, and why: recalled, altered, not opened. */
  withheld: { what: string; code: string }[]
}

export interface ImportReport {
  /** Letters, mails and files that are here by it. */
  taken: number
  /** That were here before. */
  known: number
  /** What was not taken, and why; the first thousand. */
  refused: { what: string; code: ErrorCode }[]
  refusedCount: number
}

/** Something that takes its time. */
export interface Work {
  work: WorkId
  kind: 'export' | 'verify' | 'import'
  /** Letters, objects or mails; `total` is 0 while it is not known. */
  done: number
  total: number
}

/** What leaves; nothing said is everything. */
export interface ExportSelection {
  thread?: string
  group?: string
  album?: string
  since?: IsoTime
  until?: IsoTime
}

const selection = {
  /** The whole thread of this letter. */
  thread: ref.optional(),
  /** A group by its id or unambiguous name. */
  group: id.optional(),
  /** An album by its ref or title: its pictures, and no letters. */
  album: ref.optional(),
  since: isoTime.optional(),
  until: isoTime.optional(),
}

export const portableCalls = {
  /**
   * Writes all there is, or what is selected, as a BagIt bag: into a new or empty folder, or one .zip by that ending. Whole or not at all.
   * Ending the call ends the work.
   * @throws INVALID (something is there), NOT_FOUND, NO_SPACE, CANCELLED
   */
  export: call<Exported>()(z.strictObject({ path, ...selection })),

  /** Checks an export against its manifest and against what its authors signed; without asking anybody. @throws NOT_FOUND, INVALID, CANCELLED */
  verify: call<Verified>()(z.strictObject({ path })),

  /**
   * Takes in an export of ours (folder or .zip: objects under the same refs, mine as mine, another's as theirs to read), or mail of other
   * programs (mbox, Maildir, folders of .eml, vCard; also zipped). Can be begun again at any time.
   * @throws NOT_FOUND, INVALID and TOO_LARGE for what is hostile or was changed (nothing is taken then), NEWER_HOME, NO_SPACE, CANCELLED
   */
  import: call<ImportReport>()(z.strictObject({ path })),

  /** What is under way; `work-changed` tells when that is another. */
  works: call<Work[]>()(nothing),

  /** Nothing of it stays that is not whole. @throws NOT_FOUND */
  cancel: call<null>()(z.strictObject({ work: id })),
}
