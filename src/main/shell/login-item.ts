// Starts the app at login: through the system's list on macOS and Windows, else through a file in
// the XDG autostart folder.
import { existsSync } from 'node:fs'
import { mkdir, rm, writeFile } from 'node:fs/promises'
import { homedir } from 'node:os'
import { dirname, isAbsolute, join } from 'node:path'
import type { ElectronParts } from './electron-parts.ts'
import { toWriteRefusal } from './kept-file.ts'

/** The argument for a start at login. With it the app stays in the tray and opens no window. */
export const HIDDEN_START = '--hidden'

export interface LoginItem {
  isOn(): boolean
  /** @throws NO_SPACE, INVALID */
  set(isOn: boolean): Promise<void>
}

type LoginApp = Pick<
  ElectronParts['app'],
  'getAppPath' | 'getLoginItemSettings' | 'isPackaged' | 'setLoginItemSettings'
>
type StartedBy = Pick<NodeJS.Process, 'env' | 'execPath' | 'platform'>

export function findLoginItem(app: LoginApp, node: StartedBy): LoginItem {
  // An unpacked app is started with its own folder as the first argument.
  const args = () => [...(app.isPackaged ? [] : [app.getAppPath()]), HIDDEN_START]
  return node.platform === 'linux' ? new AutostartFile(node, args) : new SystemItem(app, args)
}

/** True if the app was started at login. macOS passes no arguments, but reports it. */
export function isLoginStart(app: LoginApp, node: StartedBy & Pick<NodeJS.Process, 'argv'>): boolean {
  if (node.argv.includes(HIDDEN_START)) return true
  return node.platform === 'darwin' && app.getLoginItemSettings().wasOpenedAtLogin
}

class SystemItem implements LoginItem {
  readonly #app: LoginApp
  readonly #args: () => string[]

  constructor(app: LoginApp, args: () => string[]) {
    this.#app = app
    this.#args = args
  }

  isOn(): boolean {
    return this.#app.getLoginItemSettings({ args: this.#quoted() }).openAtLogin
  }

  async set(openAtLogin: boolean): Promise<void> {
    this.#app.setLoginItemSettings({ openAtLogin, args: this.#quoted() })
  }

  /** Windows joins the arguments into one line without quoting. */
  #quoted(): string[] {
    return this.#args().map((word) => (word.includes(' ') ? `"${word}"` : word))
  }
}

class AutostartFile implements LoginItem {
  readonly #path: string
  readonly #words: () => string[]

  constructor({ env, execPath }: StartedBy, args: () => string[]) {
    const config = env.XDG_CONFIG_HOME
    const base = config && isAbsolute(config) ? config : join(env.HOME || homedir(), '.config')
    this.#path = join(base, 'autostart', 'fumikura.desktop')
    // An AppImage runs from a folder that disappears after the run.
    this.#words = () => [env.APPIMAGE || execPath, ...args()]
  }

  isOn(): boolean {
    return existsSync(this.#path)
  }

  async set(isOn: boolean): Promise<void> {
    try {
      if (!isOn) return await rm(this.#path, { force: true })
      await mkdir(dirname(this.#path), { recursive: true })
      await writeFile(this.#path, desktopEntry(this.#words()))
    } catch (error) {
      throw toWriteRefusal(error)
    }
  }
}

/** https://specifications.freedesktop.org/desktop-entry-spec/latest/ */
function desktopEntry(words: readonly string[]): string {
  return [
    '[Desktop Entry]',
    'Type=Application',
    'Name=Fumikura',
    `Exec=${words.map(quoteWord).join(' ')}`,
    'Icon=fumikura',
    'Terminal=false',
    'X-GNOME-Autostart-enabled=true',
    '',
  ].join('\n')
}

/**
 * Quotes the word as an argument, then escapes it again as a value; `%` would start a field code.
 */
function quoteWord(word: string): string {
  const quoted = `"${word.replace(/["`$\\]/g, '\\$&')}"`
  return quoted.replaceAll('\\', '\\\\').replaceAll('%', '%%')
}
