// Whether this page shows the demo world, and its end. It serves no step of a message: the people of
// the demo are invented.
import type { App } from './app.svelte.ts'

export class Demo {
  readonly #app: App
  #isDemo = $state(false)
  #isEnded = $state(false)

  constructor(app: App) {
    this.#app = app
    app.events.on('reconnected', () => void this.#read())
    void this.#read()
  }

  get isDemo(): boolean {
    return this.#isDemo
  }

  /** True after the person has ended the demo in this page. Nothing answers it from then on. */
  get isEnded(): boolean {
    return this.#isEnded
  }

  /** @throws UNREACHABLE */
  async end(): Promise<void> {
    await this.#app.api.demo.end()
    this.#isEnded = true
  }

  async #read(): Promise<void> {
    // A host without a demo does not answer.
    const { isDemo } = await this.#app.api.demo.standing().catch(() => ({ isDemo: false }))
    this.#isDemo = isDemo
  }
}
