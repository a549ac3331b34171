// The person's settings for the desktop, stored next to Electron's own files and read before the
// window opens.
import type { DesktopSettings } from '../../core/contract/index.ts'
import { readKept, writeKept } from './kept-file.ts'
import type { LoginItem } from './login-item.ts'
import { Mutex } from '../../core/index.ts'
import type { ShellLocale } from './words/index.ts'

/** Persisted: do not change. */
interface Kept {
  closeToTray: boolean
  lookForUpdates: boolean | null
  spellCheck: boolean
  /** The page's language when it last reported one. */
  locale: ShellLocale | null
  theme: 'system' | 'light' | 'dark'
  /** As window-place.ts writes it. */
  place: unknown
}

export interface SettingsBookOptions {
  path: string
  loginItem: LoginItem
  /** The default until the person decides. */
  spellCheck: boolean
}

export class DesktopSettingsBook {
  readonly #loginItem: LoginItem
  readonly #path: string
  #kept: Kept
  /** Serializes the writes; each writes the latest settings, so the last change wins. */
  readonly #mutex = new Mutex()

  private constructor({ loginItem, path }: SettingsBookOptions, kept: Kept) {
    this.#loginItem = loginItem
    this.#path = path
    this.#kept = kept
  }

  static async open(options: SettingsBookOptions): Promise<DesktopSettingsBook> {
    return new DesktopSettingsBook(options, parseKept(await readKept(options.path), options))
  }

  get kept(): Readonly<Kept> {
    return this.#kept
  }

  describe(): DesktopSettings {
    const { closeToTray, lookForUpdates, spellCheck } = this.#kept
    return { openAtLogin: this.#loginItem.isOn(), closeToTray, lookForUpdates, spellCheck }
  }

  async change({ openAtLogin, ...rest }: Partial<DesktopSettings & Kept>): Promise<void> {
    this.#kept = { ...this.#kept, ...rest }
    if (openAtLogin !== undefined) await this.#loginItem.set(openAtLogin)
    await this.#mutex.run(() => writeKept(this.#path, this.#kept))
  }

  /** Resolves when all writes have ended. */
  close(): Promise<void> {
    return this.#mutex.run(() => undefined)
  }
}

const THEMES = ['system', 'light', 'dark'] as const

function parseKept(value: unknown, { spellCheck }: Pick<Kept, 'spellCheck'>): Kept {
  const kept = (typeof value === 'object' && value !== null ? value : {}) as Partial<
    Record<keyof Kept, unknown>
  >
  return {
    closeToTray: kept.closeToTray === true,
    lookForUpdates: typeof kept.lookForUpdates === 'boolean' ? kept.lookForUpdates : null,
    spellCheck: typeof kept.spellCheck === 'boolean' ? kept.spellCheck : spellCheck,
    locale: kept.locale === 'en' || kept.locale === 'ja' ? kept.locale : null,
    theme: THEMES.find((theme) => theme === kept.theme) ?? 'system',
    place: kept.place ?? null,
  }
}
