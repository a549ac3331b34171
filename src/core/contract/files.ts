// Files: stored once in my own store, attached to letters as links, fetched only when wanted.
// Their bytes pass no door: they go between a path of this machine and the store, or by HTTP (`/file/<id>`) to a page.
import { call } from './calls.ts'
import type { Cursor, FileId, IsoTime, RefText, SealingId } from './ids.ts'
import { id, MAX_PAGE, path, ref, waitMs, z } from './schema.ts'

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
}

export interface OwnFile extends Attachment {
  ref: RefText
  addedAt: IsoTime
  cursor: Cursor
}

export interface AddedFile extends OwnFile {
  /** The same content was here before: it was linked, and stored no second time. */
  isKnown: boolean
}

/** A large file on its way into the store. */
export interface SealingFile {
  sealing: SealingId
  name: string
  size: number
  /** Bytes of it that are sealed; 0 for one that was interrupted until it goes on. */
  done: number
  /** `interrupted`: an earlier run ended before it was done; it goes on by `resume`, or by adding the same file again. */
  state: 'sealing' | 'paused' | 'interrupted'
}

const oneSealing = z.strictObject({ sealing: id })

export const fileCalls = {
  /**
   * Stores a file of this machine; resolves when it is on disk. Ending the call does not end the work: `cancel` does. Not by the page's doors.
   * @throws NOT_FOUND, INVALID (no file, or it changed meanwhile), TOO_LARGE, NO_SPACE, CANCELLED
   */
  add: call<AddedFile>()(z.strictObject({ path })),

  /** What I have stored, newest first. The next page is `before` the last entry's cursor. */
  list: call<OwnFile[]>()(
    z.strictObject({ limit: z.number().int().min(1).max(MAX_PAGE).default(100), before: id.optional() }),
  ),

  /** Large files that are being stored, or wait to be gone on with. */
  sealings: call<SealingFile[]>()(z.strictObject({})),

  /** @throws NOT_FOUND */
  pause: call<null>()(oneSealing),
  /** @throws NOT_FOUND */
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
