// A stand-in for Electron, as far as the shell can see: a Chromium page as the window, the built
// preload in its isolated world, and the built engine host in a worker thread. Tests that need the
// real Electron are in tests/electron.
import { fork } from 'node:child_process'
import { EventEmitter } from 'node:events'
import { mkdirSync } from 'node:fs'
import { basename, join } from 'node:path'
import type { Locator, Page } from '@playwright/test'
import type { ElectronParts } from '../../../src/main/shell/electron-parts.ts'
import { MainChannel, type MainPort } from '../../support/main-port.ts'
import { PreloadWorld } from './preload-world.ts'
import { WorkerProcess } from './worker-process.ts'

/** The host that serves the page's own scheme. It counts as secure, and no other server has it. */
const STAND_IN = 'http://fumikura-app.localhost'
const PAGE = 'fumikura-app://app'

export interface Notified {
  title: string
  body: string
  urgency?: string
  click: () => void
}

/** Records the shell's acts for a test, which can act as the person or the system. */
export class Desk {
  readonly page: Page
  readonly app = new FakeApp()
  readonly badges: number[] = []
  readonly notified: Notified[] = []
  readonly opened: string[] = []
  readonly copied: string[] = []
  /** The answers to the next dialogs, in order: a button's index, or a path to save to. */
  readonly answers: (number | string)[] = []
  /** How many dialogs have asked for a path. */
  pathsAsked = 0
  readonly asked: { message?: string; detail?: string; buttons?: string[] }[] = []
  titles: string[] = []
  isFocused = true
  hasKeychain = true
  #engine: WorkerProcess | null = null
  #mayStart = Promise.resolve()
  #letStart: () => void = () => undefined
  #world: PreloadWorld | null = null
  #contents: FakeContents | null = null

  constructor(page: Page, dir: string) {
    this.page = page
    this.app.on('test-badge', (count: number) => this.badges.push(count))
    mkdirSync(join(dir, 'temp'), { recursive: true })
    this.app.paths = (name) => join(dir, name)
  }

  /** Like kill -9. With `andKeepDown`, no engine starts until `letEngineStart`. */
  killEngine({ andKeepDown = false } = {}): void {
    if (andKeepDown) this.#mayStart = new Promise((resolve) => (this.#letStart = resolve))
    this.#engine?.kill()
  }

  /** Quits like the menu. Resolves when everything has ended. */
  quit(): Promise<void> {
    return new Promise((resolve) => {
      this.app.once('test-ended', resolve)
      this.app.quit()
    })
  }

  letEngineStart(): void {
    this.#letStart()
  }

  get electron(): ElectronParts {
    const ipcMain = new EventEmitter()
    const { notified } = this
    const parts = {
      app: takesAll(this.app),
      ipcMain,
      powerMonitor: new EventEmitter(),
      MessageChannelMain: MainChannel,
      BrowserWindow: windowClass(this, (window, { preload, session }) => {
        window.loadURL = (url) => this.#load(url, preload, session, ipcMain, window.webContents)
        this.#contents = window.webContents
        this.app.emit('web-contents-created', {}, window.webContents)
        // Playwright has drawn the page already.
        queueMicrotask(() => window.emit('ready-to-show'))
      }),
      utilityProcess: {
        fork: (modulePath: string, args: string[]) => {
          // The demo world ends by a signal, which a worker thread cannot get, so it is a process.
          if (args.length > 0)
            return fork(modulePath, args, { execArgv: [], stdio: ['ignore', 'ignore', 'ignore', 'ipc'] })
          this.#engine = new WorkerProcess(modulePath, this.#mayStart)
          return this.#engine
        },
      },
      session: { fromPartition: () => takesAll(new FakeSession()) },
      protocol: { registerSchemesAsPrivileged: () => undefined },
      safeStorage: {
        isAsyncEncryptionAvailable: async () => this.hasKeychain,
        getSelectedStorageBackend: () => 'gnome_libsecret',
        encryptStringAsync: async (text: string) => Buffer.from(`sealed:${text}`),
        decryptStringAsync: async (sealed: Buffer) => ({
          result: sealed.toString().slice('sealed:'.length),
          shouldReEncrypt: false,
        }),
      },
      Notification: class extends EventEmitter {
        static isSupported = () => true
        readonly #options: Omit<Notified, 'click'>
        constructor(options: Omit<Notified, 'click'>) {
          super()
          this.#options = options
        }
        show = () => void notified.push({ ...this.#options, click: () => this.emit('click') })
        close = () => this.emit('close')
      },
      dialog: {
        showMessageBox: async (...args: object[]) => {
          this.asked.push(args.at(-1)!)
          return { response: this.answers.shift() ?? 1 }
        },
        showSaveDialog: async () => {
          this.pathsAsked++
          const filePath = this.answers.shift()
          return { canceled: filePath === undefined, filePath: filePath ?? '' }
        },
        showOpenDialog: async () => {
          this.pathsAsked++
          const chosen = this.answers.splice(0, 1)
          return { canceled: chosen.length === 0, filePaths: chosen }
        },
      },
      shell: {
        openExternal: async (url: string) => void this.opened.push(url),
        openPath: async (path: string) => (this.opened.push(path), ''),
      },
      clipboard: { writeText: (text: string) => void this.copied.push(text) },
      Menu: {
        buildFromTemplate: (template: unknown) => ({ template, popup: () => undefined }),
        setApplicationMenu: () => undefined,
      },
      Tray: class extends EventEmitter {
        setImage = () => undefined
        setToolTip = () => undefined
        setContextMenu = () => undefined
        destroy = () => undefined
      },
      nativeImage: { createFromPath: () => ({}) },
      nativeTheme: { themeSource: 'system', shouldUseDarkColors: false },
      screen: { getAllDisplays: () => [{ workArea: { x: 0, y: 0, width: 1920, height: 1080 } }] },
      crashReporter: { start: () => undefined },
    }
    // Only the parts that the shell uses. tests/shell checks them against Electron's types.
    return parts as unknown as ElectronParts
  }

  async #load(
    url: string,
    preload: string,
    session: FakeSession,
    ipcMain: EventEmitter,
    contents: FakeContents,
  ): Promise<void> {
    const { page } = this
    await page.route(`${STAND_IN}/**`, async (route) => {
      const asked = new Request(route.request().url().replace(STAND_IN, PAGE), {
        method: route.request().method(),
      })
      this.bytesSent += route.request().postDataBuffer()?.byteLength ?? 0
      const answer = await session.answer(asked)
      const body = Buffer.from(await answer.arrayBuffer())
      await route.fulfill({ status: answer.status, headers: Object.fromEntries(answer.headers), body })
    })
    this.#world = await PreloadWorld.open(page, preload, (channel) =>
      ipcMain.emit(channel, { sender: contents, senderFrame: contents.mainFrame }),
    )
    await page.goto(url.replace(PAGE, STAND_IN))
  }

