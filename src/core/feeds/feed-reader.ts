// Reading another's feed: record by record, in order, exactly once each, within limits. The way of replicate into receive.
// A record is filed in the transaction that moves the reader past it; a bad one is counted and skipped, and stops nothing.
import { equalBytes, MalformedRecord, Mutex, silentLog, toHex, type Clock, type Log } from '../base/index.ts'
import { EngineError } from '../contract/errors.ts'
import type { ForeignCores } from '../cores/index.ts'
import type { BadInput } from '../diagnostics/index.ts'
import type { Ledger, Transaction } from '../ledger/index.ts'
import { pairSecrets } from './audience.ts'
import { decideFetch, type ParkReason } from './feed-limits.ts'
import { MAX_FEED_BLOCK_BYTES, openFeedRecord, recordKey, type FeedRecord } from './feed-record.ts'
import { findPair, type PairRow } from './pair-row.ts'

/** Who wrote a record, and where it stands. */
export interface FeedSource {
  person: Uint8Array
  device: Uint8Array
  core: Uint8Array
  position: number
}

/** Files one record in the transaction that also moves the reader past it. Throws MalformedRecord to have it counted and skipped. */
export type ReceiveRecord = (tx: Transaction, source: FeedSource, record: FeedRecord) => void

export interface FeedReaderParts {
  ledger: Ledger
  foreignCores: ForeignCores
  clock: Clock
  badInput: BadInput
  receive: ReceiveRecord
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
  readonly #log: Log
  readonly #reading = new Map<string, { mutex: Mutex; isQueued: boolean }>()
  #isClosed = false

  constructor(parts: FeedReaderParts) {
    this.#ledger = parts.ledger
    this.#foreignCores = parts.foreignCores
    this.#clock = parts.clock
    this.#badInput = parts.badInput
    this.#receive = parts.receive
    this.#log = parts.log ?? silentLog
    this.#foreignCores.events.on('grown', ({ core }) => this.#readCore(core))
  }

