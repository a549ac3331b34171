// Reading while an author is away: visits the stations of absent contacts and fellow members with
// fresh keys, and reads what their feeds have grown. One visit of a station serves all who have it.
// Somebody who just went away may have left news there, so their stations are visited soon. Lists
// say from these visits which letters can be opened.
import { Pump, toHex } from '../base/index.ts'
import { listKeepers } from '../identity/index.ts'
import type { Rows } from '../ledger/index.ts'
import type { Peer } from '../network/index.ts'
import { listWatches } from './cores-at-stations.ts'
import { growing, type KeepersParts } from './parts.ts'
import { requestKept } from './requests.ts'
import type { Visits } from './visits.ts'

/** A feed of another person that this one follows, or may follow. */
export interface AwayFeed {
  readonly person: Uint8Array
  /** It is read from the person's stations while this device is not connected. */
  readonly device: Uint8Array
  readonly core: Uint8Array
  /** How many of its blocks are here; absent if that is how many were read. */
  readonly countHere?: () => Promise<number>
  /** How many of its records were read. */
  readonly countRead: (rows: Rows) => number
  /** Begins to read, because a station claims that the feed has this length. */
  readonly follow: (length: number) => Promise<void>
}

interface FeedsAt {
  station: Uint8Array
  feeds: AwayFeed[]
}

interface LongerFeed {
  feed: AwayFeed
  length: number
}

const VISITS_AT_ONCE = 8
/** Readers of the same author do not come at the same moment. The first pause is multiplied. */
const SPREAD = 4
/** A wire to a stranger has at most 256 channels, and some are for other requests. */
const MAX_FEEDS_PER_VISIT = 128

export class AwayReader {
  readonly #parts: KeepersParts
  readonly #visits: Visits
  readonly #pump: Pump
  /** End the waits of the running visits. */
  readonly #stops = new Set<() => void>()
  /** The stations of people who went away since the last visits. */
  readonly #left = new Set<string>()
  readonly #visitedAt = new Map<string, number>()
  /** When all stations are visited again. By the monotonic clock, as all times here. */
  #nextRoundAt = 0
  #rounds = 0
  /** True if a station had more feeds than one visit takes. */
  #isMore = false
  #moreRounds = 0
  #isClosed = false

  constructor(parts: KeepersParts, visits: Visits) {
    this.#parts = parts
    this.#visits = visits
    this.#pump = new Pump(() => this.#run(), { log: parts.log, failed: 'keepers-work-failed' })
    parts.peers.events.on('disconnected', ({ person }) => {
      if (person !== null) this.#scheduleRead(person)
    })
  }

  start(): void {
    this.#pump.wake(this.#parts.pace.firstReadMs)
  }

  /** Reads at once, for somebody who waits for a record. */
  readSoon(): void {
    this.#nextRoundAt = 0
    this.#pump.wake()
  }

  #scheduleRead(person: Uint8Array): void {
    const { ledger, keepersOf, pace } = this.#parts
    const keepers = keepersOf(ledger, person)
    const stations = (keepers === null ? [] : listKeepers(keepers)).filter((one) => !this.#isVisited(one))
    if (stations.length === 0) return
    for (const station of stations) this.#left.add(toHex(station))
    this.#pump.wake(pace.firstReadMs * (1 + SPREAD * Math.random()))
  }

  /** True after a visit that is as new as one of the next round would be. */
  #isVisited(station: Uint8Array): boolean {
    const { clock, pace } = this.#parts
    const agoMs = clock.monotonicMs() - (this.#visitedAt.get(toHex(station)) ?? -Infinity)
    return agoMs < pace.readAgainMs[0]
  }

