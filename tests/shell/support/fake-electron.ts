// A fake Electron in plain Node. It follows Electron's documentation and records every call. Tests
// that need the real Electron are in tests/electron.
import { EventEmitter } from 'node:events'
import type { BrowserWindowConstructorOptions, MenuItemConstructorOptions } from 'electron'
import type { ElectronParts } from '../../../src/main/shell/electron-parts.ts'
import { MainChannel } from '../../support/main-port.ts'
import { FakeApp } from './fake-app.ts'
import { FakeProcess } from './fake-process.ts'
import { FakeSession } from './fake-session.ts'
import { FakeWindow, type FakeContents } from './fake-window.ts'

export interface FakeMenu {
  template: MenuItemConstructorOptions[]
  popup: () => void
}

export interface AskedDialog {
  options: { message?: string; detail?: string; buttons?: string[]; type?: string; defaultPath?: string }
  isModal: boolean
}

export class FakeElectron {
  readonly app: FakeApp
  readonly ipcMain = new EventEmitter()
  readonly session = new FakeSession()
  readonly windows: FakeWindow[] = []
  readonly processes: FakeProcess[] = []
  readonly notifications: FakeNotification[] = []
  readonly trays: FakeTray[] = []
  readonly popups: FakeMenu[] = []
  readonly opened: string[] = []
  readonly openedPaths: string[] = []
  readonly copied: string[] = []
  readonly partitions: string[] = []
  readonly schemes: { scheme: string; privileges: Record<string, boolean> }[] = []
  readonly nativeTheme = { themeSource: 'system', shouldUseDarkColors: false }
  readonly safeStorage = new FakeSafeStorage()
  readonly dialog = new FakeDialog()
  readonly powerMonitor = new EventEmitter()
  readonly crashReports: object[] = []
  canNotify = true
  menu: FakeMenu | null = null
  screens = [{ workArea: { x: 0, y: 0, width: 1920, height: 1040 } }]

  constructor(dir: string) {
    this.app = new FakeApp(dir)
  }

  get window(): FakeWindow {
    return this.windows.at(-1)!
  }

  get process(): FakeProcess {
    return this.processes.at(-1)!
  }

  get contents(): FakeContents {
    return this.window.webContents
  }

  /** Exactly the parts that the shell uses. The shell's code is checked with Electron's types. */
  get parts(): ElectronParts {
    const { app, windows, notifications, trays } = this
    const canNotify = (): boolean => this.canNotify
    const parts: Record<keyof ElectronParts, unknown> = {
      app: this.app,
      BrowserWindow: class extends FakeWindow {
        constructor(options: BrowserWindowConstructorOptions) {
          super(app, options)
          windows.push(this)
        }
      },
      clipboard: { writeText: async (text: string) => void this.copied.push(text) },
      crashReporter: { start: (options: object) => void this.crashReports.push(options) },
      dialog: this.dialog,
      ipcMain: this.ipcMain,
      Menu: {
        buildFromTemplate: (template: MenuItemConstructorOptions[]): FakeMenu => {
          const menu = { template, popup: () => void this.popups.push(menu) }
          return menu
        },
        setApplicationMenu: (menu: FakeMenu) => (this.menu = menu),
      },
      MessageChannelMain: MainChannel,
      nativeImage: { createFromPath: (path: string) => ({ path }) },
      nativeTheme: this.nativeTheme,
      Notification: class extends FakeNotification {
        static isSupported = canNotify
        constructor(options: FakeNotification['options']) {
          super(options)
          notifications.push(this)
        }
      },
      powerMonitor: this.powerMonitor,
      protocol: {
        registerSchemesAsPrivileged: (schemes: FakeElectron['schemes']) => this.#register(schemes),
      },
      safeStorage: this.safeStorage,
      screen: { getAllDisplays: () => this.screens },
      session: { fromPartition: (name: string) => (this.partitions.push(name), this.session) },
      shell: {
        openExternal: async (url: string) => void this.opened.push(url),
        openPath: async (path: string) => (this.openedPaths.push(path), ''),
      },
      Tray: class extends FakeTray {
        constructor(image: unknown) {
          super(image)
          trays.push(this)
        }
      },
      utilityProcess: {
        fork: (modulePath: string, _args: string[], options: Record<string, unknown>) => {
          if (!this.app.isReady) throw new Error('utilityProcess cannot be created before app is ready.')
          this.processes.push(new FakeProcess(modulePath, options))
          return this.process
        },
      },
    }
    return parts as unknown as ElectronParts
  }

