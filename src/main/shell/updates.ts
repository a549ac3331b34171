// Updates; the person agrees to each step: looking at all, downloading, installing.
// electron-updater does the work.
// It accepts only packages whose hash is in a list that this app's key signed (signed-updates.ts).
import { EngineError, type UpdateStatus } from '../../core/contract/index.ts'

/** The part of electron-updater's `autoUpdater` that is used. */
export interface Updater {
  autoDownload: boolean
  autoInstallOnAppQuit: boolean
  checkForUpdates(): Promise<{ isUpdateAvailable: boolean; updateInfo: { version: string } } | null>
  downloadUpdate(): Promise<unknown>
  quitAndInstall(): void
  on(event: 'download-progress', listener: (progress: { percent: number }) => void): unknown
}

const LOOK_EVERY_MS = 24 * 60 * 60 * 1000

export class Updates {
  readonly #updater: Updater | null
  readonly #now: () => number
  readonly #onChange: () => void
  readonly #onInstall: () => void
  #status: UpdateStatus
  #timer: NodeJS.Timeout | undefined

  /** `updater` is null in a build without an update URL. */
  constructor(
    updater: Updater | null,
    { now, onChange, onInstall }: { now: () => number; onChange: () => void; onInstall: () => void },
  ) {
    this.#updater = updater
    this.#now = now
    this.#onChange = onChange
    this.#onInstall = onInstall
    this.#status = updater === null ? { state: 'unavailable' } : { state: 'idle', lookedAt: null }
    if (updater === null) return
    updater.autoDownload = false
    updater.autoInstallOnAppQuit = false
    updater.on('download-progress', ({ percent }) => {
      if (this.#status.state === 'fetching') this.#become({ ...this.#status, percent: Math.floor(percent) })
    })
  }

  get status(): UpdateStatus {
    return this.#status
  }

  get isAvailable(): boolean {
    return this.#updater !== null
  }

  /** Looks once a day as long as `wanted` is true; calling it again changes nothing. */
  lookDaily(wanted: boolean): void {
    if (!wanted) return this.close()
    if (this.#updater === null || this.#timer !== undefined) return
    void this.look()
    this.#timer = setInterval(() => void this.look(), LOOK_EVERY_MS)
    this.#timer.unref()
  }

  async look(): Promise<UpdateStatus> {
    const updater = this.#updater
    // Do not start twice.
    if (updater === null || !['idle', 'found', 'failed'].includes(this.#status.state)) return this.#status
    this.#become({ state: 'looking' })
    try {
      const found = await updater.checkForUpdates()
      if (found?.isUpdateAvailable) this.#become({ state: 'found', version: found.updateInfo.version })
      else this.#become({ state: 'idle', lookedAt: new Date(this.#now()).toISOString() })
    } catch (error) {
      this.#fail(error)
    }
    return this.#status
  }

  /** Starts the download; `status` shows its progress. @throws INVALID */
  fetch(): UpdateStatus {
    if (this.#updater === null || this.#status.state !== 'found')
      throw new EngineError('INVALID', 'There is no update to download.')
    const { version } = this.#status
    this.#become({ state: 'fetching', version, percent: 0 })
    this.#updater.downloadUpdate().then(
      () => this.#become({ state: 'ready', version }),
      (error: unknown) => this.#fail(error),
    )
    return this.#status
  }

  /** @throws INVALID */
  install(): void {
    if (this.#updater === null || this.#status.state !== 'ready')
      throw new EngineError('INVALID', 'No update is ready.')
    // The windows close before `before-quit`, so a window that only hides on close must know
    // earlier.
    this.#onInstall()
    this.#updater.quitAndInstall()
  }

  #fail(error: unknown): void {
    this.#become({
      state: 'failed',
      message: error instanceof Error ? error.message.slice(0, 500) : 'unknown',
    })
  }

  #become(status: UpdateStatus): void {
    this.#status = status
    this.#onChange()
  }

  close(): void {
    clearInterval(this.#timer)
    this.#timer = undefined
  }
}
