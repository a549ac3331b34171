// How things stand, as the sidebar tells it: how much waits in each box, who is connected, what is stored.
import type { Box, BoxCount } from '../../core/contract/index.ts'
import type { App } from './app.svelte.ts'

/** Several events of one moment are one question to the engine. */
const SETTLE_MS = 120
/** The size of the store is no news of the moment, and the doctor looks at everything. */
const STORED_EVERY_MS = 60_000

export class Standing {
  readonly #app: App
  #boxes = $state.raw<Record<Box, BoxCount> | null>(null)
  #labels = $state.raw<readonly string[]>([])
  #knocks = $state(0)
  #connected = $state(0)
  #contacts = $state<number | null>(null)
  #storedBytes = $state<number | null>(null)
  #storedReadAt = -STORED_EVERY_MS
  #timer: ReturnType<typeof setTimeout> | undefined

  constructor(app: App) {
    this.#app = app
    const types = [
      'letter-arrived',
      'letter-changed',
      'draft-changed',
      'knock-arrived',
      'contact-changed',
    ] as const
    for (const type of [...types, 'network-changed', 'home-changed', 'reconnected'] as const) {
      app.events.on(type, () => this.readSoon())
    }
    this.readSoon()
  }

  /** Null until counted. */
  get boxes(): Record<Box, BoxCount> | null {
    return this.#boxes
  }

  get labels(): readonly string[] {
    return this.#labels
  }

  get knocks(): number {
    return this.#knocks
  }

  /** Contacts with a live connection. */
  get connected(): number {
    return this.#connected
  }

  /** Null until counted. */
  get contacts(): number | null {
    return this.#contacts
  }

  get storedBytes(): number | null {
    return this.#storedBytes
  }

  readSoon(): void {
    clearTimeout(this.#timer)
    this.#timer = setTimeout(() => void this.#read().catch(() => undefined), SETTLE_MS)
  }

  async #read(): Promise<void> {
    const { api, home, shell } = this.#app
    // Not known yet whether the home is open: asked again in a moment, or the first look would show an empty store.
    if (home.status === null) return this.readSoon()
    if (home.status.state !== 'open') return
    const [counts, knocks, contacts] = await Promise.all([
      api.letters.counts(),
      api.knocks.list(),
      api.people.contacts(),
    ])
    this.#boxes = counts.boxes
    this.#labels = counts.labels
    this.#knocks = knocks.length
    this.#contacts = contacts.length
    this.#connected = contacts.filter(({ online }) => online).length
    shell.setBadge(counts.boxes.inbox.unread)
    await this.#readStored()
  }

  async #readStored(): Promise<void> {
    const now = performance.now()
    if (now - this.#storedReadAt < STORED_EVERY_MS) return
    this.#storedReadAt = now
    this.#storedBytes = (await this.#app.api.doctor.report()).store.bytes
  }
}