  #readCore(core: Uint8Array): void {
    const pair = this.#find('their_core', core)
    if (pair !== null) this.readSoon(pair.person)
  }

  /** Asked out of the middle of hypercore and of timers: a ledger that cannot be read must not throw into those. */
  #find(column: 'person' | 'their_core', key: Uint8Array): PairRow | null {
    try {
      return this.#ledger.get<PairRow>(`SELECT * FROM pairs WHERE ${column} = ?`, key) ?? null
    } catch (error) {
      this.#log.error('feed-not-found', { message: String(error) })
      return null
    }
  }

  /** Reads what there is to read now. One reader per feed at a time; growth seen meanwhile is one more turn. */
  readSoon(person: Uint8Array): void {
    const pair = this.#isClosed ? null : this.#find('person', person)
    if (pair === null) return
    // By core: the next feed does not wait for a block of the lost one that nobody has any more.
    const id = toHex(pair.their_core)
    const state = this.#reading.get(id) ?? { mutex: new Mutex(), isQueued: false }
    this.#reading.set(id, state)
    if (state.isQueued) return
    state.isQueued = true
    void state.mutex
      .run(() => {
        state.isQueued = false
        return this.#read(person, pair.their_core)
      })
      .catch((error: unknown) => {
        this.#log.warn('feed-read-failed', { message: String(error) })
        // A full disk, most likely: what came is read again until it can be filed.
        this.#readLater(person)
      })
  }

  #readLater(person: Uint8Array): void {
    setTimeout(() => this.readSoon(person), RETRY_MS).unref()
  }

  async #read(person: Uint8Array, theirCore: Uint8Array): Promise<void> {
    while (!this.#isClosed) {
      const pair = findPair(this.#ledger, person)
      if (pair === null || !equalBytes(pair.their_core, theirCore)) return
      const core = await this.#foreignCores.take(pair.their_core)
      const decision = decideFetch(
        pair,
        { length: core.length, byteLength: core.byteLength },
        this.#clock.now(),
      )
      if (decision.parked !== pair.parked) await this.#park(pair, decision.parked)
      if (decision.count === 0) return
      const count = Math.min(decision.count, FETCH_AT_ONCE)
      const isSmall = await this.#hasSmallBlocks(pair, count)
      if (isSmall === false) await this.#park(pair, 'oversized')
      if (isSmall === false) return
      const blocks = isSmall === null ? [] : await this.#fetch(pair, count)
      // Somebody is there who was silent for long: asked again. When nobody is, a new wire wakes this feed.
      if (blocks.length === 0) return core.peers.length > 0 ? this.#readLater(person) : undefined
      await this.#file(pair, blocks)
    }
  }

  /** The average is not enough: one huge block can hide among thousands of tiny ones. */
  #hasSmallBlocks(
    { their_core, next_position, bytes_read }: PairRow,
    count: number,
  ): Promise<boolean | null> {
    const endByte = bytes_read + count * MAX_FEED_BLOCK_BYTES
    return this.#foreignCores.endsWithin(their_core, next_position + count, endByte, FETCH_TIMEOUT_MS)
  }

  async #park(pair: PairRow, parked: ParkReason | null): Promise<void> {
    if (parked !== null) this.#badInput.count(`feed-parked-${parked}`, pair.device)
    if (parked === 'quota') this.#wakeTomorrow(pair.person)
    await this.#ledger.write((tx) =>
      tx.run('UPDATE pairs SET parked = ? WHERE person = ?', parked, pair.person),
    )
  }

  /** A new day has a new share. */
  #wakeTomorrow(person: Uint8Array): void {
    const untilTomorrowMs = DAY_MS - (this.#clock.now() % DAY_MS)
    setTimeout(() => this.readSoon(person), untilTomorrowMs).unref()
  }

  /** The next blocks in order, as far as they come. By index, never as an open range. */
  async #fetch(pair: PairRow, count: number): Promise<Uint8Array[]> {
    const fetches = Array.from({ length: count }, (_, i) =>
      this.#foreignCores.fetch(pair.their_core, pair.next_position + i, FETCH_TIMEOUT_MS),
    )
    const blocks = await Promise.all(fetches)
    const missing = blocks.indexOf(null)
    return (missing === -1 ? blocks : blocks.slice(0, missing)) as Uint8Array[]
  }

  /** All in one transaction; if a handler fails there, one by one, so that only the bad one is skipped. */
  async #file(pair: PairRow, blocks: Uint8Array[]): Promise<void> {
    try {
      await this.#ledger.write((tx) =>
        blocks.forEach((block, i) => this.#fileBlock(tx, pair, pair.next_position + i, block)),
      )
    } catch (error) {
      if (error instanceof EngineError) throw error
      for (const [i, block] of blocks.entries()) await this.#fileAlone(pair, pair.next_position + i, block)
    }
  }

  async #fileAlone(pair: PairRow, position: number, block: Uint8Array): Promise<void> {
    try {
      await this.#ledger.write((tx) => this.#fileBlock(tx, pair, position, block))
    } catch (error) {
      if (error instanceof EngineError) throw error
      this.#log.error('record-handler-failed', { message: String(error) })
      this.#badInput.count('feed-record-unfileable', pair.device)
      await this.#ledger.write((tx) => this.#movePast(tx, pair, position, block))
    }
  }

  #fileBlock(tx: Transaction, pair: PairRow, position: number, block: Uint8Array): void {
    this.#movePast(tx, pair, position, block)
    const source = { person: pair.person, device: pair.device, core: pair.their_core, position }
    try {
      const key = recordKey(pairSecrets(pair.pair_secret, pair.era).epochSecret, pair.their_core)
      this.#receive(tx, source, openFeedRecord(key, pair.their_core, position, block))
    } catch (error) {
      if (!(error instanceof MalformedRecord)) throw error
      this.#badInput.count('feed-record-malformed', pair.device)
    }
  }

  #movePast(tx: Transaction, pair: PairRow, position: number, block: Uint8Array): void {
    const day = Math.floor(this.#clock.now() / DAY_MS)
    tx.run(
      `UPDATE pairs SET next_position = ?, bytes_read = bytes_read + ?,
         day_bytes = CASE WHEN day = ? THEN day_bytes ELSE 0 END + ?,
         day_records = CASE WHEN day = ? THEN day_records ELSE 0 END + 1, day = ?
       WHERE person = ? AND their_core = ?`,
      ...[position + 1, block.byteLength, day, block.byteLength, day, day, pair.person, pair.their_core],
    )
  }

  close(): void {
    this.#isClosed = true
  }
}
