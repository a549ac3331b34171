// Export, check and import: all data or a part of it, written for other programs, verified, and
// read in.
// The bytes do not pass a door. They move between the home and a path of its machine, or by HTTP to
// a page. A page does not name a path but a place, which is what the person chose in the desktop's
// dialog or what the page uploaded before.
import { call } from './calls.ts'
import type { ErrorCode } from './errors.ts'
import type { IsoTime, JobId } from './ids.ts'
import { id, isoTime, nothing, pathOrPlace as path, ref, z } from './schema.ts'

export interface Exported {
  path: string
  letters: number
  files: number
  /** Total bytes of the files in the export, before compression. */
  bytes: number
}

export interface Verified {
  ok: boolean
  /** The number of objects that match what their authors stored. */
  checked: number
  /** One sentence for each file or object that fails the check. At most a thousand. */
  problems: string[]
  /**
   * What the export does not contain, and why: recalled, altered, not opened. `isHere`: it is in the
   * export, but without a proof. `what` names it for a person.
   */
  withheld: { what: string; code: string; isHere: boolean }[]
}

export interface ImportReport {
  /** Letters, mails and files that this import added. */
  taken: number
  /** Items that were already here. */
  known: number
  /** What was not imported, and why. At most a thousand; `refusedCount` counts all. */
  refused: { what: string; code: ErrorCode }[]
  refusedCount: number
}

/** A running export, check or import. */
export interface Job {
  job: JobId
  kind: 'export' | 'verify' | 'import'
  /** Progress in letters, objects or mails. `total` is 0 while unknown. */
  done: number
  total: number
}

/** What to export. An empty selection is everything. */
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
  /** An album by its ref or title: its pictures, without letters. */
  album: ref.optional(),
  since: isoTime.optional(),
  until: isoTime.optional(),
}

export const portableCalls = {
  /**
   * Exports everything, or the selection, as a BagIt bag: into a new or empty folder, or into one
   * file if the path ends in .zip. A failed export leaves nothing behind. Aborting the call stops
   * the work.
   * @throws INVALID if the path already has content, NOT_FOUND, NO_SPACE, CANCELLED
   */
  export: call<Exported>()(z.strictObject({ path, ...selection })),

  /**
   * Checks an export against its manifest and its authors' signatures, without the network.
   * @throws NOT_FOUND, INVALID, CANCELLED
   */
  verify: call<Verified>()(z.strictObject({ path })),

  /**
   * Imports an export of this program (folder or .zip; objects keep their refs, own objects become
   * own again, those of others can be read), or mail of other programs (mbox, Maildir, folders of
   * .eml, vCard; also zipped). Idempotent, so it can be repeated at any time.
   * @throws NOT_FOUND, INVALID or TOO_LARGE if the input is hostile or was changed (then nothing is
   *   imported), NEWER_HOME, NO_SPACE, CANCELLED
   */
  import: call<ImportReport>()(z.strictObject({ path })),

  /** Returns the running jobs. The event `job-changed` contains the progress of each. */
  jobs: call<Job[]>()(nothing),

  /**
   * Cancels a job. No incomplete item remains.
   * @throws NOT_FOUND
   */
  cancel: call<null>()(z.strictObject({ job: id })),
}
