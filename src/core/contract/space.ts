// Space: what the own store holds and which files of others are kept here; pinning, dropping and
// deleting.
// Dropping removes a copy that can be fetched again. Deleting removes an own object for everyone
// who has not opened it.
import { call } from './calls.ts'
import type { Addressee } from './letter.ts'
import type { ReaderState } from './reader-states.ts'
import type { Cursor, FileId, IsoTime, Party, RefText } from './ids.ts'
import { id, MAX_PAGE, ref, waitMs, z } from './schema.ts'

export interface SpaceShare {
  count: number
  /** Bytes as stored, sealed and padded. */
  bytes: number
}

/** The kind of an own object. Files are divided by their content. */
export const SPACE_KINDS = [
  'letter',
  'mail',
  'picture',
  'film',
  'sound',
  'document',
  'collection',
  'other',
] as const
export type SpaceKind = (typeof SPACE_KINDS)[number]

/**
 * The audience of an object; the widest one if there are several. A file has the audiences of the
 * letters that attach it.
 */
export const SPACE_AUDIENCES = ['self', 'persons', 'group', 'public'] as const
export type SpaceAudience = (typeof SPACE_AUDIENCES)[number]

/** Age classes: younger than 7, 31 or 366 days, or older. */
export const SPACE_AGES = ['week', 'month', 'year', 'older'] as const
export type SpaceAge = (typeof SPACE_AGES)[number]

export interface SpaceReport {
  own: SpaceShare & {
    byKind: Record<SpaceKind, SpaceShare>
    byAudience: Record<SpaceAudience, SpaceShare>
    byAge: Record<SpaceAge, SpaceShare>
  }
  /**
   * Objects of others. Opened letters stay. Files are limited by the quota; their `bytes` are the
   * parts stored here.
   */
  kept: {
    letters: SpaceShare
    files: SpaceShare
    pinned: SpaceShare
    /** The authors of the letters that attach the files, most bytes first. */
    byPerson: (Party & SpaceShare)[]
    quotaBytes: number
  }
  disk: {
    /** Bytes of all cores of this home. */
    usedBytes: number
    freeBytes: number
    /** Bytes that were removed but not yet returned to the disk. `giveBack` returns them. */
    waitingBytes: number
  }
}

/**
 * An own object, or an album with all its parts. `count` is the number of stored objects, and `ref`
 * the first cover of an album.
 */
export interface OwnItem extends SpaceShare {
  ref: RefText
  /** The id, for a file. Otherwise null. */
  file: FileId | null
  /** True for the copy without the location, which others get instead of the file. */
  isPlaceless?: boolean
  kind: SpaceKind
  title: string
  at: IsoTime
  audience: SpaceAudience
  cursor: Cursor
}

/** A file of another person that is stored here, whole or in part. */
export interface KeptItem {
  /**
   * The ref of the object that attaches the file, for calls. `number`: its position among the
   * attached files, from 1.
   */
  ref: RefText
  number: number
  file: FileId
  from: Party
  name: string
  size: number
  /** The bytes of the file that are stored here. */
  bytes: number
  isWhole: boolean
  isPinned: boolean
  usedAt: IsoTime
  cursor: Cursor
}

/** What deleting an own object would do, before it is done. */
export interface Deletion {
  ref: RefText
  kind: SpaceKind
  title: string
  bytes: number
  /**
   * The own objects that contain the key of the object. While there are any, deleting only removes
   * the entry from the list of files and destroys nothing.
   */
  heldBy: { ref: RefText; kind: SpaceKind; title: string; at: IsoTime }[]
  /**
   * The readers who opened the object, or a letter that attaches it. They keep what they fetched.
   */
  keptBy: Party[]
  /**
   * For an album: the number of its files. The files stay, unless they are deleted with the album.
   */
  files?: number
  /**
   * The audiences that got the key with the notice (mode `open`). The author does not learn whether
   * they opened it.
   */
  openTo: Addressee[]
  /**
   * How many own stations could release it to somebody who has not opened it. Until each of them has
   * confirmed the deletion, that is not certain.
   */
  atStations: number
}

/** What is not certain about a deleted object. */
export interface DeletionStanding {
  /** Own stations that had a share of its key, and how many have confirmed the deletion. */
  stations: { of: number; confirmed: number } | null
  /** Those who may still get it, and those who opened it after all. */
  readers: (Party & { state: ReaderState })[]
}

