// The backups of this home as the settings and the reminder show them.
import type { BackupInterval, BackupPlace, BackupState, MadeBackup } from '../../core/contract/index.ts'
import type { App } from './app.svelte.ts'

export class Backups {
  readonly #app: App
  /** Null until it was read, and while the home is not open. */
  #state = $state.raw<BackupState | null>(null)

  #places = $state.raw<readonly BackupPlace[]>([])

  constructor(app: App) {
    this.#app = app
    for (const type of ['backup-changed', 'home-changed', 'reconnected'] as const)
      app.events.on(type, () => void this.read())
    void this.read()
  }

  get state(): BackupState | null {
    return this.#state
  }

  /** Folders that offer themselves, as they were last looked for. */
  get places(): readonly BackupPlace[] {
    return this.#places
  }

  /** They are a help: without them a place is typed all the same. */
  async lookForPlaces(): Promise<void> {
    this.#places = await this.#app.api.backups.places().catch(() => this.#places)
  }

  async read(): Promise<void> {
    // A home that is empty or locked has none, and says so.
    this.#state = await this.#app.api.backups.state().catch(() => this.#state)
  }

  /** Without a path to the file of the last one. @throws NO_SPACE, NOT_FOUND, INVALID, DAMAGED */
  async make(path?: string): Promise<MadeBackup> {
    const made = await this.#app.api.backups.make({ path })
    await this.read()
    return made
  }

  /** @throws INVALID */
  async schedule(wanted: {
    /** Left out, it stays. */
    folder?: string | null
    every: BackupInterval
    others: boolean
    files: boolean
  }): Promise<void> {
    this.#state = await this.#app.api.backups.schedule(wanted)
  }

  /** From the next one on; null: the words alone. @throws NO_SPACE, CANCELLED */
  async setPassphrase(passphrase: string | null): Promise<void> {
    const { api, proof } = this.#app
    this.#state = await proof.run(() => api.backups.setPassphrase({ passphrase }))
  }

  /** @throws INVALID when they are no phrase */
  async checkWords(words: string[]): Promise<boolean> {
    const { right } = await this.#app.api.backups.checkWords({ words })
    await this.read()
    return right
  }
}
