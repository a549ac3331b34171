// The shell's side of the shell contract. Each call is one small desktop act. The schema has
// already checked the arguments.
// page-ports.ts checked the caller when it handed out the port.
import { pathToFileURL } from 'node:url'
import type { BrowserWindow, NativeImage } from 'electron'
import { EngineError, type FileId, type HandlersOf, type ShellNouns } from '../../core/contract/index.ts'
import type { CrashLog } from './crash-log.ts'
import type { DesktopSettingsBook } from './desktop-settings.ts'
import { Mutex } from '../../core/index.ts'
import type { ElectronParts } from './electron-parts.ts'
import { choosePlace } from './choose-place.ts'
import type { EngineProcess } from './engine-process.ts'
import type { Keyring } from '../engine-host/messages.ts'
import type { Keychain } from './keychain.ts'
import { saveLetterFile, type DraggedFiles } from './letter-files.ts'
import type { Notifications } from './notifications.ts'
import { askToOpen, type OpenedFiles } from './opened-files.ts'
import type { StoredFiles } from './stored-files.ts'
import { openOutside, parseOutsideLink } from './outside-link.ts'
import { MinuteLimit, PageQuestions } from './restraint.ts'
import type { Updates } from './updates.ts'
import type { ShellWords } from './words/index.ts'

export interface ShellHandlerParts {
  electron: Pick<ElectronParts, 'app' | 'clipboard' | 'dialog' | 'nativeTheme' | 'shell'>
  /** The one window; only its page can call. @throws UNREACHABLE if it has closed meanwhile */
  getWindow: () => BrowserWindow
  settings: DesktopSettingsBook
  keychain: Keychain
  engine: Pick<EngineProcess, 'askKey' | 'becomeKeyHost' | 'nameChosenPath'>
  /** How the home is protected now; null if it is empty. */
  keyring: () => Keyring | null
  /** The keychain now opens the home; the engine reports the same a moment later. */
  onKept: () => void
  updates: Updates
  crashes: CrashLog
  notifications: Notifications
  dragged: DraggedFiles
  stored: StoredFiles
  opened: OpenedFiles
  dragIcon: NativeImage
  words: () => ShellWords
  /** The redirect file for one of this app's own links; null for any other link. */
  findFileOf: (url: string) => string | null
  now: () => number
  onBadge: (count: number) => void
  onSettings: () => void
}

type Handlers = HandlersOf<ShellNouns>

const MAX_PRINTS_A_MINUTE = 10

export function createShellHandlers(parts: ShellHandlerParts): Handlers {
  return {
    window: createWindowHandlers(parts),
    outside: createOutsideHandlers(parts),
    desktop: {
      settings: async () => parts.settings.describe(),
      async change(changed) {
        await parts.settings.change(changed)
        parts.onSettings()
        return parts.settings.describe()
      },
      crashes: async () => parts.crashes.read(),
    },
    keychain: createKeychainHandlers(parts),
    updates: {
      status: async () => parts.updates.status,
      look: () => parts.updates.look(),
      fetch: async () => parts.updates.fetch(),
      async install() {
        parts.updates.install()
        return null
      },
    },
  }
}

function createWindowHandlers(parts: ShellHandlerParts): Handlers['window'] {
  const { electron, getWindow, settings } = parts
  const prints = new MinuteLimit(MAX_PRINTS_A_MINUTE, parts.now)
  return {
    async setBadge({ count }) {
      parts.onBadge(count)
      return null
    },
    async setTitle({ title }) {
      getWindow().setTitle(title === '' ? 'Fumikura' : `${title} · Fumikura`)
      return null
    },
    async setLocale({ locale }) {
      await settings.change({ locale })
      parts.onSettings()
      return null
    },
    async setTheme({ theme }) {
      electron.nativeTheme.themeSource = theme
      await settings.change({ theme })
      return null
    },
    async print() {
      if (!prints.countAct()) throw new EngineError('QUOTA', 'Too many print requests in one minute.')
      const { webContents } = getWindow()
      // The result of the print dialog is not reported to the page.
      return new Promise((resolve) => webContents.print({}, () => resolve(null)))
    },
  }
}

function createOutsideHandlers(parts: ShellHandlerParts): Handlers['outside'] {
  const { electron, getWindow, words } = parts
  const questions = new PageQuestions(parts.now)
  return {
    async openLink({ url }) {
      const link = parseOutsideLink(url)
      if (link === null) throw new EngineError('INVALID', 'Only http, https and mailto links can be opened.')
      // A link into the demo world is opened through its file, because other accounts can read the
      // arguments of a browser.
      const file = parts.findFileOf(link.url)
      const address = file === null ? link.url : pathToFileURL(file).href
      return {
        opened: await questions.ask(() => openOutside(electron, getWindow(), link, words(), address)),
      }
    },
    async copyText({ text }) {
      // As in a browser, because a window without focus must not replace what the person copied
      // elsewhere.
      if (!getWindow().isFocused()) throw new EngineError('INVALID', 'Only a focused window can copy text.')
      await electron.clipboard.writeText(text)
      return null
    },
    async saveFile(file) {
      const downloads = electron.app.getPath('downloads')
      const save = () => saveLetterFile(electron.dialog, getWindow(), file, downloads, words())
      return { saved: await questions.ask(save) }
    },
    async dragFile(file) {
      await parts.dragged.drag(getWindow(), file, parts.dragIcon)
      return null
    },
    async saveStored({ files }) {
      const asking = { window: getWindow(), downloads: electron.app.getPath('downloads'), words: words() }
      const save = () => parts.stored.save(files as FileId[], { dialog: electron.dialog, ...asking })
      return { saved: await questions.ask(save) }
    },
    async choosePlace(wanted) {
      const asking = { window: getWindow(), folder: electron.app.getPath('documents'), words: words() }
      const path = await questions.ask(() => choosePlace(electron.dialog, wanted, asking))
      return path === null ? null : { place: await parts.engine.nameChosenPath(path), shown: path }
    },
    async openStored({ file }) {
      const outcome = await parts.opened.open(file as FileId, (description) =>
        questions.ask(() => askToOpen(electron.dialog, getWindow(), description, words())),
      )
      return { outcome }
    },
    async dragStored({ file }) {
      await parts.stored.drag(file as FileId, getWindow(), parts.dragIcon)
      return null
    },
    async notify(notice) {
      if (!getWindow().isFocused()) parts.notifications.show(notice)
      return null
    },
  }
}

function createKeychainHandlers(parts: ShellHandlerParts): Handlers['keychain'] {
  const { keychain, engine, keyring } = parts
  // Keeping and forgetting at the same time could leave the home without any key.
  const mutex = new Mutex()
  return {
    status: () => keychain.status(),
    keep: () =>
      mutex.run(async () => {
        const { available } = await keychain.status()
        if (!available) throw new EngineError('INVALID', 'This system has no usable keychain.')
        // First the keychain stores the key, then the engine switches, so that at every moment at
        // least one of the two opens the home.
        await keychain.keep(await engine.askKey())
        await engine.becomeKeyHost()
        parts.onKept()
        return keychain.status()
      }),
    forget: () =>
      mutex.run(async () => {
        // An empty home has no keyring yet. It will be created with the key in the keychain.
        if (keyring() !== 'passphrase' && keyring() !== 'clear')
          throw new EngineError(
            'INVALID',
            'Without the keychain nothing opens this home. Set a passphrase first.',
          )
        await keychain.forget()
        return keychain.status()
      }),
  }
}
