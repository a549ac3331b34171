// Who can read a letter: its audiences, and its people page by page, as the engine knows them.
// After share and withdraw as well as after send: there is one access rule, and this is what it comes to.
import type { ObjectAudience, ObjectReader, RefText } from '../../core/contract/index.ts'
import type { App } from './app.svelte.ts'

const PAGE = 50
/** As many as the contract gives at once. */
const MAX_PAGE = 1000
const SETTLE_MS = 60

export class WhoView {
  readonly ref: RefText
  readonly #app: App
  #audiences = $state.raw<readonly ObjectAudience[] | null>(null)
  #readers = $state.raw<readonly ObjectReader[]>([])
  #readerCount = $state(0)
  #isMine = $state(false)
  #error = $state.raw<unknown>(null)
  #timer: ReturnType<typeof setTimeout> | undefined

  constructor(app: App, ref: RefText) {
    this.#app = app
    this.ref = ref
    void this.read()
  }

  /** Null until it was read. */
  get audiences(): readonly ObjectAudience[] | null {
    return this.#audiences
  }

  get readers(): readonly ObjectReader[] {
    return this.#readers
  }

  /** All of them; `readers` are those read so far. */
  get readerCount(): number {
    return this.#readerCount
  }

  get isMine(): boolean {
    return this.#isMine
  }

  get error(): unknown {
    return this.#error
  }

  /** Follows who opens it until the returned function is called. */
  listen(): () => void {
    const { events } = this.#app
    const stops = [
      // The ref of the address may be a shortened one.
      events.on('letter-changed', ({ ref }) => ref.startsWith(this.ref) && this.#readSoon()),
      events.on('reconnected', () => this.#readSoon()),
      () => clearTimeout(this.#timer),
    ]
    return () => {
      for (const stop of stops) stop()
    }
  }

  #readSoon(): void {
    clearTimeout(this.#timer)
    this.#timer = setTimeout(() => void this.read(), SETTLE_MS)
  }

  /** Whoever was named stays named. */
  async read(): Promise<void> {
    try {
      const { isMine, audiences, readers, readerCount } = await this.#app.api.letters.who({
        ref: this.ref,
        limit: Math.min(MAX_PAGE, Math.max(PAGE, this.#readers.length)),
      })
      this.#isMine = isMine
      this.#audiences = audiences
      this.#readers = readers
      this.#readerCount = readerCount
      this.#error = null
    } catch (error) {
      this.#error = error
    }
  }

  async more(): Promise<void> {
    const after = this.#readers.at(-1)?.person
    if (after === undefined) return
    try {
      const page = await this.#app.api.letters.who({ ref: this.ref, limit: PAGE, after })
      this.#readers = [...this.#readers, ...page.readers]
      this.#readerCount = page.readerCount
    } catch (error) {
      this.#error = error
    }
  }
}
