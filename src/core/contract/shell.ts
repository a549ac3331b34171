// The shell: what the page asks of the desktop app, and what the desktop app reports to the page.
// It uses its own port, with the same frames and checks as the engine's contract. No letter body
// passes here, except text that the person saves or drags out.
import { call } from './calls.ts'
import type { AddressText, GroupLinkText, InviteText, IsoTime, RefText } from './ids.ts'
import { id, listUpTo, nothing, textUpTo, z } from './schema.ts'

/** Where a `fumikura://` link leads. Any other link is ignored. */
export type DeepRoute =
  | { to: 'letter'; ref: RefText }
  | { to: 'invite'; link: InviteText }
  | { to: 'group'; link: GroupLinkText }
  | { to: 'person'; address: AddressText }

/** The commands of the menu. Each one is a view or an action that the page has anyway. */
export const MENU_COMMANDS = [
  'compose',
  'search',
  'palette',
  'inbox',
  'people',
  'settings',
  'shortcuts',
] as const
export type MenuCommand = (typeof MENU_COMMANDS)[number]

export type ShellEvent =
  | { type: 'route'; route: DeepRoute }
  /** The person clicked the notification with this tag. */
  | { type: 'notification-clicked'; tag: string }
  | { type: 'command'; command: MenuCommand }
  /** The engine's process ended unexpectedly and is restarted. Calls in progress were rejected. */
  | { type: 'engine-died'; restarts: number }
  | { type: 'update-changed' }

export interface DesktopSettings {
  openAtLogin: boolean
  /** True if the app stays in the tray when the window is closed. */
  closeToTray: boolean
  /** Whether to look for updates. Null until the person was asked. */
  lookForUpdates: boolean | null
  /**
   * Takes effect at the next start. Off by default on Windows and Linux, where Electron would
   * download a dictionary from a third party's server. macOS has its own.
   */
  spellCheck: boolean
}

export interface KeychainStatus {
  /**
   * True if the system can keep a secret from other users and from a thief of the disk. On Linux:
   * not with the backend `basic_text`.
   */
  available: boolean
  /** The system's name for the backend, for display. */
  backend: string
  /** True if the storage key of this home is in the keychain. */
  keeps: boolean
}

export type UpdateStatus =
  /** This build has no update address, or is not packaged. */
  | { state: 'unavailable' }
  | { state: 'idle'; lookedAt: IsoTime | null }
  | { state: 'looking' }
  | { state: 'found'; version: string }
  | { state: 'fetching'; version: string; percent: number }
  | { state: 'ready'; version: string }
  | { state: 'failed'; message: string }

export interface CrashEntry {
  at: IsoTime
  /** Which process: `main`, `engine`, `page`, `gpu`, … */
  process: string
  reason: string
  /** The recorded text of the crash. Empty if the system gave none. */
  text: string
}

/** Larger than any file of a letter. */
const MAX_FILE_BYTES = 24 * 1024 * 1024
const file = z.strictObject({ name: z.string().min(1).max(255), text: textUpTo(MAX_FILE_BYTES) })

/** The same limit as for the attachments of a letter. */
const storedFiles = listUpTo(id, 200).refine((files) => files.length > 0, { error: 'At least one file.' })

/** The purpose for which a place is chosen. The dialog shows this purpose. */
const PLACE_USES = [
  'export-file',
  'export-folder',
  'check',
  'import-file',
  'import-folder',
  'backup-file',
  'backup-folder',
  'recover',
] as const
export type PlaceUse = (typeof PLACE_USES)[number]

/**
 * A place on this machine as a page may know it: `place` is for calls to the engine, `shown` is for
 * display.
 */
export interface ChosenPlace {
  place: string
  shown: string
}

const windowCalls = {
  /** Sets the number of waiting letters on the icon and in the tray. 0 removes the number. */
  setBadge: call<null>()(z.strictObject({ count: z.number().int().min(0).max(1_000_000) })),
  /** Sets the window title. Empty: only the app's name. */
  setTitle: call<null>()(z.strictObject({ title: z.string().max(300) })),
  /** Sets the language of menus and dialogs. */
  setLocale: call<null>()(z.strictObject({ locale: z.enum(['en', 'ja']) })),
  /** Sets the colour theme of the window. */
  setTheme: call<null>()(z.strictObject({ theme: z.enum(['system', 'light', 'dark']) })),
  /**
   * Opens the system's print dialog. Resolves when it is closed.
   * @throws QUOTA after too many in a minute
   */
  print: call<null>()(nothing),
}

