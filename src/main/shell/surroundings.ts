// The menu, the tray and the badge around the window. They are rebuilt when a setting changes,
// which is rare.
import { join } from 'node:path'
import type { BrowserWindow } from 'electron'
import type { MenuCommand } from '../../core/contract/index.ts'
import type { ElectronParts } from './electron-parts.ts'
import { menuTemplate } from './menu.ts'
import { TrayIcon } from './tray.ts'
import type { ShellWords } from './words/index.ts'

export interface SurroundingsOptions {
  electron: Pick<ElectronParts, 'app' | 'Menu' | 'nativeImage' | 'Tray'>
  platform: NodeJS.Platform
  /** The folder with tray.png, tray-waiting.png and overlay.png. */
  icons: string
  words: () => ShellWords
  wantsTray: () => boolean
  findWindow: () => BrowserWindow | null
  onOpen: () => void
  onCommand: (command: MenuCommand) => void
  onLookForUpdates: () => void
}

export class Surroundings {
  readonly #options: SurroundingsOptions
  #tray: TrayIcon | null = null
  #badge = 0

  constructor(options: SurroundingsOptions) {
    this.#options = options
  }

  /** Call this after a change of language or settings. */
  refresh(): void {
    const { electron, platform, findWindow, onCommand, onLookForUpdates, words } = this.#options
    const template = menuTemplate({
      words: words(),
      isMac: platform === 'darwin',
      devtools: !electron.app.isPackaged,
      onCommand,
      onPrint: () => findWindow()?.webContents.print(),
      onLookForUpdates,
    })
    electron.Menu.setApplicationMenu(electron.Menu.buildFromTemplate(template))
    // On macOS the dock replaces the tray.
    if (this.#options.wantsTray() && platform !== 'darwin') this.#showTray()
    else this.#closeTray()
    this.setBadge(this.#badge)
  }

  #showTray(): void {
    const { electron, onOpen, onCommand, words } = this.#options
    const acts = { open: onOpen, compose: () => onCommand('compose'), quit: () => electron.app.quit() }
    const icons = { quiet: this.#image('tray.png'), waiting: this.#image('tray-waiting.png') }
    this.#tray ??= new TrayIcon(electron, icons, acts, words())
  }

  #closeTray(): void {
    this.#tray?.close()
    this.#tray = null
  }

  setBadge(count: number): void {
    const { electron, platform, findWindow, words } = this.#options
    this.#badge = count
    this.#tray?.show(count, words())
    if (platform !== 'win32') return void electron.app.setBadgeCount(count)
    // Windows has no number on an icon, so an overlay dot shows that letters wait, and its
    // description says how many.
    const dot = count === 0 ? null : this.#image('overlay.png')
    findWindow()?.setOverlayIcon(dot, words().unread(count))
  }

  #image(name: string) {
    return this.#options.electron.nativeImage.createFromPath(join(this.#options.icons, name))
  }

  close(): void {
    this.#closeTray()
  }
}
