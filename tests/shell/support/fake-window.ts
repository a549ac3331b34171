// A fake of Electron's BrowserWindow with its contents, main frame and session. Settings can be
// read, and a test acts as a person or a page.
import { EventEmitter } from 'node:events'
import type { BrowserWindowConstructorOptions } from 'electron'
import type { MainPort } from '../../support/main-port.ts'
import type { FakeApp } from './fake-app.ts'
import type { FakeSession } from './fake-session.ts'
import { emitPreventable } from './preventable.ts'

export class FakeFrame {
  url = ''
  detached = false
  readonly got: { channel: string; message: unknown; ports: MainPort[] }[] = []

  postMessage(channel: string, message: unknown, ports: MainPort[]): void {
    this.got.push({ channel, message, ports })
  }
}

export class FakeContents extends EventEmitter {
  readonly mainFrame = new FakeFrame()
  readonly session: FakeSession | undefined
  readonly dragged: { file: string }[] = []
  readonly replaced: string[] = []
  readonly printed: (() => void)[] = []
  windowOpen: ((details: { url: string }) => { action: string }) | null = null
  webRtcPolicy: string | null = null
  reloads = 0
  #zoomLevel = 0

  constructor(session?: FakeSession) {
    super()
    this.session = session
  }

  setWindowOpenHandler(handler: FakeContents['windowOpen']): void {
    this.windowOpen = handler
  }

  setWebRTCIPHandlingPolicy(policy: string): void {
    this.webRtcPolicy = policy
  }

  setZoomLevel(level: number): void {
    this.#zoomLevel = level
  }

  getZoomLevel(): number {
    return this.#zoomLevel
  }

  print(_options?: object, done?: () => void): void {
    this.printed.push(() => done?.())
  }

  reload(): void {
    this.reloads++
  }

  startDrag(item: { file: string }): void {
    this.dragged.push(item)
  }

  replaceMisspelling(word: string): void {
    this.replaced.push(word)
  }

  /** Acts like `location = url` in the main frame or another. True if the shell prevented it. */
  navigate(url: string, isMainFrame = true): boolean {
    const details = { url, isMainFrame, isSameDocument: false, frame: null }
    const wasRefused = emitPreventable(this, 'will-frame-navigate', details)
    return (isMainFrame && emitPreventable(this, 'will-navigate', details)) || wasRefused
  }
}

export class FakeWindow extends EventEmitter {
  readonly options: BrowserWindowConstructorOptions
  readonly webContents: FakeContents
  readonly titles: string[] = []
  readonly overlays: { image: unknown; description: string }[] = []
  isShown = false
  hasFocus = false
  #isDestroyed = false
  #isMinimized = false
  #isMaximized = false
  #isFullScreen = false
  readonly #app: FakeApp

  constructor(app: FakeApp, options: BrowserWindowConstructorOptions) {
    super()
    this.#app = app
    this.options = options
    this.webContents = new FakeContents(options.webPreferences?.session as unknown as FakeSession)
    app.windows.add(this)
    app.emit('web-contents-created', {}, this.webContents)
  }

  async loadURL(url: string): Promise<void> {
    this.webContents.mainFrame.url = url
    queueMicrotask(() => this.emit('ready-to-show'))
  }

  show(): void {
    this.isShown = true
    this.emit('show')
  }

  hide(): void {
    this.isShown = false
    this.hasFocus = false
    this.emit('hide')
  }

  focus(): void {
    this.hasFocus = true
  }

  isFocused(): boolean {
    return this.hasFocus
  }

  isDestroyed(): boolean {
    return this.#isDestroyed
  }

  minimize(): void {
    this.#isMinimized = true
  }

  isMinimized(): boolean {
    return this.#isMinimized
  }

  restore(): void {
    this.#isMinimized = false
  }

  maximize(): void {
    this.#isMaximized = true
  }

  isMaximized(): boolean {
    return this.#isMaximized
  }

  setFullScreen(isFullScreen: boolean): void {
    this.#isFullScreen = isFullScreen
  }

  isFullScreen(): boolean {
    return this.#isFullScreen
  }

  getNormalBounds(): { x: number; y: number; width: number; height: number } {
    if (this.#isDestroyed) throw new TypeError('Object has been destroyed')
    const { x = 0, y = 0, width = 0, height = 0 } = this.options
    return { x, y, width, height }
  }

  setTitle(title: string): void {
    this.titles.push(title)
  }

  setOverlayIcon(image: unknown, description: string): void {
    this.overlays.push({ image, description })
  }

  /** Closes the window like its title bar's button. */
  close(): void {
    if (this.closeForQuit() && this.#app.windows.size === 0) this.#app.emit('window-all-closed')
  }

  /** False if a listener kept it open. */
  closeForQuit(): boolean {
    if (emitPreventable(this, 'close')) return false
    this.#isDestroyed = true
    this.#app.windows.delete(this)
    this.emit('closed')
    return true
  }
}
