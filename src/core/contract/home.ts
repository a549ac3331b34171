// The home: created with a person, locked, unlocked, and the 24 words until they are proven.
// Stands before the life of a message: without an open home every other call refuses.
import { call } from './calls.ts'
import type { ErrorCode } from './errors.ts'
import type { DeviceId, IsoTime, PersonId } from './ids.ts'
import type { LostKind } from './lost.ts'
import { listUpTo, nothing, passphrase, place, textUpTo, words, z } from './schema.ts'

/** How the storage key is kept: wrapped by a passphrase, handed in by the host, or lying in clear. */
export type Keyring = 'passphrase' | 'host' | 'clear'

export interface HomeStatus {
  /** `failing`: it has a person, is unlocked, and could not be opened; `problem` says why. */
  state: 'empty' | 'locked' | 'open' | 'failing'
  /** Null unless open. */
  person: PersonId | null
  name: string | null
  /** False until three of the 24 words were proven; null unless open. */
  wordsProven: boolean | null
  /** Null when empty. */
  keyring: Keyring | null
  /** Why it is failing. */
  problem?: ErrorCode
}

export interface CreatedHome {
  person: PersonId
  device: DeviceId
  name: string
  /** The 24 words, the only way back to this person. */
  words: string[]
}

/** What came back, and what did not. */
export interface RecoveryReport {
  /** When the backup was made; null when there was none, or it does not say. */
  backupAt: number | null
  letters: number
  contacts: number
  groups: number
  files: number
  /** Letters that had not been announced by then: they wait for your word. */
  held: number
  /** How many records of each kind did not come back. Empty if nothing is missing. */
  lost: Partial<Record<LostKind, number>>
  /** False if the backup's own list of contents was damaged: then more may be missing than `lost` counts. */
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

export const homeCalls = {
  /** Answers in every state, also when empty or locked. */
  status: call<HomeStatus>()(nothing),

  /** Makes a person and a device in an empty home. @throws HOME_EXISTS, INVALID (name), NO_SPACE */
  create: call<CreatedHome>()(
    z.strictObject({ name: z.string().min(1).max(128), passphrase: passphrase.optional() }),
  ),

  /**
   * A person comes back to an empty home: by their words, with what a backup of theirs holds if one is given. It becomes a new device of theirs.
   * A file that a page sent stays until it was opened or another one comes, so that a passphrase can be typed once more.
   * @throws HOME_EXISTS, INVALID (no phrase, no backup, no name where there is no backup), NOT_FOUND (the file), BAD_PASSPHRASE (words of
   *   another), BACKUP_LOCKED (it asks for a passphrase besides, and none was given), BAD_BACKUP_PASSPHRASE, DAMAGED, NEWER_HOME, NO_SPACE
   */
  recover: call<RecoveredHome>()(
    z.strictObject({
      words,
      name: z.string().min(1).max(128).optional(),
      backup: z.union([place, textUpTo(4096)]).optional(),
      /** Of the backup, where it asks for one. */
      backupPassphrase: passphrase.optional(),
      /** For the new home. */
      passphrase: passphrase.optional(),
    }),
  ),

  /** Whether 24 words can be anybody's: the last one tells most slips. Answers in every state. */
  isPhrase: call<boolean>()(z.strictObject({ words })),

  /** How far a recovery has come; null while none is under way. */
  recovery: call<RecoveryProgress | null>()(nothing),

  /** Opens a locked home; an open one stays open and checks nothing. @throws BAD_PASSPHRASE, NO_PERSON (empty) */
  unlock: call<HomeStatus>()(z.strictObject({ passphrase })),

  /** Opens a failing home again now; any other stays as it is. The state that is answered says what came of it. */
  retry: call<HomeStatus>()(nothing),

  /** Only looks whether it is the passphrase of this home. A page proves by it who is there. @throws BAD_PASSPHRASE, NO_PERSON */
  checkPassphrase: call<null>()(z.strictObject({ passphrase })),

  /**
   * The 24 words, as long as they are not proven.
   * @throws NOT_FOUND once they are destroyed; to a page PASSPHRASE_NEEDED before `checkPassphrase`, COMMAND_ONLY without one
   */
  words: call<string[]>()(nothing),

  /** Three or more of the words by position (1 to 24); right ones destroy the stored words. @throws INVALID */
  proveWords: call<HomeStatus>()(
    z.strictObject({
      answers: listUpTo(
        z.strictObject({ position: z.number().int().min(1).max(24), word: z.string().min(1).max(64) }),
        24,
      ),
    }),
  ),

  /** Wraps the storage key anew. @throws to a page PASSPHRASE_NEEDED, where there is one already. Files already written stay under the same storage key. */
  setPassphrase: call<HomeStatus>()(z.strictObject({ passphrase })),

  /** The user's yes to a clock far behind the last acknowledged time. */
  acceptClock: call<{ acceptedAt: IsoTime }>()(nothing),
}
