// The counts that the sidebar shows: what waits in each box, who is connected, how much is stored.
// One call answers all of them, also while the page is hidden, because the badge shows one as well.
import type { Box, BoxCount, HomeStanding } from '../../core/contract/index.ts'
import type { App } from './app.svelte.ts'

/** Several events of one moment are one question to the engine. */
const SETTLE_MS = 120

const COUNTED_AFTER = [
  'letter-arrived',
  'letter-changed',
  'draft-changed',
  'knock-arrived',
  'invites-changed',
  'news-changed',
  'group-changed',
  'mutes-changed',
  'album-changed',
  'followed-changed',
  'contact-changed',
  'file-changed',
  'space-changed',
  'network-changed',
  'stations-changed',
  'home-changed',
  'reconnected',
] as const

export class SidebarCounts {
  readonly #app: App
  #counted = $state.raw<HomeStanding | null>(null)
  /** Letters that wait only as long as their send can be undone. */
  #leaving = $state(0)
  #timer: ReturnType<typeof setTimeout> | undefined

  constructor(app: App) {
    this.#app = app
    for (const type of COUNTED_AFTER) app.events.on(type, () => this.readSoon())
    // `home-changed` comes before it is known that the home is open.
    $effect.root(() => {
      $effect(() => {
        if (app.home.status?.state === 'open') this.readSoon()
      })
    })
  }

  /** Null until counted. */
  get boxes(): Record<Box, BoxCount> | null {
    return this.#counted?.boxes ?? null
  }

  /** Scheduled letters, without those whose send can still be undone. */
  get scheduled(): number {
    return Math.max(0, (this.boxes?.scheduled.total ?? 0) - this.#leaving)
  }

  /** A letter leaves in `forMs`. Call the returned function if its send is undone before. */
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
    return this.#counted?.labels ?? []
  }

  get knocks(): number {
    return this.#counted?.knocks ?? 0
  }

  /** News in the inbox that is not seen. */
  get news(): number {
    return this.#counted?.news ?? 0
  }

  /** Requests to join own groups. */
  get joinRequests(): number {
    return this.#counted?.joinRequests ?? 0
  }

  /** Albums of others with something that is not opened yet. */
  get newAlbums(): number {
    return this.#counted?.newAlbums ?? 0
  }

  /** Contacts with a live connection. */
  get connected(): number {
    return this.#counted?.connected ?? 0
  }

  /** Null until counted. */
  get contacts(): number | null {
    return this.#counted?.contacts ?? null
  }

  /** Null until counted. */
  get storedBytes(): number | null {
    return this.#counted?.storedBytes ?? null
  }

  /** Sent letters that no station has yet; 0 without stations. */
  get onlyHere(): number {
    return this.#counted?.onlyHere ?? 0
  }

  readSoon(): void {
    clearTimeout(this.#timer)
    this.#timer = setTimeout(() => void this.#read().catch(() => undefined), SETTLE_MS)
  }

  async #read(): Promise<void> {
    const { api, home, shell } = this.#app
    if (home.status?.state !== 'open') return
    const counted = await api.home.standing()
    this.#counted = counted
    shell.setBadge(counted.boxes.inbox.unreadThreads + counted.news)
  }
}
