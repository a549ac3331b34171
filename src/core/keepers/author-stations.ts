// The stations of an author as sources of blocks, while the author is away. A station is never
// asked for cores of anybody else.
import { listKeepers } from '../identity/index.ts'
import type { Peer } from '../network/index.ts'
import type { KeepersParts } from './parts.ts'
import { requestIsSpent } from './requests.ts'
import type { Visits, Waiting } from './visits.ts'

interface Knowledge {
  isHere: (station: Uint8Array) => boolean
  readSoon: () => void
}

/**
 * How long only the stations with a wire are asked, if there are any. Dialling somebody who is away
 * costs more than opening a letter.
 */
export const NEAR_FIRST_MS = 50

/**
 * A reader whose time is over still learns why. A station that is silent must not make them wait.
 */
const SPENT_MS = 1_000

export class AuthorStations {
  readonly #parts: KeepersParts
  readonly #visits: Visits
  readonly #knowledge: Knowledge
  #isClosed = false

  constructor(parts: KeepersParts, visits: Visits, knowledge: Knowledge) {
    this.#parts = parts
    this.#visits = visits
    this.#knowledge = knowledge
  }

  /** True if this station is connected, or answered when it was tried last. Asks nobody. */
  isHere(station: Uint8Array): boolean {
    return this.#knowledge.isHere(station)
  }

  /** True if a visit of this station needs no dialling. */
  isNear(station: Uint8Array): boolean {
    return this.#visits.findReady(station, 'open') !== null
  }

  /** Reads the feeds of absent authors from their stations, without waiting for the next round. */
  readFeeds(): void {
    this.#knowledge.readSoon()
  }

  /**
   * Visits one station of an author with fresh keys. Resolves with the result of `act`, or with
   * null if it cannot be reached.
   */
  visit<T>(station: Uint8Array, wait: Waiting, act: (peer: Peer) => Promise<T>): Promise<T | null> {
    return this.#visits.use(station, 'open', wait, act)
  }

  /**
   * True if a station of this author that is connected now sends nothing more of this core on this
   * day.
   */
  async isSpent(author: Uint8Array, core: Uint8Array): Promise<boolean> {
    const { ledger, keepersOf } = this.#parts
    const keepers = keepersOf(ledger, author)
    const stations = keepers === null ? [] : listKeepers(keepers)
    const connected = stations.flatMap((one) => this.#visits.findReady(one, 'open') ?? [])
    return (await Promise.all(connected.map((peer) => requestIsSpent(peer, core, SPENT_MS)))).includes(true)
  }

  /**
   * Visits all stations of this author, with fresh keys, and calls `onReached` for each that
   * answers: at once for those with a wire, and soon for the others. The wires stay until the
   * returned function is called.
   */
  open(author: Uint8Array, waitMs: number, onReached: (peer: Peer) => void): () => void {
    // A reader's timer may end after the home was closed, and then nothing may read the ledger.
    if (this.#isClosed) return () => undefined
    const { ledger, peers, keepersOf } = this.#parts
    const keepers = keepersOf(ledger, author)
    const ended = new AbortController()
    const stations = keepers === null ? [] : listKeepers(keepers)
    // A wire that breaks is dialled again while the visit lasts.
    const stopListening = peers.events.on('anonymous', (peer) => {
      if (stations.some((station) => this.#visits.findReady(station, 'open') === peer)) onReached(peer)
    })
    const visitAll = (some: readonly Uint8Array[]): void => {
      for (const station of some) this.#stay(station, { waitMs, signal: ended.signal }, onReached)
    }
    const near = stations.filter((station) => this.isNear(station))
    for (const station of near) onReached(this.#visits.findReady(station, 'open')!)
    visitAll(near.length > 0 ? near : stations)
    const timer = setTimeout(() => {
      if (near.length > 0 && !this.#isClosed) visitAll(stations.filter((station) => !near.includes(station)))
    }, NEAR_FIRST_MS)
    return () => {
      clearTimeout(timer)
      stopListening()
      ended.abort()
    }
  }

  close(): void {
    this.#isClosed = true
  }

  #stay(station: Uint8Array, wait: Required<Waiting>, onReached: (peer: Peer) => void): void {
    const { signal } = wait
    this.#visits
      .use(station, 'open', wait, (peer) => {
        if (!signal.aborted) onReached(peer)
        return untilAborted(signal)
      })
      .catch((error: unknown) => this.#parts.log.warn('station-not-visited', { message: String(error) }))
  }
}

function untilAborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve()
  return new Promise((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }))
}