  #register(schemes: FakeElectron['schemes']): void {
    if (this.app.isReady || this.schemes.length > 0)
      throw new Error('protocol.registerSchemesAsPrivileged should be called once, before app is ready')
    this.schemes.push(...schemes)
  }
}

export class FakeSafeStorage {
  isAvailable = true
  backend: ReturnType<ElectronParts['safeStorage']['getSelectedStorageBackend']> = 'gnome_libsecret'
  /** Chromium's prefix of sealed data. On Linux, `v10` means its fixed password. */
  prefix = 'v11'
  canSeal = true
  canUnseal = true
  shouldReEncrypt = false

  async isAsyncEncryptionAvailable(): Promise<boolean> {
    return this.isAvailable
  }

  getSelectedStorageBackend(): string {
    return this.backend
  }

  async encryptStringAsync(text: string): Promise<Buffer> {
    if (!this.canSeal) throw new Error('Error while encrypting the text')
    return Buffer.concat([Buffer.from(this.prefix), Buffer.from(text).map((byte) => byte ^ 0x5a)])
  }

  async decryptStringAsync(sealed: Buffer): Promise<{ result: string; shouldReEncrypt: boolean }> {
    if (!this.canUnseal) throw new Error('Error while decrypting the ciphertext')
    const result = Buffer.from(sealed.subarray(3).map((byte) => byte ^ 0x5a)).toString()
    return { result, shouldReEncrypt: this.shouldReEncrypt }
  }
}

export class FakeDialog {
  readonly asked: AskedDialog[] = []
  /**
   * Answers to the next dialogs: a button's index, or a path to save to. A dialog without an answer
   * stays open until `close`.
   */
  readonly answers: (number | string)[] = []
  readonly #open: ((answer: number | string) => void)[] = []

  async showMessageBox(...args: object[]): Promise<{ response: number }> {
    return { response: (await this.#ask(args)) as number }
  }

  async showSaveDialog(...args: object[]): Promise<{ canceled: boolean; filePath: string }> {
    const filePath = (await this.#ask(args)) as string
    return { canceled: filePath === '', filePath }
  }

  #ask(args: object[]): Promise<number | string> {
    this.asked.push({ options: args.at(-1)!, isModal: args.length > 1 })
    const answer = this.answers.shift()
    if (answer !== undefined) return Promise.resolve(answer)
    return new Promise((resolve) => this.#open.push(resolve))
  }

  /** Answers the oldest open dialog. */
  close(answer: number | string): void {
    this.#open.shift()!(answer)
  }
}

export class FakeNotification extends EventEmitter {
  readonly options: { title: string; body: string; urgency: string; timeoutType: string }
  isShown = false

  constructor(options: FakeNotification['options']) {
    super()
    this.options = options
  }

  show(): void {
    this.isShown = true
  }

  close(): void {
    this.isShown = false
    this.emit('close', {})
  }
}

export class FakeTray extends EventEmitter {
  image: unknown
  tooltip = ''
  menu: FakeMenu | null = null
  isDestroyed = false

  constructor(image: unknown) {
    super()
    this.image = image
  }

  setImage(image: unknown): void {
    this.image = image
  }

  setToolTip(text: string): void {
    this.tooltip = text
  }

  setContextMenu(menu: FakeMenu): void {
    this.menu = menu
  }

  destroy(): void {
    this.isDestroyed = true
  }
}
