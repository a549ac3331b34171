// The shell: what the page asks of the desktop around it, and what the desktop tells the page. Spoken over a port of its
// own, in the same frames and with the same checks as the engine's contract; nothing of a letter's body ever passes here
// but what the person themselves saves or drags out.
import { call } from './calls.ts'
import type { AddressText, GroupLinkText, InviteText, IsoTime, RefText } from './ids.ts'
import { id, listUpTo, nothing, textUpTo, z } from './schema.ts'

/** Where a `fumikura://` link leads; a link that is none of these leads nowhere. */
export type DeepRoute =
  | { to: 'letter'; ref: RefText }
  | { to: 'invite'; link: InviteText }
  | { to: 'group'; link: GroupLinkText }
  | { to: 'person'; address: AddressText }

/** What the menu asks of the page: the places and acts it has anyway. */
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
  /** A click on the notification with this tag. */
  | { type: 'notification-clicked'; tag: string }
  | { type: 'command'; command: MenuCommand }
  /** The engine's process ended by itself and is started again; calls under way were rejected. */
  | { type: 'engine-died'; restarts: number }
  | { type: 'update-changed' }

export interface DesktopSettings {
  openAtLogin: boolean
  /** Closing the window leaves the app in the tray. */
  closeToTray: boolean
  /** Null until the person was asked. */
  lookForUpdates: boolean | null
  /**
   * From the next start. Off at first where Electron would fetch a dictionary from a server of others (Windows, Linux);
   * on macOS the system has its own.
   */
  spellCheck: boolean
}

export interface KeychainStatus {
  /** The system keeps a secret so that other users and a stolen disk do not have it. On Linux: not `basic_text`. */
  available: boolean
  /** What the system calls it; for people who want to know. */
  backend: string
  /** The storage key of this home lies in it. */
  keeps: boolean
}

export type UpdateStatus =
  /** This build names no place to look at, or is not packed. */
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
  /** What was written down of it; empty when the system gave nothing. */
  text: string
}

/** A file of a letter, and with room to spare. */
const MAX_FILE_BYTES = 24 * 1024 * 1024
const file = z.strictObject({ name: z.string().min(1).max(255), text: textUpTo(MAX_FILE_BYTES) })

/** As many as a letter attaches. */
const storedFiles = listUpTo(id, 200).refine((files) => files.length > 0, { error: 'At least one file.' })

/** What a place is chosen for; the dialog says so. */
export const PLACE_USES = [
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

/** A place on this machine as a page may know it: what it is called before the engine, and what the person is shown. */
export interface ChosenPlace {
  place: string
  shown: string
}

const windowCalls = {
  /** How many letters wait; on the icon and in the tray. 0 is none. */
  setBadge: call<null>()(z.strictObject({ count: z.number().int().min(0).max(1_000_000) })),
  /** What the window is called; empty is the app's name alone. */
  setTitle: call<null>()(z.strictObject({ title: z.string().max(300) })),
  /** Menus and dialogs follow. */
  setLocale: call<null>()(z.strictObject({ locale: z.enum(['en', 'ja']) })),
  setTheme: call<null>()(z.strictObject({ theme: z.enum(['system', 'light', 'dark']) })),
  /** The system's own dialog; resolves when it was closed. @throws QUOTA after too many in a minute */
  print: call<null>()(nothing),
}

const outsideCalls = {
  /** Shows the real host and asks; only http, https and mailto. @throws INVALID, QUOTA while another dialog is open or after too many */
  openLink: call<{ opened: boolean }>()(z.strictObject({ url: z.string().max(8192) })),
  /** @throws INVALID while the window is not looked at */
  copyText: call<null>()(z.strictObject({ text: textUpTo(MAX_FILE_BYTES) })),
  /** Asks where, and writes it; a name that is not one of a text file gets `.txt`. @throws NO_SPACE, INVALID, QUOTA as above */
  saveFile: call<{ saved: boolean }>()(file),
  /** Begins to drag a file out of the window, while a mouse button is down. @throws NO_SPACE, INVALID */
  dragFile: call<null>()(file),
  /**
   * Files of the store, by their ids: asks where (for several a folder), fetches what is not here, and writes them; in a folder never over
   * another one. `saved` is 0 when the person thought better of it.
   * @throws NO_SPACE, INVALID, QUOTA as above, and what reading a file throws
   */
  saveStored: call<{ saved: number }>()(z.strictObject({ files: storedFiles })),
  /**
   * Asks for a file or folder to write to or to read from; what was chosen is good as a path in the contract's calls until the engine ends.
   * Null when the person thought better of it. `name`, where something is written: how it would be called.
   * @throws QUOTA as above, UNREACHABLE
   */
  choosePlace: call<ChosenPlace | null>()(
    z.strictObject({ use: z.enum(PLACE_USES), name: z.string().min(1).max(255).optional() }),
  ),
  /**
   * One in the program that the system has for it, after a question that says what it is and whose. Never a program, whatever it is called.
   * @throws INVALID when it can only be saved; NO_SPACE, QUOTA as above, and what reading a file throws
   */
  openStored: call<{ outcome: 'opened' | 'declined' | 'no-program' }>()(z.strictObject({ file: id })),
  /** Begins to drag one out of the window. @throws NOT_YET when it had to be fetched first and is here now, NO_SPACE, INVALID, and as above */
  dragStored: call<null>()(z.strictObject({ file: id })),
  /** Shown only while the window is not looked at, and not too many in a minute; one with the same tag takes the place of the one before. */
  notify: call<null>()(
    z.strictObject({
      tag: z.string().min(1).max(300),
      title: z.string().min(1).max(300),
      body: z.string().max(1000),
      /** Stays until it is answered. */
      urgent: z.boolean(),
    }),
  ),
}

const desktopCalls = {
  settings: call<DesktopSettings>()(nothing),
  change: call<DesktopSettings>()(
    z.strictObject({
      openAtLogin: z.boolean().optional(),
      closeToTray: z.boolean().optional(),
      lookForUpdates: z.boolean().optional(),
      spellCheck: z.boolean().optional(),
    }),
  ),
  /** What went down with a process, latest first. */
  crashes: call<CrashEntry[]>()(nothing),
}

const keychainCalls = {
  status: call<KeychainStatus>()(nothing),
  /** Moves the storage key of the open home into the keychain; from the next start it opens by itself. @throws LOCKED, NO_PERSON, INVALID (no keychain) */
  keep: call<KeychainStatus>()(nothing),
  /** Forgets the key that the keychain keeps, once the home is under a passphrase. @throws INVALID while nothing else would open it */
  forget: call<KeychainStatus>()(nothing),
}

const updateCalls = {
  status: call<UpdateStatus>()(nothing),
  look: call<UpdateStatus>()(nothing),
  /** Fetches what was found; its signature is checked before it counts as ready. @throws INVALID when nothing was found */
  fetch: call<UpdateStatus>()(nothing),
  /** Ends the app and starts the new one. @throws INVALID when nothing is ready */
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
