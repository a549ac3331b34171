// Reading another's feed: record by record, in order, exactly once each, within limits. The way of replicate into receive.
// A record is filed in the transaction that moves the reader past it; a bad one is counted and skipped, and stops nothing.
import { MalformedRecord, Mutex, silentLog, toHex, type Clock, type Log } from '../base/index.ts'
import { EngineError } from '../contract/errors.ts'
import type { ForeignCores } from '../cores/index.ts'
import type { BadInput } from '../diagnostics/index.ts'
import type { Ledger, Rows, Transaction } from '../ledger/index.ts'
import { decideFetch, type ParkReason } from './feed-limits.ts'
import { MAX_FEED_BLOCK_BYTES, TYPES_OF_AUDIENCE, type FeedRecord } from './feed-record.ts'
import type { FeedAudience, FollowedFeed, FollowedFeeds } from './followed-feed.ts'

/** Who wrote a record, for whom, and where it stands. */
export interface FeedSource {
  person: Uint8Array
  device: Uint8Array
  core: Uint8Array
  position: number
  audience: FeedAudience
}

/** Files one record in the transaction that also moves the reader past it. Throws MalformedRecord to have it counted and skipped. */
export type ReceiveRecord = (tx: Transaction, source: FeedSource, record: FeedRecord) => void

/** It cannot be filed before something else has come: the feed waits at this place, and nothing of it is lost. */
export class NotYet extends Error {}

export interface FeedReaderParts {
  ledger: Ledger
  foreignCores: ForeignCores
  clock: Clock
  badInput: BadInput
  receive: ReceiveRecord
  /** True while nothing of this person is taken: their feeds wait where they were read to. */
  isBlocked: (rows: Rows, person: Uint8Array) => boolean
  log?: Log
}

const DAY_MS = 86_400_000
const FETCH_TIMEOUT_MS = 15_000
const FETCH_AT_ONCE = 64
const RETRY_MS = 5_000

export class FeedReader {
  readonly #ledger: Ledger
  readonly #foreignCores: ForeignCores
  readonly #clock: Clock
  readonly #badInput: BadInput
  readonly #receive: ReceiveRecord
  readonly #isBlocked: FeedReaderParts['isBlocked']
  readonly #log: Log
  readonly #feeds: FollowedFeeds
  readonly #reading = new Map<string, { mutex: Mutex; isQueued: boolean }>()
  #isClosed = false

  constructor(parts: FeedReaderParts, feeds: FollowedFeeds) {
    this.#ledger = parts.ledger
    this.#foreignCores = parts.foreignCores
    this.#clock = parts.clock
    this.#badInput = parts.badInput
    this.#receive = parts.receive
    this.#isBlocked = parts.isBlocked
    this.#log = parts.log ?? silentLog
    this.#feeds = feeds
    this.#foreignCores.events.on('grown', ({ core }) => this.readSoon(core))
  }

