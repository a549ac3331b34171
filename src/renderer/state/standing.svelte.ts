// How things stand, as the sidebar tells it: how much waits in each box, who is connected, what is stored.
import type { Box, BoxCount } from '../../core/contract/index.ts'
import type { App } from './app.svelte.ts'

/** Several events of one moment are one question to the engine. */
const SETTLE_MS = 120
/** The size of the store is no news of the moment, and the doctor looks at everything. */
/** Counting what is stored takes longer than the rest. */
const STORED_EVERY_MS = 5000

export class Standing {
  readonly #app: App
  #boxes = $state.raw<Record<Box, BoxCount> | null>(null)
  #labels = $state.raw<readonly string[]>([])
  #knocks = $state(0)
  #joinRequests = $state(0)
  #newAlbums = $state(0)
  #connected = $state(0)
  #contacts = $state<number | null>(null)
  #storedBytes = $state<number | null>(null)
  #storedReadAt = -STORED_EVERY_MS
  #storedTimer: ReturnType<typeof setTimeout> | undefined
  /** Letters that wait only as long as they can be taken back. */
  #leaving = $state(0)
  #timer: ReturnType<typeof setTimeout> | undefined

  constructor(app: App) {
    this.#app = app
    const types = [
      'letter-arrived',
      'letter-changed',
      'draft-changed',
      'knock-arrived',
      'group-changed',
      'album-changed',
      'followed-changed',
      'contact-changed',
      'file-changed',
      'space-changed',
    ] as const
    for (const type of [...types, 'network-changed', 'home-changed', 'reconnected'] as const) {
      app.events.on(type, () => this.readSoon())
    }
    // A home is told to have changed before it is known how: looked at again once it is known to be open.
    $effect.root(() => {
      $effect(() => {
        if (app.home.status?.state === 'open') this.readSoon()
      })
    })
  }

  /** Null until counted. */
  get boxes(): Record<Box, BoxCount> | null {
    return this.#boxes
  }

  /** Held and scheduled on purpose: what waits for nothing but its author's second thoughts does not count. */
  get held(): number {
    return Math.max(0, (this.#boxes?.held.total ?? 0) - this.#leaving)
  }

  /** One more letter goes out by itself in `forMs`, or is taken back: then the returned function is to be called. */
  noteLeaving(forMs: number): () => void {
    this.#leaving++
    const end = (): void => {
      if (!isCounted) return
      isCounted = false
      clearTimeout(timer)
      this.#leaving--
    }
    let isCounted = true
    const timer = setTimeout(end, forMs)
    return end
  }

  get labels(): readonly string[] {
    return this.#labels
  }

  get knocks(): number {
    return this.#knocks
  }

  /** Who asks to be let into groups of mine. */
  get joinRequests(): number {
    return this.#joinRequests
  }

  /** Albums of others in which something was not opened yet. */
  get newAlbums(): number {
    return this.#newAlbums
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
    if (home.status?.state !== 'open') return
    const [counts, knocks, contacts] = await Promise.all([
      api.letters.counts(),
      api.knocks.status(),
      api.people.contacts(),
    ])
    this.#boxes = counts.boxes
    this.#labels = counts.labels
    this.#knocks = knocks.waiting
    this.#contacts = contacts.length
    this.#connected = contacts.filter(({ online }) => online).length
    shell.setBadge(counts.boxes.inbox.unread)
    // A count that cannot be had must not take the others with it.
    this.#joinRequests = await api.groups.requests().then(
      (requests) => requests.length,
      () => this.#joinRequests,
    )
    this.#newAlbums = await api.albums.list({ from: 'others' }).then(
      (albums) => albums.filter(({ unopened, state }) => unopened > 0 && state !== 'recalled').length,
      () => this.#newAlbums,
    )
    await this.#readStored()
  }

  async #readStored(): Promise<void> {
    const now = performance.now()
    const wait = this.#storedReadAt + STORED_EVERY_MS - now
    // The first letter is news: a store is not told to be empty when it is not any more.
    if (wait > 0 && this.#storedBytes !== 0) {
      // What came meanwhile is counted once, at the end.
      this.#storedTimer ??= setTimeout(() => {
        this.#storedTimer = undefined
        this.readSoon()
      }, wait)
      return
    }
    this.#storedReadAt = now
    this.#storedBytes = (await this.#app.api.doctor.report()).store.bytes
  }
}
