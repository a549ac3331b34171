// The public site, as the host keeps it; not every host does, and then there is nothing to switch.
import { isEngineError, type SiteState } from '../../core/contract/index.ts'
import type { App } from './app.svelte.ts'

export class Site {
  readonly #app: App
  #state = $state.raw<SiteState | null>(null)
  #isAbsent = $state(false)
  #error = $state.raw<unknown>(null)

  constructor(app: App) {
    this.#app = app
    app.events.on('reconnected', () => void this.read())
    void this.read()
  }

  /** Null until it was read, and where there is none. */
  get state(): SiteState | null {
    return this.#state
  }

  /** The host around this engine serves no site. */
  get isAbsent(): boolean {
    return this.#isAbsent
  }

  get error(): unknown {
    return this.#error
  }

  async read(): Promise<void> {
    try {
      this.#state = await this.#app.api.site.state()
      this.#isAbsent = false
      this.#error = null
    } catch (error) {
      // A door refuses so what it does not serve; reading the state can be refused so for no other reason.
      this.#isAbsent = isEngineError(error, 'INVALID')
      this.#error = this.#isAbsent ? null : error
    }
  }

  /** @throws INVALID when the port is taken, or there is no such address here */
  async switchOn(host: string, port: number): Promise<void> {
    this.#state = await this.#app.api.site.switchOn({ host: host.trim(), port })
  }

  async switchOff(): Promise<void> {
    this.#state = await this.#app.api.site.switchOff()
  }
}