  /** Asked out of the middle of hypercore and of timers: a ledger that cannot be read must not throw into those. */
  #find(core: Uint8Array): FollowedFeed | null {
    try {
      return this.#findHeard(core)
    } catch (error) {
      this.#log.error('feed-not-found', { message: String(error) })
      return null
    }
  }

  /** A feed that is followed, unless its author is blocked. */
  #findHeard(core: Uint8Array): FollowedFeed | null {
    const feed = this.#feeds.find(core)
    return feed === null || this.#isBlocked(this.#ledger, feed.person) ? null : feed
  }

  /** Reads what there is to read now. One reader per feed at a time; growth seen meanwhile is one more turn. */
  readSoon(core: Uint8Array): void {
    if (this.#isClosed || this.#find(core) === null) return
    // By core: the next feed does not wait for a block of the lost one that nobody has any more.
    const id = toHex(core)
    const state = this.#reading.get(id) ?? { mutex: new Mutex(), isQueued: false }
    this.#reading.set(id, state)
    if (state.isQueued) return
    state.isQueued = true
    void state.mutex
      .run(() => {
        state.isQueued = false
        return this.#read(core)
      })
      .catch((error: unknown) => {
        this.#log.warn('feed-read-failed', { message: String(error) })
        // A full disk, most likely: what came is read again until it can be filed.
        this.#readLater(core)
      })
  }

  #readLater(core: Uint8Array): void {
    setTimeout(() => this.readSoon(core), RETRY_MS).unref()
  }

  async #read(key: Uint8Array): Promise<void> {
    while (!this.#isClosed) {
      const feed = this.#findHeard(key)
      if (feed === null) return
      const core = await this.#foreignCores.take(key)
      const decision = decideFetch(feed, countedPart(feed, core), this.#clock.now())
      if (decision.parked !== feed.parked) await this.#park(feed, decision.parked)
      if (decision.count === 0) return
      const count = Math.min(decision.count, FETCH_AT_ONCE)
      const isSmall = await this.#hasSmallBlocks(feed, count)
      if (isSmall === false) await this.#park(feed, 'oversized')
      if (isSmall === false) return
      const blocks = isSmall === null ? [] : await this.#fetch(feed, count)
      // Somebody is there who was silent for long: asked again. When nobody is, a new wire wakes this feed.
      if (blocks.length === 0) return core.peers.length > 0 ? this.#readLater(key) : undefined
      if (!(await this.#file(feed, blocks))) return
    }
  }

  /** The average is not enough: one huge block can hide among thousands of tiny ones. */
  #hasSmallBlocks({ core, nextPosition, bytesRead }: FollowedFeed, count: number): Promise<boolean | null> {
    const endByte = bytesRead + count * MAX_FEED_BLOCK_BYTES
    return this.#foreignCores.endsWithin(core, nextPosition + count, endByte, FETCH_TIMEOUT_MS)
  }

  async #park(feed: FollowedFeed, parked: ParkReason | null): Promise<void> {
    if (parked !== null) this.#badInput.count(`feed-parked-${parked}`, feed.device)
    if (parked === 'quota') this.#wakeTomorrow(feed.core)
    await this.#ledger.write((tx) => this.#feeds.park(tx, feed, parked))
  }

  /** A new day has a new share. */
  #wakeTomorrow(core: Uint8Array): void {
    const untilTomorrowMs = DAY_MS - (this.#clock.now() % DAY_MS)
    setTimeout(() => this.readSoon(core), untilTomorrowMs).unref()
  }

  /** The next blocks in order, as far as they come. By index, never as an open range. */
  async #fetch(feed: FollowedFeed, count: number): Promise<Uint8Array[]> {
    const fetches = Array.from({ length: count }, (_, i) =>
      this.#foreignCores.fetch(feed.core, feed.nextPosition + i, FETCH_TIMEOUT_MS),
    )
    const blocks = await Promise.all(fetches)
    const missing = blocks.indexOf(null)
    return (missing === -1 ? blocks : blocks.slice(0, missing)) as Uint8Array[]
  }

  /** All in one transaction; if a handler fails there, one by one, so that only the bad one is skipped. False when the feed is to wait. */
  async #file(feed: FollowedFeed, blocks: Uint8Array[]): Promise<boolean> {
    try {
      await this.#ledger.write((tx) =>
        blocks.forEach((block, i) => this.#fileBlock(tx, feed, feed.nextPosition + i, block)),
      )
      return true
    } catch (error) {
      if (error instanceof EngineError) throw error
      for (const [i, block] of blocks.entries())
        if (!(await this.#fileAlone(feed, feed.nextPosition + i, block))) return false
      return true
    }
  }

  async #fileAlone(feed: FollowedFeed, position: number, block: Uint8Array): Promise<boolean> {
    try {
      await this.#ledger.write((tx) => this.#fileBlock(tx, feed, position, block))
      return true
    } catch (error) {
      if (error instanceof NotYet) return false
      if (error instanceof EngineError) throw error
      this.#log.error('record-handler-failed', { message: String(error) })
      this.#badInput.count('feed-record-unfileable', feed.device)
      await this.#ledger.write((tx) => this.#movePast(tx, feed, position, block))
      return true
    }
  }

  #fileBlock(tx: Transaction, feed: FollowedFeed, position: number, block: Uint8Array): void {
    // Blocked while the block was fetched: what is not filed now is read after an unblocking.
    if (this.#isBlocked(tx, feed.person)) throw new NotYet('its author is blocked')
    this.#movePast(tx, feed, position, block)
    const { person, device, core } = feed
    try {
      const opened = this.#feeds.open(feed, position, block)
      if (opened === null) return
      const { audience, record } = opened
      if (!TYPES_OF_AUDIENCE[audience.kind].has(record.type))
        throw new MalformedRecord(`a ${record.type} for this audience`)
      this.#receive(tx, { person, device, core, position, audience }, record)
    } catch (error) {
      if (!(error instanceof MalformedRecord)) throw error
      this.#badInput.countRefused('feed-record', error, device)
    }
  }

  #movePast(tx: Transaction, feed: FollowedFeed, position: number, block: Uint8Array): void {
    const day = Math.floor(this.#clock.now() / DAY_MS)
    this.#feeds.move(tx, feed, { position, bytes: block.byteLength, day })
  }

  close(): void {
    this.#isClosed = true
  }
}

/** Of a feed that ends before its core does, what stands behind the end makes it no larger: it is not fetched. */
function countedPart(
  { endPosition, bytesRead, nextPosition }: FollowedFeed,
  { length, byteLength }: { length: number; byteLength: number },
): { length: number; byteLength: number } {
  if (endPosition === null || endPosition >= length) return { length, byteLength }
  const most = bytesRead + Math.max(0, endPosition - nextPosition) * MAX_FEED_BLOCK_BYTES
  return { length: endPosition, byteLength: Math.min(byteLength, most) }
}
