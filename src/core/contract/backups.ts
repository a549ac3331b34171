// Backups: what this home holds, in one sealed file that only the 24 words open, and a passphrase where one is wanted; and whether those
// words are at hand.
// Stands beside the life of a message: a person never loses their letters with a device.
import { call } from './calls.ts'
import type { ErrorCode } from './errors.ts'
import type { RecoveryReport } from './home.ts'
import type { IsoTime, Party } from './ids.ts'
import { nothing, passphrase, place, textUpTo, words, z } from './schema.ts'

export const BACKUP_INTERVALS = ['off', 'day', 'week'] as const
export type BackupInterval = (typeof BACKUP_INTERVALS)[number]

/** What the screens say in one quiet line; at most one at a time. */
export type BackupReminder = 'words-unproven' | 'failed' | 'never' | 'old' | 'words-unchecked'

export interface MadeBackup {
  path: string
  /** Of the whole file. */
  bytes: number
  /** Written by this run, and read back. */
  addedBytes: number
  /** Own letters, and those of others that were opened. */
  letters: number
  at: IsoTime
  /** Besides the words. */
  asksForPassphrase: boolean
}

export interface BackupState {
  folder: string | null
  every: BackupInterval
  /** Whether opened letters of others go in with their words. */
  others: boolean
  /** Whether large files go in. */
  files: boolean
  /** The last one that went well. */
  last: {
    path: string
    bytes: number
    letters: number
    at: IsoTime
    /** False while it still asks for a former passphrase, or for none: the next one is written anew. */
    isLockCurrent: boolean
  } | null
  /** Since when a passphrase is asked for besides the words; null when none is. */
  passphraseSetAt: IsoTime | null
  running: boolean
  /** Why the scheduled one does not go well; null while it does. */
  failed: ErrorCode | null
  wordsCheckedAt: IsoTime | null
  reminder: BackupReminder | null
  /** Of a home that came back: what did, and which contacts have not heard of the new device yet. */
  recovered: (RecoveryReport & { at: IsoTime; waiting: Party[] }) | null
}

/** A folder in which a backup may lie. */
export interface BackupPlace {
  folder: string
  /** A disk that was plugged in, or the home folder of whoever runs the engine. */
  kind: 'disk' | 'home'
}

/** `reason` in the details of an INVALID place: it does not begin at the root, may not be written, can only be read, or is another's file. */
export type BackupPlaceFault = 'relative' | 'denied' | 'read-only' | 'name' | 'taken'

const path = z.union([place, textUpTo(4096)])

export const backupCalls = {
  state: call<BackupState>()(nothing),

  /** Folders that offer themselves, the disks first. Nothing of what is in them; none to a page that has a dialog for it. */
  places: call<BackupPlace[]>()(nothing),

  /**
   * What goes in is as scheduled, unless it is said. Without a path to the file of the last one. To a file that this home writes again the next time, or a new one; to a file in a folder, where the path is of one. `~` is the home folder. Resolves when it was read back.
   * @throws NO_SPACE, NOT_FOUND (its folder), INVALID (no place for it: the `reason` is a BackupPlaceFault), DAMAGED
   */
  make: call<MadeBackup>()(
    z.strictObject({ path: path.optional(), others: z.boolean().optional(), files: z.boolean().optional() }),
  ),

  /** Into one file in a folder, by itself, from now on; without a folder into the one that is set; `off` ends it. What goes in counts for those by hand too. @throws INVALID */
  schedule: call<BackupState>()(
    z.strictObject({
      folder: path.nullable().optional(),
      every: z.enum(BACKUP_INTERVALS),
      others: z.boolean().default(true),
      files: z.boolean().default(true),
    }),
  ),

  /**
   * From the next one on backups ask for this besides the words; null: for the words alone, as at the beginning. Files are written anew for
   * it, a scheduled one soon; a copy from before opens as it did. Nobody can open a file whose passphrase is forgotten.
   */
  setPassphrase: call<BackupState>()(z.strictObject({ passphrase: passphrase.nullable() })),

  /** Whether these are the 24 words of this person. @throws INVALID when they are no phrase at all */
  checkWords: call<{ right: boolean }>()(z.strictObject({ words })),
}
