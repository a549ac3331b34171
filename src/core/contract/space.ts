// Space: what my store holds and what of others' files is kept here; keeping, dropping and deleting.
// Dropping removes a copy that can be fetched again; deleting removes what is mine for everybody who has not opened it.
import { call } from './calls.ts'
import type { Addressee } from './letter.ts'
import type { Cursor, FileId, IsoTime, Party, RefText } from './ids.ts'
import { id, MAX_PAGE, ref, waitMs, z } from './schema.ts'

export interface SpaceShare {
  count: number
  /** As they lie in the store, sealed and padded. */
  bytes: number
}

/** What an object of mine is, files by what is in them. */
export const SPACE_KINDS = ['letter', 'picture', 'film', 'sound', 'document', 'collection', 'other'] as const
export type SpaceKind = (typeof SPACE_KINDS)[number]

/** Whom it is for; where that is several, the widest of them. A file is for whoever a letter with it is for. */
export const SPACE_AUDIENCES = ['self', 'persons', 'group', 'public'] as const
export type SpaceAudience = (typeof SPACE_AUDIENCES)[number]

/** Younger than 7, 31 or 366 days, or older. */
export const SPACE_AGES = ['week', 'month', 'year', 'older'] as const
export type SpaceAge = (typeof SPACE_AGES)[number]

export interface SpaceReport {
  own: SpaceShare & {
    byKind: Record<SpaceKind, SpaceShare>
    byAudience: Record<SpaceAudience, SpaceShare>
    byAge: Record<SpaceAge, SpaceShare>
  }
  /** Of others. Letters that were opened stay; files are within the quota, and `bytes` is what of them is here. */
  kept: {
    letters: SpaceShare
    files: SpaceShare
    pinned: SpaceShare
    /** Those who wrote what they belong to, most first. */
    byPerson: (Party & SpaceShare)[]
    quotaBytes: number
  }
  disk: {
    /** All cores of this home. */
    usedBytes: number
    freeBytes: number
    /** Removed, and not given back to the disk yet. */
    waitingBytes: number
  }
}

/** Something of mine. */
export interface OwnItem extends SpaceShare {
  ref: RefText
  /** Of a file. */
  file: FileId | null
  /** The copy of a file without the place in it, which others are given. */
  isPlaceless?: boolean
  kind: SpaceKind
  title: string
  at: IsoTime
  audience: SpaceAudience
  cursor: Cursor
}

/** A file of somebody else of which something is here. */
export interface KeptItem {
  /** What it came with, for calls; and which of its files it is, from 1. */
  ref: RefText
  number: number
  file: FileId
  from: Party
  name: string
  size: number
  /** What of it is here. */
  bytes: number
  isWhole: boolean
  isPinned: boolean
  usedAt: IsoTime
  cursor: Cursor
}

/** What deleting something of mine would mean, before it is done. */
export interface Deletion {
  ref: RefText
  kind: SpaceKind
  title: string
  bytes: number
  /** What of mine carries its key: while there is any, only the entry among my files goes, and nothing is destroyed. */
  heldBy: { ref: RefText; kind: SpaceKind; title: string; at: IsoTime }[]
  /** Those who opened it, or a letter with it: what they fetched by then they keep. */
  keptBy: Party[]
  /** Of an album: how many files are in it. They stay, unless they are deleted with it. */
  files?: number
  /** Those who were given the key with the notice: whether they opened it nobody tells. */
  openTo: Addressee[]
}

/** A letter (all its files, or the `number`th from 1), or a file by its id. */
const target = z.union([
  z.strictObject({ ref, number: z.number().int().min(1).max(1000).optional() }),
  z.strictObject({ file: id }),
])
const page = { limit: z.number().int().min(1).max(MAX_PAGE).default(100), before: id.optional() }

/** The least and the most that can be said of what is kept of others. */
export const MIN_QUOTA_BYTES = 64 * 1024 * 1024
const MAX_QUOTA_BYTES = 2 ** 50

export const spaceCalls = {
  report: call<SpaceReport>()(z.strictObject({})),

  /** What is mine. The next page is `before` the last entry's cursor, asked for in the same way. */
  own: call<OwnItem[]>()(
    z.strictObject({
      order: z.enum(['largest', 'oldest', 'newest']).default('largest'),
      kind: z.enum(SPACE_KINDS).optional(),
      audience: z.enum(SPACE_AUDIENCES).optional(),
      ...page,
    }),
  ),

  /** What of others' files is here. `unused`: what was not used for longest comes first; it is also what goes first. */
  kept: call<KeptItem[]>()(
    z.strictObject({ order: z.enum(['largest', 'unused']).default('largest'), ...page }),
  ),

  /**
   * Fetches files of others in whole, and never drops them by itself. Opens the letter, as saving does. Gives what is here then.
   * @throws NOT_FOUND, QUOTA (what is pinned would not fit), NO_SPACE, AUTHOR_AWAY, UNREACHABLE, ALTERED, and what opening the letter throws
   */
  pin: call<{ files: number; bytes: number }>()(z.strictObject({ target, waitMs: waitMs.default(10_000) })),

  /** @throws NOT_FOUND */
  unpin: call<{ files: number }>()(z.strictObject({ target })),

  /** Removes the copies of others' files that are here, pinned ones too; they can be fetched again. @throws NOT_FOUND, NOT_YOURS (it is mine: delete it) */
  drop: call<{ files: number; bytes: number }>()(z.strictObject({ target })),

  /** How much of others' files is kept: beyond it what was not used for longest goes, but nothing that is pinned. */
  setQuota: call<null>()(
    z.strictObject({ bytes: z.number().int().min(MIN_QUOTA_BYTES).max(MAX_QUOTA_BYTES) }),
  ),

  /** What deleting it would mean. @throws NOT_FOUND, NOT_YOURS */
  explainDeletion: call<Deletion>()(z.strictObject({ ref })),

  /**
   * A letter, a file or an album of mine goes: whoever has not opened it never will. Resolves when its key is in no file of this home any
   * more. A file that other letters of mine carry only leaves the list of files, and goes with the last of them. An album goes as a whole,
   * by whichever of its parts it is named; its files stay mine, unless `withFiles` deletes each of them too.
   * @throws NOT_FOUND, NOT_YOURS
   */
  delete: call<{ isDestroyed: boolean; deletion: Deletion }>()(
    z.strictObject({ ref, withFiles: z.boolean().optional() }),
  ),

  /** Everything that waits is given back to the disk now. What is still needed beside it is written anew, so it can take a while. @throws NO_SPACE */
  giveBack: call<{ bytes: number }>()(z.strictObject({})),
}
