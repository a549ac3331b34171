// The counts that the sidebar shows: what waits in each box, who is connected, how much is stored.
// One call answers all of them, also while the page is hidden, because the badge shows one as well.
import type { Box, BoxCount, HomeStanding } from '../../core/contract/index.ts'
import type { App } from './app.svelte.ts'
import { LiveRead } from './live-read.svelte.ts'

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
] as const

export class SidebarCounts extends LiveRead<HomeStanding | null> {
  /** Letters that wait only as long as their send can be undone. */
  #leaving = $state(0)

  constructor(app: App) {
    super(app, {
      read: () => this.#count(),
      after: COUNTED_AFTER,
      // The words of a draft are counted nowhere, and they change at each pause.
      isConcerned: (event) => event.type !== 'draft-changed' || event.isNew || event.savedAt === null,
      settleMs: SETTLE_MS,
      isReadHidden: true,
    })
    this.listen()
    // `home-changed` comes before it is known that the home is open.
    $effect.root(() => {
      $effect(() => {
        if (app.home.status?.state === 'open') this.readSoon()
      })
    })
  }

  /** Null until counted. */
  get boxes(): Record<Box, BoxCount> | null {
    return this.value?.boxes ?? null
  }

  /** Scheduled letters, without those whose send can still be undone. */
  get scheduled(): number {
    return Math.max(0, (this.boxes?.scheduled.total ?? 0) - this.#leaving)
  }

  /** A letter leaves in `forMs`. Call the returned function if its send is undone before. */
  markLeaving(forMs: number): () => void {
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
    return this.value?.labels ?? []
  }

  get knocks(): number {
    return this.value?.knocks ?? 0
  }

  /** News in the inbox that is not seen. */
  get news(): number {
    return this.value?.news ?? 0
  }

  /** Requests to join own groups. */
  get joinRequests(): number {
    return this.value?.joinRequests ?? 0
  }

  /** Albums of others with something that is not opened yet. */
  get newAlbums(): number {
    return this.value?.newAlbums ?? 0
  }

  /** Contacts with a live connection. */
  get connected(): number {
    return this.value?.connected ?? 0
  }

  /** Null until counted. */
  get contacts(): number | null {
    return this.value?.contacts ?? null
  }

  /** Null until counted. */
  get storedBytes(): number | null {
    return this.value?.storedBytes ?? null
  }

  /** Sent letters that no station has yet; 0 without stations. */
  get onlyHere(): number {
    return this.value?.onlyHere ?? 0
  }

  async #count(): Promise<HomeStanding | null> {
    const { api, home, shell } = this.app
    if (home.status?.state !== 'open') return this.value
    const counted = await api.home.standing()
    shell.setBadge(counted.boxes.inbox.unreadThreads + counted.news)
    return counted
  }
}
