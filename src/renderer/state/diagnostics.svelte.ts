// The doctor's report of now and the latest of the log, read again while somebody looks at them.
// Whatever was skipped, parked or left unencrypted anywhere in the life of a message shows here.
import type { DoctorReport, LogLine } from '../../core/contract/index.ts'
import type { App } from './app.svelte.ts'

const SETTLE_MS = 250

export class Diagnostics {
  readonly #app: App
  #report = $state.raw<DoctorReport | null>(null)
  #log = $state.raw<readonly LogLine[]>([])
  #readAt = $state.raw<Date | null>(null)
  #error = $state.raw<unknown>(null)
  #isReading = $state(false)
  #timer: ReturnType<typeof setTimeout> | undefined

  constructor(app: App) {
    this.#app = app
  }

  /** Null until it was made; the last one while the next is being made. */
  get report(): DoctorReport | null {
    return this.#report
  }

  /** What the engine noted since its start, oldest first, as far as it is kept. */
  get log(): readonly LogLine[] {
    return this.#log
  }

  get readAt(): Date | null {
    return this.#readAt
  }

  get error(): unknown {
    return this.#error
  }

  get isReading(): boolean {
    return this.#isReading
  }

  /** Follows the network until the returned function is called. */
  listen(): () => void {
    void this.read()
    const stops = (['network-changed', 'contact-changed', 'home-changed', 'reconnected'] as const).map(
      (type) => this.#app.events.on(type, () => this.#readSoon()),
    )
    return () => {
      clearTimeout(this.#timer)
      for (const stop of stops) stop()
    }
  }

  async read(): Promise<void> {
    this.#isReading = true
    try {
      const { doctor } = this.#app.api
      const [report, log] = await Promise.all([doctor.report(), doctor.log()])
      this.#report = report
      this.#log = log
      this.#readAt = new Date()
      this.#error = null
    } catch (error) {
      this.#error = error
    } finally {
      this.#isReading = false
    }
  }

  /** The person's yes to a clock that is far behind. @throws UNREACHABLE */
  async acceptClock(): Promise<void> {
    await this.#app.api.home.acceptClock()
    await this.read()
  }

  #readSoon(): void {
    clearTimeout(this.#timer)
    this.#timer = setTimeout(() => void this.read(), SETTLE_MS)
  }
}
