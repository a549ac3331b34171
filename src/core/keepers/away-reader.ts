// Reading while an author is away: visits the stations of absent contacts with fresh keys, and
// reads what their feeds have grown. One visit of a station serves all contacts who have it.
import { toHex } from '../base/index.ts'
import type { PairRow } from '../feeds/index.ts'
import { listKeepers } from '../identity/index.ts'
import type { Peer } from '../network/index.ts'
import { growing, type KeepersParts } from './parts.ts'
import { Pump } from './pump.ts'
import { requestKept } from './requests.ts'
import type { Visits } from './visits.ts'

interface LongerFeed {
  pair: PairRow
  length: number
}

const VISITS_AT_ONCE = 8
/** A wire to a stranger has at most 256 channels, and some are for other requests. */
const MAX_FEEDS_PER_VISIT = 128

export class AwayReader {
  readonly #parts: KeepersParts
  readonly #visits: Visits
  readonly #pump: Pump
  /** End the waits of the running visits. */
  readonly #stops = new Set<() => void>()
  #rounds = 0
  /** True if a station had more feeds than one visit takes. */
  #isMore = false
  #moreRounds = 0
  #isClosed = false

  constructor(parts: KeepersParts, visits: Visits) {
    this.#parts = parts
    this.#visits = visits
    this.#pump = new Pump(() => this.#run(), parts)
  }

  start(): void {
    this.#pump.wake(this.#parts.pace.firstReadMs)
  }

  /** Reads at once, for somebody who waits for a record. */
  readSoon(): void {
    this.#pump.wake()
  }

  async #run(): Promise<number> {
    this.#isMore = false
    const isNews = await this.#visitAll()
    const { firstReadMs, readAgainMs } = this.#parts.pace
    // A station that only claims to have more is asked less and less often.
    if (this.#isMore) return growing([firstReadMs, readAgainMs[1]], this.#moreRounds++)
    this.#moreRounds = 0
    this.#rounds = isNews ? 0 : this.#rounds + 1
    return growing(readAgainMs, Math.max(0, this.#rounds - 1))
  }

  /** True if a feed was longer at a station. */
  async #visitAll(): Promise<boolean> {
    const stations = [...this.#groupByStation().values()]
    let isNews = false
    const visitNext = async (): Promise<void> => {
      for (let next = stations.pop(); next !== undefined && !this.#isClosed; next = stations.pop())
        if (await this.#visit(next.station, next.pairs)) isNews = true
    }
    await Promise.all(Array.from({ length: VISITS_AT_ONCE }, visitNext))
    return isNews
  }

  /** The contacts who are not connected, by their stations. */
  #groupByStation(): Map<string, { station: Uint8Array; pairs: PairRow[] }> {
    const { ledger, feeds, peers, keepersOf } = this.#parts
    const groups = new Map<string, { station: Uint8Array; pairs: PairRow[] }>()
    for (const pair of feeds.list(ledger)) {
      const keepers = peers.find(pair.device) === null ? keepersOf(ledger, pair.person) : null
      for (const station of keepers === null ? [] : listKeepers(keepers)) {
        const group = groups.get(toHex(station)) ?? { station, pairs: [] }
        group.pairs.push(pair)
        groups.set(toHex(station), group)
      }
    }
    return groups
  }

  /**
   * Reads the feeds of these contacts from one station. Another station may have more, so each is
   * visited.
   */
  async #visit(station: Uint8Array, pairs: readonly PairRow[]): Promise<boolean> {
    const { pace } = this.#parts
    const isNews = await this.#visits.use(station, 'nobody', { waitMs: pace.visitMs }, async (peer) => {
      const all = await this.#findLonger(peer, pairs)
      const longer = all.slice(0, MAX_FEEDS_PER_VISIT)
      if (longer.length < all.length) this.#isMore = true
      for (const one of longer) await this.#attach(peer, one)
      await this.#untilRead(peer, longer)
      return longer.length > 0
    })
    return isNews ?? false
  }

  /** The feeds of which the station claims to have more than was read. */
  async #findLonger(peer: Peer, pairs: readonly PairRow[]): Promise<LongerFeed[]> {
    const lengths = await requestKept(
      peer,
      pairs.map(({ theirCore }) => theirCore),
    )
    return pairs.flatMap((pair) => {
      const length = lengths?.get(toHex(pair.theirCore)) ?? 0
      return length > pair.nextPosition ? [{ pair, length }] : []
    })
  }

  async #attach(peer: Peer, { pair }: LongerFeed): Promise<void> {
    const { foreignCores, feeds } = this.#parts
    peer.attach(await foreignCores.take(pair.theirCore))
    feeds.catchUp(pair.person)
  }

  /** Resolves when each feed was read up to the claimed length, or nothing came for too long. */
  #untilRead(peer: Peer, longer: readonly LongerFeed[]): Promise<void> {
    const { ledger, feeds, pace } = this.#parts
    const countUnread = (): number =>
      longer.reduce((sum, { pair, length }) => {
        const now = feeds.findByTheirCore(ledger, pair.theirCore)
        return sum + (now === null ? 0 : Math.max(0, length - now.nextPosition))
      }, 0)
    let unread = countUnread()
    return new Promise((resolve) => {
      const finish = (): void => {
        stopListening()
        clearTimeout(timer)
        this.#stops.delete(finish)
        resolve()
      }
      const look = (): void => {
        const before = unread
        unread = countUnread()
        if (unread === 0 || !peer.isOpen) finish()
        else if (unread < before) timer.refresh()
      }
      const timer = setTimeout(finish, pace.visitMs).unref()
      const stopListening = ledger.onCommit(look)
      this.#stops.add(finish)
      look()
    })
  }

  close(): Promise<void> {
    this.#isClosed = true
    for (const stop of [...this.#stops]) stop()
    return this.#pump.close()
  }
}
