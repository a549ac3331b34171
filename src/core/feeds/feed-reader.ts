// Reads a foreign feed record by record: in order, each exactly once, within limits.
// It connects replicate to receive. One transaction files a record and moves the
// reader past it. A bad record is counted and skipped, and does not block later ones.
import { equalBytes, MalformedRecord, Mutex, silentLog, toHex, type Clock, type Log } from '../base/index.ts'
import { EngineError } from '../contract/errors.ts'
import {
  ClearedSearch,
  readCleared,
  type CarriedBlocks,
  type ClearedLook,
  type ForeignCores,
} from '../cores/index.ts'
import type { BadInput } from '../diagnostics/index.ts'
import { writeEach, type Ledger, type Rows, type Transaction } from '../ledger/index.ts'
import { decideFetch, decideTaking, FETCH_AT_ONCE, type ParkReason } from './feed-limits.ts'
import { MAX_FEED_BLOCK_BYTES, TYPES_OF_AUDIENCE, type FeedRecord } from './feed-record.ts'
import type { FeedAudience, FollowedFeed, FollowedFeeds } from './followed-feed.ts'

/** The author, the audience and the position of a record. */
export interface FeedSource {
  person: Uint8Array
  device: Uint8Array
  core: Uint8Array
  position: number
  audience: FeedAudience
}

/**
 * Files one record, in the transaction that moves the reader past it. Throws
 * MalformedRecord if the record must be counted and skipped.
 */
export type ReceiveRecord = (tx: Transaction, source: FeedSource, record: FeedRecord) => void

/**
 * Thrown if a record cannot be filed before something else arrives. The feed then
 * waits at this position and loses nothing.
 */
export class NotYet extends Error {}

export interface FeedReaderParts {
  ledger: Ledger
  foreignCores: ForeignCores
  clock: Clock
  badInput: BadInput
  receive: ReceiveRecord
  /** True if this person is blocked. Their feeds are not read until they are unblocked. */
  isBlocked: (rows: Rows, person: Uint8Array) => boolean
  log?: Log
}

