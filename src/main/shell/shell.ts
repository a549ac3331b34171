// The desktop after Electron is ready: one engine, one window, and the menu, tray and badge. The
// composition root of the shell.
// It creates the parts, wires their events, and closes them when the app quits.
import { join } from 'node:path'
import type { BrowserWindow, MessagePortMain, Session } from 'electron'
import { EngineError, type MenuCommand, type PageLink } from '../../core/contract/index.ts'
import { serveNouns, type DoorLog } from '../../core/contract/server.ts'
import { shellNouns } from '../../core/contract/shell.ts'
import { createPortChannel } from '../engine-host/port-channel.ts'
import type { HostOptions, Keyring } from '../engine-host/messages.ts'
import { DemoKeeper } from '../host/demo-keeper.ts'
import type { CrashLog } from './crash-log.ts'
import { registerLinks } from './deep-link.ts'
import { forkDemo } from './demo.ts'
import type { DesktopSettingsBook } from './desktop-settings.ts'
import type { ElectronParts } from './electron-parts.ts'
import { EngineProcess, type EngineDeath, type EngineRefusal } from './engine-process.ts'
import type { FileRelay } from './file-relay.ts'
import { findHomeKey, Keychain } from './keychain.ts'
import { DraggedFiles } from './letter-files.ts'
import { isLoginStart } from './login-item.ts'
import { openMainWindow } from './main-window.ts'
import { Notifications } from './notifications.ts'
import { PagePorts } from './page-ports.ts'
import {
  askAboutUpdates,
  askAfterDeaths,
  askAfterRefusal,
  askAfterPageLoss,
  type NextStep,
} from './questions.ts'
import { Quitting } from './quitting.ts'
import { createShellHandlers } from './shell-handlers.ts'
import type { ShellEvents } from './shell-events.ts'
import { OpenedFiles } from './opened-files.ts'
import { RunFolder } from './run-folder.ts'
import { StoredFiles } from './stored-files.ts'
import { Surroundings } from './surroundings.ts'
import { Updates, type Updater } from './updates.ts'
import { chooseShellLocale, wordsOf, type ShellWords } from './words/index.ts'

export interface ShellPaths {
  /** The built page. */
  renderer: string
  preload: string
  engineHost: string
  demoWorld: string
  /** Contains icon.png, tray.png, tray-waiting.png. */
  icons: string
  /** The person's home folder. */
  home: string
}

export interface ShellOptions {
  electron: ElectronParts
  node: NodeJS.Process
  paths: ShellPaths
  /** Network options from the environment, such as a private DHT. */
  network: Pick<HostOptions, 'bootstrap' | 'lan'>
  /** Null if this build has no update URL. */
  findUpdater: () => Promise<Updater | null>
  log: DoorLog
  now: () => number
}

export interface Begun {
  settings: DesktopSettingsBook
  session: Session
  files: FileRelay
  events: ShellEvents
  crashes: CrashLog
}

/** A running desktop; quitting the app closes it. */
export class Shell {
  readonly #options: ShellOptions
  readonly #begun: Begun
  readonly #engine: EngineProcess
  readonly #demo: DemoKeeper
  /** The latest link that the page got. */
  #demoLink: PageLink | null = null
  readonly #keychain: Keychain
  readonly #notifications: Notifications
  readonly #dragged: DraggedFiles
  readonly #folder: RunFolder
  readonly #stored: StoredFiles
  readonly #opened: OpenedFiles
  readonly #surroundings: Surroundings
  readonly #quitting: Quitting
  #updates: Updates
  #ports: PagePorts | null = null
  #window: BrowserWindow | null = null
  #keyring: Keyring | null = null
  #isQuitting = false
  #isStopped = false
  #stopping: Promise<void> | null = null

