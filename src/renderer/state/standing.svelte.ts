// The counts in the sidebar: letters in each box, connected contacts, stored bytes.
import type { Box, BoxCount } from '../../core/contract/index.ts'
import type { App } from './app.svelte.ts'

/** Debounces events: several events within this time cause one question to the engine. */
const SETTLE_MS = 120
/** Counting the stored bytes takes longer than the other counts, and is not urgent. */
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
  /** Letters that wait only for the end of their undo time. */
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
    // `home-changed` arrives before the new status is known, so count again once the home is open.
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

  /** Letters held or scheduled by choice, without those that wait only for their undo time. */
  get held(): number {
    return Math.max(0, (this.#boxes?.held.total ?? 0) - this.#leaving)
  }

  /** One more letter is sent in `forMs`; call the returned function if it is taken back before. */
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

  /** How many ask to join the groups that this person owns. */
  get joinRequests(): number {
    return this.#joinRequests
  }

  /** How many albums of others have pages that were not opened yet. */
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
    // A failed count must not block the other counts.
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
    // The first letter counts at once, so that a store is not shown as empty when it is not.
    if (wait > 0 && this.#storedBytes !== 0) {
      // Changes meanwhile cause one count at the end.
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