  async #run(): Promise<number> {
    const { clock } = this.#parts
    const isRound = clock.monotonicMs() >= this.#nextRoundAt
    const groups = this.#groupByStation()
    const stations = [...groups].flatMap(([id, group]) =>
      group.feeds.length > 0 && (isRound || this.#left.has(id)) ? [group] : [],
    )
    this.#left.clear()
    this.#isMore = false
    const isNews = await this.#visitAll(stations)
    if (isRound || this.#isMore) this.#nextRoundAt = clock.monotonicMs() + this.#pauseAfter(isNews)
    return Math.max(0, this.#nextRoundAt - clock.monotonicMs())
  }

  #pauseAfter(isNews: boolean): number {
    const { firstReadMs, readAgainMs } = this.#parts.pace
    // A station that only claims to have more is asked less and less often.
    if (this.#isMore) return growing([firstReadMs, readAgainMs[1]], this.#moreRounds++)
    this.#moreRounds = 0
    this.#rounds = isNews ? 0 : this.#rounds + 1
    return growing(readAgainMs, Math.max(0, this.#rounds - 1))
  }

  /** True if a feed was longer at a station. */
  async #visitAll(stations: FeedsAt[]): Promise<boolean> {
    let isNews = false
    const visitNext = async (): Promise<void> => {
      for (let next = stations.pop(); next !== undefined && !this.#isClosed; next = stations.pop())
        if (await this.#visit(next)) isNews = true
    }
    await Promise.all(Array.from({ length: VISITS_AT_ONCE }, visitNext))
    return isNews
  }

  /** The feeds of persons who are not connected, by their stations. */
  #groupByStation(): Map<string, FeedsAt> {
    const { ledger, peers, keepersOf, listOtherFeeds } = this.#parts
    const groups = new Map<string, FeedsAt>()
    for (const feed of [...this.#listPairs(), ...listOtherFeeds(ledger)]) {
      const keepers = peers.find(feed.device) === null ? keepersOf(ledger, feed.person) : null
      for (const station of keepers === null ? [] : listKeepers(keepers)) {
        const group = groups.get(toHex(station)) ?? { station, feeds: [] }
        group.feeds.push(feed)
        groups.set(toHex(station), group)
      }
    }
    for (const group of groups.values()) group.feeds = this.#leaveOutWatched(group)
    return groups
  }

  /**
   * An own station tells on the own wire of what it watches. The same question without a name would
   * say who asks it.
   */
  #leaveOutWatched({ station, feeds }: FeedsAt): AwayFeed[] {
    const watched = new Set(listWatches(this.#parts.ledger, station).map(({ core }) => toHex(core)))
    return feeds.filter(({ core }) => !watched.has(toHex(core)))
  }

  #listPairs(): AwayFeed[] {
    const { ledger, feeds } = this.#parts
    return feeds.list(ledger).map(({ person, device, theirCore: core }) => ({
      ...{ person, device, core },
      // A pair that has ended needs nothing more.
      countRead: (rows) => feeds.findByTheirCore(rows, core)?.nextPosition ?? Infinity,
      follow: async () => feeds.catchUp(person),
    }))
  }

  /**
   * Reads these feeds from one station. Another station may have more, so each is
   * visited.
   */
  async #visit({ station, feeds }: FeedsAt): Promise<boolean> {
    const { pace, clock } = this.#parts
    this.#visitedAt.set(toHex(station), clock.monotonicMs())
    const isNews = await this.#visits.use(station, 'follow', { waitMs: pace.visitMs }, async (peer) => {
      const all = await this.#findLonger(peer, feeds)
      const longer = all.slice(0, MAX_FEEDS_PER_VISIT)
      if (longer.length < all.length) this.#isMore = true
      for (const one of longer) await this.#attach(peer, one)
      await this.#untilRead(peer, longer)
      return longer.length > 0
    })
    return isNews ?? false
  }

  /** The feeds of which the station claims to have more than was read. */
  async #findLonger(peer: Peer, feeds: readonly AwayFeed[]): Promise<LongerFeed[]> {
    const { ledger } = this.#parts
    const lengths = await requestKept(
      peer,
      feeds.map(({ core }) => core),
    )
    const longer: LongerFeed[] = []
    for (const feed of feeds) {
      const length = lengths?.get(toHex(feed.core)) ?? 0
      const known = feed.countHere === undefined ? feed.countRead(ledger) : await feed.countHere()
      if (length > known) longer.push({ feed, length })
    }
    return longer
  }

  async #attach(peer: Peer, { feed, length }: LongerFeed): Promise<void> {
    await feed.follow(length)
    peer.attach(await this.#parts.foreignCores.openCore(feed.core))
  }

  /** Resolves when each feed was read up to the claimed length, or nothing came for too long. */
  #untilRead(peer: Peer, longer: readonly LongerFeed[]): Promise<void> {
    const { ledger, pace } = this.#parts
    const countUnread = (): number =>
      longer.reduce((sum, { feed, length }) => sum + Math.max(0, length - feed.countRead(ledger)), 0)
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