const outsideCalls = {
  /**
   * Opens a link outside the app after a question that shows its real host. Only http, https and
   * mailto.
   * @throws INVALID, QUOTA while another dialog is open or after too many
   */
  openLink: call<{ opened: boolean }>()(z.strictObject({ url: z.string().max(8192) })),
  /**
   * Copies text to the clipboard.
   * @throws INVALID while the window is not focused
   */
  copyText: call<null>()(z.strictObject({ text: textUpTo(MAX_FILE_BYTES) })),
  /**
   * Asks where to save, and writes the file. A name without a text ending gets `.txt`.
   * @throws NO_SPACE, INVALID, QUOTA as for `openLink`
   */
  saveFile: call<{ saved: boolean }>()(file),
  /**
   * Starts to drag a file out of the window while a mouse button is down.
   * @throws NO_SPACE, INVALID
   */
  dragFile: call<null>()(file),
  /**
   * Saves stored files, by id. Asks for a location (a folder if there are several files), fetches
   * missing parts, and writes the files. In a folder it never overwrites a file. `saved` is 0 if
   * the person cancelled.
   * @throws NO_SPACE, INVALID, QUOTA as for `openLink`, and the codes of reading a file
   */
  saveStored: call<{ saved: number }>()(z.strictObject({ files: storedFiles })),
  /**
   * Asks for a file or folder to write to or to read from. The chosen place is valid as a path in
   * the contract's calls until the engine ends. Null if the person cancelled. `name`: the suggested
   * name of a file to write.
   * @throws QUOTA as for `openLink`, UNREACHABLE
   */
  choosePlace: call<ChosenPlace | null>()(
    z.strictObject({ use: z.enum(PLACE_USES), name: z.string().min(1).max(255).optional() }),
  ),
  /**
   * Opens a stored file in the system's program for it, after a question that shows what it is and
   * who wrote it. Never opens a program, even if its name is harmless.
   * @throws INVALID if the file can only be saved, NO_SPACE, QUOTA as for `openLink`, and the codes
   *   of reading a file
   */
  openStored: call<{ outcome: 'opened' | 'declined' | 'no-program' }>()(z.strictObject({ file: id })),
  /**
   * Starts to drag a stored file out of the window.
   * @throws NOT_YET if the file had to be fetched first (it is here now, so drag again), NO_SPACE,
   *   INVALID, and the codes of reading a file
   */
  dragStored: call<null>()(z.strictObject({ file: id })),
  /**
   * Shows a notification, only while the window is not focused and with a limit per minute. It
   * replaces an earlier one with the same tag.
   */
  notify: call<null>()(
    z.strictObject({
      tag: z.string().min(1).max(300),
      title: z.string().min(1).max(300),
      body: z.string().max(1000),
      /** True if the notification stays until the person reacts. */
      urgent: z.boolean(),
    }),
  ),
}

const desktopCalls = {
  /** Returns the settings of the desktop app. */
  settings: call<DesktopSettings>()(nothing),
  /** Changes the given settings. Returns all settings. */
  change: call<DesktopSettings>()(
    z.strictObject({
      openAtLogin: z.boolean().optional(),
      closeToTray: z.boolean().optional(),
      lookForUpdates: z.boolean().optional(),
      spellCheck: z.boolean().optional(),
    }),
  ),
  /** Lists crashes of processes, latest first. */
  crashes: call<CrashEntry[]>()(nothing),
}

const keychainCalls = {
  /** Returns whether a keychain is available and whether it has the key of this home. */
  status: call<KeychainStatus>()(nothing),
  /**
   * Moves the storage key of the open home into the keychain. From the next start the home opens
   * automatically.
   * @throws LOCKED, NO_PERSON, INVALID if there is no keychain
   */
  keep: call<KeychainStatus>()(nothing),
  /**
   * Removes the key from the keychain. The home needs a passphrase first.
   * @throws INVALID while nothing else can open the home
   */
  forget: call<KeychainStatus>()(nothing),
}

const updateCalls = {
  /** Returns the state of updates. */
  status: call<UpdateStatus>()(nothing),
  /** Looks for an update now. */
  look: call<UpdateStatus>()(nothing),
  /**
   * Downloads the update that was found. Its signature is checked before the state becomes `ready`.
   * @throws INVALID if no update was found
   */
  fetch: call<UpdateStatus>()(nothing),
  /**
   * Ends the app and starts the new version.
   * @throws INVALID if no update is ready
   */
  install: call<null>()(nothing),
}

export const shellNouns = {
  window: windowCalls,
  outside: outsideCalls,
  desktop: desktopCalls,
  keychain: keychainCalls,
  updates: updateCalls,
}

export type ShellNouns = typeof shellNouns