/** A deleted object of which it is not certain yet that nobody can open it. Its words are gone. */
export interface WaitingDeletion extends DeletionStanding {
  ref: RefText
  kind: 'letter' | 'mail' | 'file' | 'collection'
  sentAt: IsoTime
  deletedAt: IsoTime
}

/** A letter (all its files, or only file `number`, from 1), or one file by its id. */
const target = z.union([
  z.strictObject({ ref, number: z.number().int().min(1).max(1000).optional() }),
  z.strictObject({ file: id }),
])
const page = { limit: z.number().int().min(1).max(MAX_PAGE).default(100), before: id.optional() }

/** The limits of the quota for files of others. */
export const MIN_QUOTA_BYTES = 64_000_000
const MAX_QUOTA_BYTES = 2 ** 50

export const spaceCalls = {
  /** Returns how much space own and other objects use, and how much is free. */
  report: call<SpaceReport>()(z.strictObject({})),

  /**
   * Lists own objects, each album once. For the next page, pass the last entry's cursor as
   * `before`, with the same order and filters.
   */
  own: call<OwnItem[]>()(
    z.strictObject({
      order: z.enum(['largest', 'oldest', 'newest']).default('largest'),
      kind: z.enum(SPACE_KINDS).optional(),
      audience: z.enum(SPACE_AUDIENCES).optional(),
      ...page,
    }),
  ),

  /**
   * Lists the files of others that are stored here. `unused`: the least recently used first, which
   * is also the order of eviction.
   */
  kept: call<KeptItem[]>()(
    z.strictObject({ order: z.enum(['largest', 'unused']).default('largest'), ...page }),
  ),

  /**
   * Fetches files of others completely and never evicts them. Opens the letter, as saving does.
   * Returns how many files and bytes are now stored here.
   * @throws NOT_FOUND, QUOTA if the pinned files would exceed the quota, NO_SPACE, AUTHOR_AWAY,
   *   UNREACHABLE, ALTERED, and the codes of `letters.read`
   */
  pin: call<{ files: number; bytes: number }>()(z.strictObject({ target, waitMs: waitMs.default(10_000) })),

  /**
   * Removes the pin. The files stay until they are evicted or dropped.
   * @throws NOT_FOUND
   */
  unpin: call<{ files: number }>()(z.strictObject({ target })),

  /**
   * Removes the local copies of files of others, also pinned ones. They can be fetched again.
   * @throws NOT_FOUND, NOT_YOURS if the file is an own one (delete it instead)
   */
  drop: call<{ files: number; bytes: number }>()(z.strictObject({ target })),

  /**
   * Sets the quota for files of others, in bytes. Above it, the least recently used files are
   * evicted, never pinned ones.
   */
  setQuota: call<null>()(
    z.strictObject({ bytes: z.number().int().min(MIN_QUOTA_BYTES).max(MAX_QUOTA_BYTES) }),
  ),

  /**
   * Returns what deleting an own object would do.
   * @throws NOT_FOUND, NOT_YOURS
   */
  explainDeletion: call<Deletion>()(z.strictObject({ ref })),

  /**
   * Deletes an own letter, file or album. Readers who have not opened it can no longer open it.
   * Resolves when no file of this home contains its key. A file that other own letters attach is
   * only removed from the list of files; it is destroyed with the last of them. An album is deleted
   * as a whole, whichever of its parts `ref` names. Its files stay, unless `withFiles` deletes them
   * too.
   * `isDestroyed`: it is certain that nobody can open it who had not opened it. Otherwise `waiting`
   * says what is missing; it is null if the object was only removed from the list of files.
   * @throws NOT_FOUND, NOT_YOURS
   */
  delete: call<{ isDestroyed: boolean; deletion: Deletion; waiting: DeletionStanding | null }>()(
    z.strictObject({ ref, withFiles: z.boolean().optional() }),
  ),

  /** Lists deleted objects of which it is not certain who has them, the latest deletion first. */
  deletions: call<WaitingDeletion[]>()(z.strictObject({})),

  /**
   * Returns all removed bytes to the disk now. Data that is still needed is rewritten, so this can
   * take a while.
   * @throws NO_SPACE
   */
  giveBack: call<{ bytes: number }>()(z.strictObject({})),
}
