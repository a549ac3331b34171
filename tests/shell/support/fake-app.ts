// A fake of Electron's `app`, as far as the shell can see: it becomes ready, has one instance, and
// listeners may prevent its quit.
import { EventEmitter } from 'node:events'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { FakeWindow } from './fake-window.ts'
import { emitPreventable } from './preventable.ts'

export class FakeApp extends EventEmitter {
  isPackaged = true
  isReady = false
  isFirst = true
  hasEnded = false
  exitCode: number | null = null
  languages = ['en-GB']
  openAtLogin = false
  wasOpenedAtLogin = false
  readonly badges: number[] = []
  /** The recorded calls, as `[method, …arguments]`. */
  readonly asked: unknown[][] = []
  readonly windows = new Set<FakeWindow>()
  readonly #paths = new Map<string, string>()
  readonly #dir: string

  constructor(dir: string) {
    super()
    this.#dir = dir
  }

  requestSingleInstanceLock(): boolean {
    this.asked.push(['requestSingleInstanceLock', this.getPath('userData')])
    return this.isFirst
  }

  enableSandbox(): void {
    if (this.isReady) throw new Error('app.enableSandbox() can only be called before app is ready')
    this.asked.push(['enableSandbox'])
  }

  async whenReady(): Promise<void> {
    await Promise.resolve()
    this.isReady = true
    this.emit('ready')
  }

  getPath(name: string): string {
    return this.#paths.get(name) ?? join(this.#dir, name)
  }

  setPath(name: string, path: string): void {
    if (!existsSync(path)) throw new Error('Path does not exist')
    this.#paths.set(name, path)
  }

  getAppPath(): string {
    return '/opt/Fumikura/resources/app.asar'
  }

  getPreferredSystemLanguages(): string[] {
    return this.languages
  }

  getLoginItemSettings(): { openAtLogin: boolean; wasOpenedAtLogin: boolean } {
    return { openAtLogin: this.openAtLogin, wasOpenedAtLogin: this.wasOpenedAtLogin }
  }

  setLoginItemSettings(settings: { openAtLogin: boolean; args: string[] }): void {
    this.openAtLogin = settings.openAtLogin
    this.asked.push(['setLoginItemSettings', settings])
  }

  setAsDefaultProtocolClient(...args: unknown[]): boolean {
    this.asked.push(['setAsDefaultProtocolClient', ...args])
    return true
  }

  setAppUserModelId(id: string): void {
    this.asked.push(['setAppUserModelId', id])
  }

  setBadgeCount(count: number): boolean {
    this.badges.push(count)
    return true
  }

  /** Windows first, then `will-quit`; a listener that prevents either keeps the app running. */
  quit(): void {
    if (!this.isReady) return this.#end()
    if (emitPreventable(this, 'before-quit')) return
    for (const window of [...this.windows]) if (!window.closeForQuit()) return
    if (!emitPreventable(this, 'will-quit')) this.#end()
  }

  #end(): void {
    this.hasEnded = true
    this.emit('quit')
  }

  exit(code: number): void {
    this.exitCode = code
    this.#end()
  }
}
