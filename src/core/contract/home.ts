// The home: creating, recovering and unlocking it, and the 24 words until the person has proven
// them.
// This comes before the life of a message, because without an open home every other noun refuses.
import { call } from './calls.ts'
import type { ErrorCode } from './errors.ts'
import type { DeviceId, IsoTime, PersonId } from './ids.ts'
import type { LetterCounts } from './letter.ts'
import type { LostKind } from './lost.ts'
import { listUpTo, nothing, passphrase, place, textUpTo, words, z } from './schema.ts'

/**
 * How the storage key is kept: wrapped by a passphrase, provided by the host, or unencrypted on
 * disk.
 */
export type Keyring = 'passphrase' | 'host' | 'clear'

export interface HomeStatus {
  /**
   * `failing`: the home has a person and is unlocked, but could not be opened. `problem` says why.
   */
  state: 'empty' | 'locked' | 'open' | 'failing'
  /** Null unless open. */
  person: PersonId | null
  name: string | null
  /** False until the person has proven three of the 24 words. Null unless open. */
  wordsProven: boolean | null
  /** Null when empty. */
  keyring: Keyring | null
  /** The time by the engine's clock, which decides when something happens. Only if open. */
  now?: IsoTime
  /** The code of the failure. Only if the state is `failing`. */
  problem?: ErrorCode
  /**
   * How many sent letters no station has yet, so that they cannot be read while this computer is
   * off. Only if the home is open and has stations.
   */
  onlyHere?: number
  /**
   * How many joined stations do not know this person any longer, so that they keep nothing. The
   * person leaves them, or joins them by a new link. Only if there is one.
   */
  lostStations?: number
}

export interface CreatedHome {
  person: PersonId
  device: DeviceId
  name: string
  /** The 24 words. Without them this person cannot be recovered. */
  words: string[]
}

/** What a recovery restored, and what is missing. */
export interface RecoveryReport {
  /**
   * When the backup was made, in ms since the epoch. Null without a backup, or if the backup does
   * not contain it.
   */
  backupAt: number | null
  letters: number
  contacts: number
  groups: number
  files: number
  /**
   * Letters whose notice was not sent when the backup was made. They are held until the author lets
   * them go.
   */
  held: number
  /** How many records of each kind did not come back. Empty if nothing is missing. */
  lost: Partial<Record<LostKind, number>>
  /**
   * False if the backup's list of contents was damaged. Then more may be missing than `lost`
   * counts.
   */
  isListed: boolean
}

export interface RecoveredHome {
  person: PersonId
  device: DeviceId
  name: string
  report: RecoveryReport
}

export interface RecoveryProgress {
  step: 'reading' | 'rows' | 'letters'
  done: number
  of: number
}

/** Counts of the whole home, for a sidebar. */
export interface HomeStanding extends LetterCounts {
  /** Knocks and guests of invites without an answer. */
  knocks: number
  /** Requests to join own groups, without an answer. */
  joinRequests: number
  /** News in the inbox that is not seen. */
  news: number
  /** Albums of others with something that can still be opened. */
  newAlbums: number
  contacts: number
  /** Contacts with a live connection. */
  connected: number
  /** Bytes of own objects, as stored. */
  storedBytes: number
  /** Like `onlyHere` of the status. Null without stations. */
  onlyHere: number | null
}

export const homeCalls = {
  /** Returns the state of the home. Works in every state. */
  status: call<HomeStatus>()(nothing),

  /** Returns counts from the ledger and its index. Reads no files and makes no lists. */
  standing: call<HomeStanding>()(nothing),

  /**
   * Creates a person and a device in an empty home.
   * @throws HOME_EXISTS, INVALID if the name is not allowed, NO_SPACE
   */
  create: call<CreatedHome>()(
    z.strictObject({ name: z.string().min(1).max(128), passphrase: passphrase.optional() }),
  ),

  /**
   * Recovers a person in an empty home from their 24 words, with the contents of a backup if one is
   * given. This installation becomes a new device of the person.
   * A backup file that a page uploaded is kept until it was opened or replaced, so the passphrase
   * can be tried again.
   * @throws HOME_EXISTS, INVALID (not a valid phrase, not a backup, or no name and no backup),
   *   NOT_FOUND if the backup file does not exist, BAD_PASSPHRASE if the words are another
   *   person's, BACKUP_LOCKED if the backup needs a passphrase and none was given,
   *   BAD_BACKUP_PASSPHRASE, DAMAGED, NEWER_HOME, NO_SPACE
   */
  recover: call<RecoveredHome>()(
    z.strictObject({
      words,
      name: z.string().min(1).max(128).optional(),
      backup: z.union([place, textUpTo(4096)]).optional(),
      /** The passphrase of the backup, if it needs one. */
      backupPassphrase: passphrase.optional(),
      /** The passphrase of the new home. */
      passphrase: passphrase.optional(),
    }),
  ),

  /**
   * Returns true if the 24 words have a valid checksum, which detects most typing errors. Works in
   * every state.
   */
  isPhrase: call<boolean>()(z.strictObject({ words })),

  /** Returns the progress of a running recovery, or null. */
  recovery: call<RecoveryProgress | null>()(nothing),

  /**
   * Opens a locked home. For an open home it does nothing and checks no passphrase.
   * @throws BAD_PASSPHRASE, NO_PERSON if the home is empty
   */
  unlock: call<HomeStatus>()(z.strictObject({ passphrase })),

  /**
   * Tries again to open a failing home. Other states do not change. Returns the resulting state.
   */
  retry: call<HomeStatus>()(nothing),

  /**
   * Checks the passphrase of this home and changes nothing. A page uses it to confirm that the
   * owner is present.
   * @throws BAD_PASSPHRASE, NO_PERSON
   */
  checkPassphrase: call<null>()(z.strictObject({ passphrase })),

  /**
   * Returns the 24 words until they are proven.
   * @throws NOT_FOUND if they are destroyed; to a page also PASSPHRASE_NEEDED before
   *   `checkPassphrase`, and COMMAND_ONLY if the home has no passphrase
   */
  words: call<string[]>()(nothing),

  /**
   * Proves three or more of the words by position (1 to 24). If they are right, the stored words
   * are destroyed.
   * @throws INVALID
   */
  proveWords: call<HomeStatus>()(
    z.strictObject({
      answers: listUpTo(
        z.strictObject({ position: z.number().int().min(1).max(24), word: z.string().min(1).max(64) }),
        24,
      ),
    }),
  ),

  /**
   * Wraps the storage key with a new passphrase. The storage key stays the same, so files are not
   * encrypted again.
   * @throws to a page PASSPHRASE_NEEDED if the home already has a passphrase
   */
  setPassphrase: call<HomeStatus>()(z.strictObject({ passphrase })),

  /**
   * Confirms that the computer's clock is right although it is far behind the last confirmed time.
   */
  acceptClock: call<{ acceptedAt: IsoTime }>()(nothing),
}
