// What starts the app at login: the system's own list on macOS and Windows, a file of ours in the autostart folder elsewhere,
// as the XDG specification has it.
import { existsSync } from 'node:fs'
import { mkdir, rm, writeFile } from 'node:fs/promises'
import { homedir } from 'node:os'
import { dirname, isAbsolute, join } from 'node:path'
import type { ElectronParts } from './electron-parts.ts'
import { toWriteRefusal } from './kept-file.ts'

/** What the system starts at login when it starts us: in the tray, without a window in the way. */
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
  // An app that is not packed is started with its own folder as the first word.
  const args = () => [...(app.isPackaged ? [] : [app.getAppPath()]), HIDDEN_START]
  return node.platform === 'linux' ? new AutostartFile(node, args) : new SystemItem(app, args)
}

/** True when the login started us: macOS passes no words on, but knows. */
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

  /** Windows writes them into one line as they are. */
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
    // An AppImage runs from a folder that is gone after it.
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

/** Quoted as an argument, then escaped once more as a value; `%` would be a field of the system's. */
function quoteWord(word: string): string {
  const quoted = `"${word.replace(/["`$\\]/g, '\\$&')}"`
  return quoted.replaceAll('\\', '\\\\').replaceAll('%', '%%')
}