  constructor(options: ShellOptions, begun: Begun) {
    const { electron, paths } = options
    this.#options = options
    this.#begun = begun
    this.#keychain = new Keychain(
      electron.safeStorage,
      join(paths.home, 'keychain.json'),
      options.node.platform,
    )
    this.#notifications = new Notifications(
      electron.Notification,
      (tag) => {
        this.#show()
        begun.events.publish({ type: 'notification-clicked', tag })
      },
      options.now,
    )
    const record = join(electron.app.getPath('userData'), 'run-folders.json')
    this.#folder = new RunFolder(electron.app.getPath('temp'), record)
    this.#dragged = new DraggedFiles(this.#folder)
    this.#stored = new StoredFiles(begun.files, this.#folder, options.now)
    this.#opened = new OpenedFiles({
      relay: begun.files,
      folder: this.#folder,
      openPath: (path) => electron.shell.openPath(path),
      platform: options.node.platform,
    })
    this.#updates = this.#makeUpdates(null)
    this.#surroundings = new Surroundings({
      electron,
      platform: options.node.platform,
      icons: paths.icons,
      words: () => this.#words(),
      wantsTray: () => begun.settings.kept.closeToTray,
      findWindow: () => this.#window,
      onOpen: () => this.#show(),
      onCommand: (command) => this.#command(command),
      onLookForUpdates: () => void this.#updates.look(),
    })
    this.#demo = new DemoKeeper(() => forkDemo(electron.utilityProcess, paths.demoWorld, paths.renderer))
    this.#engine = new EngineProcess({
      utilityProcess: electron.utilityProcess,
      modulePath: paths.engineHost,
      findOptions: async () => ({
        home: paths.home,
        rendererDir: paths.renderer,
        storageKey: (await findHomeKey(this.#keychain, paths.home)) ?? undefined,
        ...options.network,
      }),
      onDied: (death) => this.#engineDied(death),
      onRefused: (refusal) => this.#engineRefused(refusal),
      onOpened: (files) => {
        begun.files.moveTo(files)
        this.#ports?.answerWaiting()
      },
      onHome: (keyring) => (this.#keyring = keyring),
      openDemo: async () => (this.#demoLink = await this.#demo.open()),
    })
    this.#quitting = new Quitting({
      electron,
      words: () => this.#words(),
      countOnlyHere: () => this.#engine.countOnlyHere(),
      onAllowed: () => (this.#isQuitting = true),
      onStay: () => this.#show(),
    })
  }

  async open(): Promise<void> {
    const { electron, node, now } = this.#options
    const { app } = electron
    const { events, settings } = this.#begun
    await this.#folder.clear()
    this.#updates = this.#makeUpdates(await this.#findUpdater())
    const handlers = createShellHandlers({
      electron,
      getWindow: () => this.#getWindow(),
      settings,
      keychain: this.#keychain,
      engine: this.#engine,
      keyring: () => this.#keyring,
      onKept: () => (this.#keyring = 'host'),
      updates: this.#updates,
      crashes: this.#begun.crashes,
      notifications: this.#notifications,
      dragged: this.#dragged,
      stored: this.#stored,
      opened: this.#opened,
      dragIcon: electron.nativeImage.createFromPath(this.#icon('tray.png')),
      words: () => this.#words(),
      findFileOf: (url) => (this.#demoLink?.url === url ? this.#demoLink.file : null),
      now,
      onBadge: (count) => this.#surroundings.setBadge(count),
      onSettings: () => this.#settingsChanged(),
    })
    this.#ports = new PagePorts({
      electron,
      findPage: () => this.#window?.webContents ?? null,
      connectEngine: (door, handing) => this.#engine.connect(door, handing),
      serveShell: (port: MessagePortMain) => {
        const channel = createPortChannel(port)
        serveNouns(channel, shellNouns, { ...handlers, events }, this.#options.log)
        return channel
      },
      now,
    })
    this.#listen()
    void this.#engine.start()
    this.#settingsChanged()
    // Without a tray, a hidden start would leave no way to open the window.
    this.#openWindow(!(isLoginStart(app, node) && this.#staysInTray()))
    // A build that is not installed must not take links from the installed one.
    if (app.isPackaged) registerLinks(app, node)
  }

  #makeUpdates(updater: Updater | null): Updates {
    return new Updates(updater, {
      now: this.#options.now,
      onChange: () => this.#begun.events.publish({ type: 'update-changed' }),
      onInstall: () => this.#quitting.allow(),
    })
  }

  /** If the updater does not load, the app still works. */
  async #findUpdater(): Promise<Updater | null> {
    try {
      return await this.#options.findUpdater()
    } catch (error) {
      this.#options.log.warn('no-updater', { error: error instanceof Error ? error.stack : String(error) })
      return null
    }
  }

  #listen(): void {
    const { app } = this.#options.electron
    // start-shell.ts handles the links; these listeners only bring the window to the front.
    app.on('second-instance', () => this.#show())
    app.on('open-url', () => this.#show())
    app.on('activate', () => this.#show())
    app.on('window-all-closed', () => {
      if (this.#options.node.platform !== 'darwin' && !this.#staysInTray()) app.quit()
    })
    app.on('will-quit', (event) => {
      if (this.#isStopped) return
      // First the engine ends, then the app.
      event.preventDefault()
      this.#stopping ??= this.#stop().finally(() => app.quit())
    })
  }

  async #stop(): Promise<void> {
    this.#updates.close()
    this.#surroundings.close()
    const ending = [
      this.#engine.stop(),
      this.#demo.close(),
      this.#folder.clear(),
      this.#begun.settings.close(),
    ]
    await Promise.allSettled(ending)
    this.#isStopped = true
  }

  #openWindow(isShown: boolean): void {
    const { electron, paths } = this.#options
    const { settings, session } = this.#begun
    this.#window = openMainWindow({
      electron,
      settings,
      session,
      preload: paths.preload,
      icon: this.#options.node.platform === 'linux' ? this.#icon('icon.png') : undefined,
      devtools: !electron.app.isPackaged,
      isShown,
      staysInTray: () => this.#staysInTray() && !this.#isQuitting,
      words: () => this.#words(),
      now: this.#options.now,
      onClosed: () => (this.#window = null),
      onPageLost: () => void this.#askAfterPageLoss(),
    })
    // A dialog of a window that is hidden in the tray would be hidden too.
    this.#window.once('show', () => void this.#askAboutUpdates())
  }

  #getWindow(): BrowserWindow {
    if (this.#window === null) throw new EngineError('UNREACHABLE', 'The window is closed.')
    return this.#window
  }

  #show(): void {
    this.#quitting.stay()
    if (this.#window === null) return this.#openWindow(true)
    if (this.#window.isMinimized()) this.#window.restore()
    this.#window.show()
    this.#window.focus()
  }

  #command(command: MenuCommand): void {
    this.#show()
    this.#begun.events.publish({ type: 'command', command })
  }

  #words(): ShellWords {
    const { kept } = this.#begun.settings
    return wordsOf(kept.locale ?? chooseShellLocale(this.#options.electron.app.getPreferredSystemLanguages()))
  }

  #icon(name: string): string {
    return join(this.#options.paths.icons, name)
  }

  /** True if the person wants a tray; on macOS the dock replaces it. */
  #staysInTray(): boolean {
    return this.#begun.settings.kept.closeToTray || this.#options.node.platform === 'darwin'
  }

  #settingsChanged(): void {
    this.#surroundings.refresh()
    this.#updates.lookDaily(this.#begun.settings.kept.lookForUpdates === true)
  }

  #engineDied({ code, output, restarts, gaveUp }: EngineDeath): void {
    this.#begun.crashes.write('engine', `ended (${code})`, output)
    this.#begun.events.publish({ type: 'engine-died', restarts })
    if (gaveUp) void this.#startAgainOrQuit(askAfterDeaths(this.#options.electron.dialog, this.#words()))
  }

  #engineRefused(refusal: EngineRefusal): void {
    const { electron, paths } = this.#options
    void this.#startAgainOrQuit(askAfterRefusal(electron.dialog, this.#words(), refusal, paths.home))
  }

  async #startAgainOrQuit(asked: Promise<NextStep>): Promise<void> {
    if ((await asked) === 'quit') this.#options.electron.app.quit()
    else await this.#engine.start()
  }

  async #askAfterPageLoss(): Promise<void> {
    const { app, dialog } = this.#options.electron
    if ((await askAfterPageLoss(dialog, this.#words())) === 'quit') app.quit()
    else this.#window?.webContents.reload()
  }

  /** Asked once, and only in a build with an update URL. */
  async #askAboutUpdates(): Promise<void> {
    const { settings } = this.#begun
    if (!this.#updates.isAvailable || settings.kept.lookForUpdates !== null || this.#window === null) return
    const lookForUpdates = await askAboutUpdates(this.#options.electron.dialog, this.#window, this.#words())
    await settings.change({ lookForUpdates })
    this.#settingsChanged()
  }
}
