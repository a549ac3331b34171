// The backups of this home as the settings and the reminder show them.
import type { BackupInterval, BackupPlace, BackupState, MadeBackup } from '../../core/contract/index.ts'
import type { App } from './app.svelte.ts'
import { LiveRead } from './live-read.svelte.ts'

export class Backups extends LiveRead<BackupState> {
  #places = $state.raw<readonly BackupPlace[]>([])

  constructor(app: App) {
    super(app, { read: () => app.api.backups.state(), after: ['backup-changed', 'home-changed'] })
    this.listen()
  }

  /** Null until it was read, and while the home is not open. */
  get state(): BackupState | null {
    return this.value
  }

  /** Folders that offer themselves, as they were last looked for. */
  get places(): readonly BackupPlace[] {
    return this.#places
  }

  /** They are a help: without them a place is typed all the same. */
  async lookForPlaces(): Promise<void> {
    this.#places = await this.app.api.backups.places().catch(() => this.#places)
  }

  /** Without a path to the file of the last one. @throws NO_SPACE, NOT_FOUND, INVALID, DAMAGED */
  async make(path?: string): Promise<MadeBackup> {
    const made = await this.app.api.backups.make({ path })
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
    this.set(await this.app.api.backups.schedule(wanted))
  }

  /** From the next one on; null: the words alone. @throws NO_SPACE, CANCELLED */
  async setPassphrase(passphrase: string | null): Promise<void> {
    const { api, proof } = this.app
    this.set(await proof.run(() => api.backups.setPassphrase({ passphrase })))
  }

  /** @throws INVALID when they are no phrase */
  async checkWords(words: string[]): Promise<boolean> {
    const { right } = await this.app.api.backups.checkWords({ words })
    await this.read()
    return right
  }
}