const DAY_MS = 86_400_000
const FETCH_TIMEOUT_MS = 15_000
const RETRY_MS = 5_000
/** A block that does not come within this time may have been removed by its author. */
const PATIENCE_MS = 500

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
  /** For blocks that did not come, by core in hex. */
  readonly #searches = new Map<string, ClearedSearch>()
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

  /**
   * Called from events of hypercore and from timers, so an unreadable ledger must
   * not make it throw.
   */
  #find(core: Uint8Array): FollowedFeed | null {
    try {
      return this.#findUnblocked(core)
    } catch (error) {
      this.#log.error('feed-not-found', { message: String(error) })
      return null
    }
  }

  /**
   * Returns the followed feed of this core. Null if it is not followed or its author is blocked.
   */
  #findUnblocked(core: Uint8Array): FollowedFeed | null {
    const feed = this.#feeds.find(core)
    return feed === null || this.#isBlocked(this.#ledger, feed.person) ? null : feed
  }

  /**
   * Stores blocks that their author sent ahead of any request, if they are the next ones of a
   * followed feed and may be fetched now. Others are dropped, and ordinary replication brings them.
   * The reader then finds them on the disk.
   */
  async acceptCarried(device: Uint8Array, carried: CarriedBlocks): Promise<void> {
    const feed = this.#find(carried.core)
    if (this.#isClosed || feed === null || !equalBytes(feed.device, device)) return
    // Not while the feed is read, because a block that is not stored yet would be requested.
    await this.#turnOf(carried.core).mutex.run(() => this.#acceptNext(carried))
  }

  async #acceptNext(carried: CarriedBlocks): Promise<void> {
    const core = await this.#foreignCores.openCore(carried.core)
    const feed = this.#find(carried.core)
    if (feed !== null && decideTaking(feed, core.length, carried.blocks, this.#clock.now()))
      await this.#foreignCores.addCarried(carried)
  }

  /** By core, not by person, because a new feed must not wait for a block of a lost one. */
  #turnOf(core: Uint8Array): { mutex: Mutex; isQueued: boolean } {
    const id = toHex(core)
    const state = this.#reading.get(id) ?? { mutex: new Mutex(), isQueued: false }
    this.#reading.set(id, state)
    return state
  }

  /**
   * Reads the available records. Each feed has one reader at a time. If it grows
   * meanwhile, it is read once more.
   */
  readSoon(core: Uint8Array): void {
    if (this.#isClosed || this.#find(core) === null) return
    const state = this.#turnOf(core)
    if (state.isQueued) return
    state.isQueued = true
    void state.mutex
      .run(() => {
        state.isQueued = false
        return this.#read(core)
      })
      .catch((error: unknown) => {
        this.#log.warn('feed-read-failed', { message: String(error) })
        // Probably the disk is full. Retries until the records can be filed.
        this.#readLater(core)
      })
  }

  #readLater(core: Uint8Array): void {
    setTimeout(() => this.readSoon(core), RETRY_MS).unref()
  }

  async #read(key: Uint8Array): Promise<void> {
    while (!this.#isClosed) {
      const feed = this.#findUnblocked(key)
      if (feed === null) return
      const core = await this.#foreignCores.openCore(key)
      const decision = decideFetch(feed, countedPart(feed, core), this.#clock.now())
      if (decision.parked !== feed.parked) await this.#park(feed, decision.parked)
      if (decision.count === 0) return
      const count = Math.min(decision.count, FETCH_AT_ONCE)
      const isSmall = await this.#hasSmallBlocks(feed, count)
      if (isSmall === false) await this.#park(feed, 'oversized')
      if (isSmall === false) return
      const fetching = isSmall === null ? Promise.resolve([]) : this.#fetch(feed, count)
      // It is awaited below, unless the author has removed the first block.
      fetching.catch(() => undefined)
      const stays = isSmall === null ? null : await this.#findClearedEnd(feed, decision.count)
      if (stays !== null) {
        await this.#skip(feed, stays)
        continue
      }
      const blocks = await fetching
      // A connected peer may answer a later request. Without a peer, a new
      // connection starts the next read.
      if (blocks.length === 0) return core.peers.length > 0 ? this.#readLater(key) : undefined
      this.#searches.delete(toHex(key))
      if (!(await this.#file(feed, blocks))) return
    }
  }

  /**
   * Checks the byte positions in the signed tree. The average is not enough, because one
   * huge block can hide among thousands of tiny ones.
   */
  #hasSmallBlocks({ core, nextPosition, bytesRead }: FollowedFeed, count: number): Promise<boolean | null> {
    const endByte = bytesRead + count * MAX_FEED_BLOCK_BYTES
    return this.#foreignCores.endsWithin(core, nextPosition + count, endByte, FETCH_TIMEOUT_MS)
  }

  async #park(feed: FollowedFeed, parked: ParkReason | null): Promise<void> {
    if (parked !== null) this.#badInput.count(`feed-parked-${parked}`, feed.device)
    if (parked === 'quota') this.#wakeTomorrow(feed.core)
    await this.#ledger.write((tx) => this.#feeds.park(tx, feed, parked))
  }

  /** The share of a new day starts at midnight UTC. */
  #wakeTomorrow(core: Uint8Array): void {
    const untilTomorrowMs = DAY_MS - (this.#clock.now() % DAY_MS)
    setTimeout(() => this.readSoon(core), untilTomorrowMs).unref()
  }

  /**
   * Returns the end of the blocks that the author has removed from here on, by a later block of the
   * feed. Null if the next block comes, or nothing says that it never will.
   */
  async #findClearedEnd(
    { core, nextPosition, bytesRead }: FollowedFeed,
    count: number,
  ): Promise<number | null> {
    const fetch = (position: number): Promise<Uint8Array | null> =>
      this.#foreignCores.fetch(core, position, FETCH_TIMEOUT_MS)
    let isHere = false
    const next = fetch(nextPosition).then((block) => (isHere = block !== null))
    if ((await within(next, PATIENCE_MS)) === true) return null
    const before = this.#searches.get(toHex(core))
    const search = before?.position === nextPosition ? before : new ClearedSearch(core, nextPosition)
    this.#searches.set(toHex(core), search)
    const mayFetch: ClearedLook['mayFetch'] = async ({ end, count: some, bytes, missing }) => {
      const endByte = bytesRead + bytes + (missing + some) * MAX_FEED_BLOCK_BYTES
      return (await this.#foreignCores.endsWithin(core, end, endByte, FETCH_TIMEOUT_MS)) === true
    }
    const found = search.find(nextPosition + count, { fetch, mayFetch, isOver: () => isHere })
    return Promise.race([found, untilTrue(next)])
  }

  /** Counts the removed blocks as the longest that there can be. */
  async #skip(feed: FollowedFeed, end: number): Promise<void> {
    const day = Math.floor(this.#clock.now() / DAY_MS)
    const bytes = (end - feed.nextPosition) * MAX_FEED_BLOCK_BYTES
    await this.#ledger.write((tx) => this.#feeds.move(tx, feed, { position: end - 1, bytes, day }))
  }

  /**
   * Fetches the next blocks in order, up to the first one that is missing or late: what came before
   * it can be filed. Requests single indexes, never an open range.
   */
  async #fetch(feed: FollowedFeed, count: number): Promise<Uint8Array[]> {
    const fetches = Array.from({ length: count }, (_, i) =>
      this.#foreignCores.fetch(feed.core, feed.nextPosition + i, FETCH_TIMEOUT_MS),
    )
    for (const one of fetches) one.catch(() => undefined)
    const blocks: Uint8Array[] = []
    for (const one of fetches) {
      const block = await (blocks.length === 0 ? one : within(one, PATIENCE_MS))
      if (block === null) break
      blocks.push(block)
    }
    return blocks
  }

  /**
   * Files the blocks in batches. If one fails, files the rest one by one, so that only the bad block
   * is skipped. False if the feed must wait.
   */
  async #file(feed: FollowedFeed, blocks: Uint8Array[]): Promise<boolean> {
    const file = (tx: Transaction, block: Uint8Array, i: number): void =>
      this.#fileBlock(tx, feed, feed.nextPosition + i, block)
    let filed = 0
    try {
      for await (const { length } of writeEach(this.#ledger, blocks, file)) filed += length
      return true
    } catch (error) {
      if (error instanceof EngineError) throw error
      for (const [i, block] of blocks.entries())
        if (i >= filed && !(await this.#fileAlone(feed, feed.nextPosition + i, block))) return false
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
    // The author may have been blocked while the block was fetched. The block is
    // read again after an unblock.
    if (this.#isBlocked(tx, feed.person)) throw new NotYet('the author is blocked')
    this.#movePast(tx, feed, position, block)
    const { person, device, core } = feed
    if (readCleared(core, position, block) !== null) return
    try {
      const opened = this.#feeds.open(feed, position, block)
      if (opened === null) return
      const { audience, record } = opened
      if (!TYPES_OF_AUDIENCE[audience.kind].has(record.type))
        throw new MalformedRecord(`a record of type ${record.type} is not allowed for this audience`)
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

/** Null if it is still pending after this time. */
function within<T>(promise: Promise<T | null>, ms: number): Promise<T | null> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<null>((resolve) => (timer = setTimeout(() => resolve(null), ms)))
  return Promise.race([promise, late]).finally(() => clearTimeout(timer))
}

/** Stays pending if it becomes false. */
function untilTrue(promise: Promise<boolean>): Promise<null> {
  return new Promise((resolve, reject) => void promise.then((is) => is && resolve(null), reject))
}

/**
 * If a feed ends before its core does, the blocks after its end are not fetched and must not count.
 */
function countedPart(
  { endPosition, bytesRead, nextPosition }: FollowedFeed,
  { length, byteLength }: { length: number; byteLength: number },
): { length: number; byteLength: number } {
  if (endPosition === null || endPosition >= length) return { length, byteLength }
  const most = bytesRead + Math.max(0, endPosition - nextPosition) * MAX_FEED_BLOCK_BYTES
  return { length: endPosition, byteLength: Math.min(byteLength, most) }
}
