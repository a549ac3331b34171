// The tray icon, which stays when the window is closed: opens the app, writes a letter, quits, and
// shows waiting letters.
import type { MenuItemConstructorOptions, NativeImage, Tray as ElectronTray } from 'electron'
import type { ElectronParts } from './electron-parts.ts'
import type { ShellWords } from './words/index.ts'

export interface TrayActs {
  open: () => void
  compose: () => void
  quit: () => void
}

export class TrayIcon {
  readonly #electron: Pick<ElectronParts, 'Menu' | 'Tray'>
  readonly #icons: { quiet: NativeImage; waiting: NativeImage }
  readonly #acts: TrayActs
  readonly #tray: ElectronTray
  #count = 0
  #words: ShellWords

  constructor(
    electron: Pick<ElectronParts, 'Menu' | 'Tray'>,
    icons: { quiet: NativeImage; waiting: NativeImage },
    acts: TrayActs,
    words: ShellWords,
  ) {
    this.#electron = electron
    this.#icons = icons
    this.#acts = acts
    this.#words = words
    this.#tray = new electron.Tray(icons.quiet)
    this.#tray.on('click', acts.open)
    this.show(0, words)
  }

  show(count: number, words: ShellWords): void {
    this.#count = count
    this.#words = words
    this.#tray.setImage(count > 0 ? this.#icons.waiting : this.#icons.quiet)
    this.#tray.setToolTip(words.unread(count))
    this.#tray.setContextMenu(this.#electron.Menu.buildFromTemplate(this.#template()))
  }

  #template(): MenuItemConstructorOptions[] {
    const { open, compose, quit } = this.#acts
    return [
      ...(this.#count > 0 ? [{ label: this.#words.unread(this.#count), enabled: false }] : []),
      { label: this.#words.open, click: open },
      { label: this.#words.compose, click: compose },
      { type: 'separator' },
      { label: this.#words.quit, click: quit },
    ]
  }

  close(): void {
    this.#tray.destroy()
  }
}