  /** The main frame's address as Electron reports it. */
  get url(): string {
    return this.page.url().replace(STAND_IN, PAGE)
  }

  /** Bytes that the page sent to the engine. */
  bytesSent = 0

  /** The person gives a file to the page; Electron knows its path. */
  async give(picker: Locator, path: string): Promise<void> {
    this.#world?.setPaths({ [basename(path)]: path })
    await picker.setInputFiles(path)
  }

  post(channel: string, ports: MainPort[]): void {
    this.#world?.post(channel, ports)
  }

  get contents(): FakeContents | null {
    return this.#contents
  }
}

/** Settings that are never read are accepted silently; tests/shell checks each of them. */
function takesAll<T extends object>(object: T): T {
  return new Proxy(object, {
    get: (real, name) =>
      name in real || typeof name === 'symbol' || name === 'then'
        ? (Reflect.get(real, name) as unknown)
        : () => undefined,
  })
}

class FakeApp extends EventEmitter {
  isPackaged = true
  paths: (name: string) => string = (name) => name
  requestSingleInstanceLock = () => true
  whenReady = async () => undefined
  getPath = (name: string) => this.#set.get(name) ?? this.paths(name)
  setPath = (name: string, path: string) => void this.#set.set(name, path)
  readonly #set = new Map<string, string>()
  getPreferredSystemLanguages = () => ['en-GB']
  getLoginItemSettings = () => ({ openAtLogin: false })
  setAsDefaultProtocolClient = () => true
  setBadgeCount = (count: number) => void this.emit('test-badge', count)
  #isQuitting = false

  /** Like Electron's, a listener that has not finished can prevent it. */
  quit = (): void => {
    let isPrevented = false
    if (!this.#isQuitting) this.emit('before-quit', { preventDefault: () => (isPrevented = true) })
    if (isPrevented) return
    this.#isQuitting = true
    this.emit('will-quit', { preventDefault: () => (isPrevented = true) })
    if (!isPrevented) this.emit('test-ended')
  }
}

class FakeSession extends EventEmitter {
  answer: (request: Request) => Promise<Response> = async () => new Response(null, { status: 404 })
  protocol = { handle: (_scheme: string, answer: FakeSession['answer']) => (this.answer = answer) }
  webRequest = { onBeforeRequest: () => undefined }
  setProxy = async () => undefined
}

class FakeContents extends EventEmitter {
  readonly mainFrame: {
    url: string
    detached: boolean
    postMessage(channel: string, message: null, ports: MainPort[]): void
  }
  readonly session = new FakeSession()
  getZoomLevel = () => 0
  print = (_options: object, done?: () => void) => done?.()
  reload: () => void

  constructor(desk: Desk) {
    super()
    this.mainFrame = {
      get url() {
        return desk.url
      },
      detached: false,
      postMessage: (channel, _message, ports) => desk.post(channel, ports),
    }
    this.reload = () => void desk.page.reload()
  }
}

class FakeWindow extends EventEmitter {
  readonly webContents: FakeContents
  readonly #desk: Desk
  loadURL: (url: string) => Promise<void> = async () => undefined
  isMinimized = () => false
  isMaximized = () => false
  isFullScreen = () => false
  getNormalBounds = () => ({ x: 0, y: 0, width: 1280, height: 820 })
  isFocused = () => this.#desk.isFocused
  setTitle = (title: string) => void this.#desk.titles.push(title)

  constructor(desk: Desk) {
    super()
    this.#desk = desk
    this.webContents = takesAll(new FakeContents(desk))
  }
}

interface PagePreferences {
  preload: string
  session: FakeSession
}

/** The class for `new BrowserWindow`. `begin` replaces Electron's own set-up of a window. */
function windowClass(desk: Desk, begin: (window: FakeWindow, preferences: PagePreferences) => void) {
  return class extends FakeWindow {
    constructor({ webPreferences }: { webPreferences: PagePreferences }) {
      super(desk)
      begin(this, webPreferences)
      return takesAll(this)
    }
  }
}
