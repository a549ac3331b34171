// Backups: the contents of this home in one sealed file. The 24 words open it, plus a passphrase if
// one is set.
// A backup is outside the life of a message. It protects a person's letters if a device is lost.
import { call } from './calls.ts'
import type { ErrorCode } from './errors.ts'
import type { RecoveryReport } from './home.ts'
import type { IsoTime, Party } from './ids.ts'
import { nothing, passphrase, place, textUpTo, words, z } from './schema.ts'

export const BACKUP_INTERVALS = ['off', 'day', 'week'] as const
export type BackupInterval = (typeof BACKUP_INTERVALS)[number]

/** The reminder that the screens show in one line. At most one at a time. */
export type BackupReminder = 'words-unproven' | 'failed' | 'never' | 'old' | 'words-unchecked'

export interface MadeBackup {
  path: string
  /** The size of the whole file. */
  bytes: number
  /** Bytes that this run wrote and read back for a check. */
  addedBytes: number
  /** The number of letters that a restore brings back, sealed ones too. */
  letters: number
  at: IsoTime
  /** True if the file asks for a passphrase in addition to the words. */
  asksForPassphrase: boolean
}

export interface BackupState {
  folder: string | null
  every: BackupInterval
  /** True if backups include the text of opened letters of others. */
  others: boolean
  /** True if backups include large files. */
  files: boolean
  /** The last successful backup. Null if there is none. */
  last: {
    path: string
    bytes: number
    letters: number
    at: IsoTime
    /**
     * False if this file asks for an earlier passphrase, or for none although one is set. Then the
     * next backup is written in full.
     */
    isLockCurrent: boolean
  } | null
  /** When the backup passphrase was set. Null if backups need only the words. */
  passphraseSetAt: IsoTime | null
  running: boolean
  /** Why the last scheduled backup failed. Null if it did not fail. */
  failed: ErrorCode | null
  wordsCheckedAt: IsoTime | null
  reminder: BackupReminder | null
  /**
   * For a recovered home: what was recovered, and the contacts that have not received the new
   * device yet.
   */
  recovered: (RecoveryReport & { at: IsoTime; waiting: Party[] }) | null
}

/** A folder that the engine suggests for a backup. */
export interface BackupPlace {
  folder: string
  /** A removable disk, or the home folder of the account that runs the engine. */
  kind: 'disk' | 'home'
}

/** The folders in one folder of the engine's computer, without hidden ones. */
export interface FolderList {
  /** The full path of the folder. */
  folder: string
  /** Null at the top. */
  parent: string | null
  /** By name, at most 500. */
  folders: { name: string; folder: string }[]
  /** True if there are more. */
  isCut: boolean
}

/**
 * The `reason` in the details of an INVALID path: not absolute, access denied, read-only, not a
 * usable name, or a file that is not a backup of this home.
 */
export type BackupPlaceFault = 'relative' | 'denied' | 'read-only' | 'name' | 'taken'

const path = z.union([place, textUpTo(4096)])

export const backupCalls = {
  /** Returns the settings, the last backup and the current reminder. */
  state: call<BackupState>()(nothing),

  /**
   * Suggests folders for a backup, disks first. It does not reveal their contents. A page that has
   * a file dialog gets an empty list.
   */
  places: call<BackupPlace[]>()(nothing),

  /**
   * Lists the folders in a folder, so that a person can choose one; without `in`, in the home folder.
   * It names no file. A page that has a file dialog does not need it.
   * @throws NOT_FOUND if there is no such folder, INVALID for a relative path or without permission
   *   (`details.reason` is a BackupPlaceFault)
   */
  folders: call<FolderList>()(z.strictObject({ in: textUpTo(4096).optional() })),

  /**
   * Makes a backup now. `others` and `files` default to the scheduled settings. Without `path` it
   * writes to the file of the last backup. `path` names a new file, a backup file of this home, or
   * a folder for the file; `~` is the home folder. Resolves when the file was written and read
   * back.
   * @throws NO_SPACE, NOT_FOUND if the folder does not exist, INVALID if the path cannot be used
   *   (`details.reason` is a BackupPlaceFault), DAMAGED
   */
  make: call<MadeBackup>()(
    z.strictObject({ path: path.optional(), others: z.boolean().optional(), files: z.boolean().optional() }),
  ),

  /**
   * Schedules backups into one file in `folder`. Without `folder` the current folder stays. `off`
   * ends the schedule. `others` and `files` also apply to backups made by hand.
   * @throws INVALID
   */
  schedule: call<BackupState>()(
    z.strictObject({
      folder: path.nullable().optional(),
      every: z.enum(BACKUP_INTERVALS),
      others: z.boolean().default(true),
      files: z.boolean().default(true),
    }),
  ),

  /**
   * Sets the passphrase that later backups ask for in addition to the words. Null: only the words,
   * which is the default. Files are then rewritten in full, a scheduled one soon. Older copies keep
   * their old passphrase. A file with a forgotten passphrase cannot be opened.
   */
  setPassphrase: call<BackupState>()(z.strictObject({ passphrase: passphrase.nullable() })),

  /**
   * Returns true if these are the 24 words of this person.
   * @throws INVALID if the words are not a valid phrase
   */
  checkWords: call<{ right: boolean }>()(z.strictObject({ words })),
}
