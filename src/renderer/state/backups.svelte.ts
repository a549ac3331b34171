// The backups of this home, for the settings and the reminder.
import type { BackupInterval, BackupPlace, BackupState, MadeBackup } from '../../core/contract/index.ts'
import type { App } from './app.svelte.ts'
import { LiveRead } from './live-read.svelte.ts'

export class Backups extends LiveRead<BackupState> {
  #places = $state.raw<readonly BackupPlace[]>([])

  constructor(app: App) {
    super(app, { read: () => app.api.backups.state(), after: ['backup-changed', 'home-changed'] })
    this.listen()
  }

  /** Null until the state is read, and while the home is not open. */
  get state(): BackupState | null {
    return this.value
  }

  /** Suggested folders, as of the last search. */
  get places(): readonly BackupPlace[] {
    return this.#places
  }

  /** Suggestions are optional, because without them the person can still type a path. */
  async lookForPlaces(): Promise<void> {
    this.#places = await this.app.api.backups.places().catch(() => this.#places)
  }

  /**
   * Without `path`, writes to the file of the last backup. @throws NO_SPACE, NOT_FOUND, INVALID,
   * DAMAGED
   */
  async make(path?: string): Promise<MadeBackup> {
    const made = await this.app.api.backups.make({ path })
    await this.read()
    return made
  }

  /** @throws INVALID */
  async schedule(wanted: {
    /** If omitted, the folder stays as it is. */
    folder?: string | null
    every: BackupInterval
    others: boolean
    files: boolean
  }): Promise<void> {
    this.set(await this.app.api.backups.schedule(wanted))
  }

  /**
   * Applies from the next backup on; null: only the recovery words protect it. @throws NO_SPACE,
   * CANCELLED
   */
  async setPassphrase(passphrase: string | null): Promise<void> {
    const { api, proof } = this.app
    this.set(await proof.run(() => api.backups.setPassphrase({ passphrase })))
  }

  /** @throws INVALID if the words are no phrase */
  async checkWords(words: string[]): Promise<boolean> {
    const { right } = await this.app.api.backups.checkWords({ words })
    await this.read()
    return right
  }
}
