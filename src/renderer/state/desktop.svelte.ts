// The desktop settings: options, where the key is kept, updates, crashes. It exists only in the
// desktop app.
import type { CrashEntry, DesktopSettings, KeychainStatus, UpdateStatus } from '../../core/contract/index.ts'
import type { Desktop as DesktopBridge, ShellCalls } from '../bridge/index.ts'
import type { App } from './app.svelte.ts'

export class Desktop {
  readonly #bridge: DesktopBridge
  #settings = $state.raw<DesktopSettings | null>(null)
  #keychain = $state.raw<KeychainStatus | null>(null)
  #update = $state.raw<UpdateStatus | null>(null)
  #crashes = $state.raw<readonly CrashEntry[] | null>(null)

  /** @throws if there is no desktop */
  constructor(app: App) {
    const { desktop } = app.shell
    if (desktop === null) throw new Error('there is no desktop around this page')
    this.#bridge = desktop
    desktop.onUpdateChanged(() => void this.#readUpdate().catch(() => undefined))
    // The home of the engine decides where the key is kept; read the settings again when the shell
    // is back.
    for (const type of ['home-changed', 'reconnected'] as const) app.events.on(type, () => void this.read())
    void this.read()
  }

  /** Null until the settings are read. */
  get settings(): DesktopSettings | null {
    return this.#settings
  }

  get keychain(): KeychainStatus | null {
    return this.#keychain
  }

  get update(): UpdateStatus | null {
    return this.#update
  }

  get crashes(): readonly CrashEntry[] | null {
    return this.#crashes
  }

  async read(): Promise<void> {
    try {
      const { desktop, keychain } = await this.#bridge.calls()
      this.#settings = await desktop.settings()
      this.#keychain = await keychain.status()
      this.#crashes = await desktop.crashes()
      await this.#readUpdate()
    } catch {
      // Keep the values that were read before.
    }
  }

  async #readUpdate(): Promise<void> {
    this.#update = await (await this.#bridge.calls()).updates.status()
  }

  /** @throws UNREACHABLE */
  async change(
    changed: Partial<Pick<DesktopSettings, 'openAtLogin' | 'closeToTray' | 'spellCheck'>> & {
      lookForUpdates?: boolean
    },
  ): Promise<void> {
    this.#settings = await (await this.#bridge.calls()).desktop.change(changed)
  }

  /** @throws LOCKED, INVALID */
  async keepKey(): Promise<void> {
    this.#keychain = await (await this.#bridge.calls()).keychain.keep()
  }

  /** @throws INVALID */
  async forgetKey(): Promise<void> {
    this.#keychain = await (await this.#bridge.calls()).keychain.forget()
  }

  /** @throws INVALID */
  async updateNext(step: keyof Pick<ShellCalls['updates'], 'look' | 'fetch' | 'install'>): Promise<void> {
    await (await this.#bridge.calls()).updates[step]()
    await this.#readUpdate()
  }
}
