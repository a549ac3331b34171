// The feeds of every pair: one that this device writes, one of the other's that it follows.
// notify appends here inside the ledger transaction that made the notice true; receive is called here, record by record, exactly once each.
import { equalBytes, MalformedRecord, Mutex, silentLog, toHex, type Clock, type Log } from '../base/index.ts'
import { EngineError } from '../contract/errors.ts'
import type { ForeignCores, OwnCores } from '../cores/index.ts'
import type { BadInput } from '../diagnostics/index.ts'
import type { Ledger, Reader, Schema, Transaction } from '../ledger/index.ts'
import type { KeyPair } from '../seal/index.ts'
import { feedKey, feedNamespace, pairSecrets } from './audience.ts'
import {
  MAX_FEED_BLOCK_BYTES,
  openFeedRecord,
  recordKey,
  sealFeedRecord,
  type FeedRecord,
} from './feed-record.ts'
import { decideFetch, type ParkReason } from './feed-limits.ts'
import { signSuccession, verifySuccession } from './succession.ts'

export const feedsSchema: Schema = {
  noun: 'feeds',
  steps: [
    `CREATE TABLE pairs (
       person BLOB PRIMARY KEY, device BLOB NOT NULL, pair_secret BLOB NOT NULL, era INTEGER NOT NULL,
       my_generation INTEGER NOT NULL, my_core BLOB NOT NULL, succession BLOB,
       their_generation INTEGER NOT NULL, their_core BLOB NOT NULL,
       next_position INTEGER NOT NULL DEFAULT 0, bytes_read INTEGER NOT NULL DEFAULT 0,
       day INTEGER NOT NULL DEFAULT 0, day_bytes INTEGER NOT NULL DEFAULT 0, day_records INTEGER NOT NULL DEFAULT 0,
       parked TEXT, is_rewritten INTEGER NOT NULL DEFAULT 0
     ) STRICT, WITHOUT ROWID;
     CREATE UNIQUE INDEX pairs_by_my_core ON pairs (my_core);
     CREATE UNIQUE INDEX pairs_by_their_core ON pairs (their_core);`,
  ],
}

export interface PairRow {
  person: Uint8Array
  device: Uint8Array
  pair_secret: Uint8Array
  era: number
  my_generation: number
  my_core: Uint8Array
  succession: Uint8Array | null
  their_generation: number
  their_core: Uint8Array
  next_position: number
  bytes_read: number
  day: number
  day_bytes: number
  day_records: number
  parked: ParkReason | null
  is_rewritten: number
}

/** Who wrote a record, and where it stands. */
export interface FeedSource {
  person: Uint8Array
  device: Uint8Array
  core: Uint8Array
  position: number
}

/** Files one record in the transaction that also moves the reader past it. Throws MalformedRecord to have it counted and skipped. */
export type ReceiveRecord = (tx: Transaction, source: FeedSource, record: FeedRecord) => void

interface Options {
  ledger: Ledger
  ownCores: OwnCores
  foreignCores: ForeignCores
  device: KeyPair
  clock: Clock
  badInput: BadInput
  receive: ReceiveRecord
  log?: Log
}

const DAY_MS = 86_400_000
const FETCH_TIMEOUT_MS = 15_000
const FETCH_AT_ONCE = 64
const MAX_SUCCESSIONS_PER_DAY = 8
/** Generations are named by four bytes. */
const MAX_GENERATION = 0xffff_ffff

export class PairFeeds {
  readonly #ledger: Ledger
  readonly #ownCores: OwnCores
  readonly #foreignCores: ForeignCores
  readonly #device: KeyPair
  readonly #clock: Clock
  readonly #badInput: BadInput
  readonly #receive: ReceiveRecord
  readonly #log: Log
  readonly #reading = new Map<string, { mutex: Mutex; isQueued: boolean }>()
  readonly #successions = new Map<string, { day: number; count: number }>()
  #isClosed = false

  constructor(options: Options) {
    this.#ledger = options.ledger
    this.#ownCores = options.ownCores
    this.#foreignCores = options.foreignCores
    this.#device = options.device
    this.#clock = options.clock
    this.#badInput = options.badInput
    this.#receive = options.receive
    this.#log = options.log ?? silentLog
    this.#foreignCores.events.on('grown', ({ core }) => this.#readCore(core))
  }

  /** A pair's first era: both feeds are named by it, nothing is announced. */
  create(tx: Transaction, pair: { person: Uint8Array; device: Uint8Array; pairSecret: Uint8Array }): void {
    const { person, device, pairSecret } = pair
    const { namingSecret } = pairSecrets(pairSecret, 0)
    const mine = this.#ownCores.create(tx, 'feed', feedNamespace(namingSecret, 0, this.#device.publicKey, 0))
    tx.run('DELETE FROM pairs WHERE person = ?', person)
    tx.run(
      `INSERT INTO pairs (person, device, pair_secret, era, my_generation, my_core, their_generation, their_core)
       VALUES (?, ?, ?, 0, 0, ?, 0, ?)`,
      person,
      device,
      pairSecret,
      mine,
      feedKey(namingSecret, 0, device, 0),
    )
  }

  remove(tx: Transaction, person: Uint8Array): void {
    tx.run('DELETE FROM pairs WHERE person = ?', person)
  }

  find(reader: Reader, person: Uint8Array): PairRow | null {
    return reader.get<PairRow>('SELECT * FROM pairs WHERE person = ?', person) ?? null
  }

  list(reader: Reader): PairRow[] {
    return reader.all<PairRow>('SELECT * FROM pairs')
  }

  /** Seals a record for the next place of the feed that this person reads. @throws NOT_FOUND when there is no such pair */
  append(tx: Transaction, person: Uint8Array, record: FeedRecord): void {
    const pair = this.find(tx, person)
    if (pair === null) throw new EngineError('NOT_FOUND', 'This person is no contact.')
    const key = recordKey(pairSecrets(pair.pair_secret, pair.era).epochSecret, pair.my_core)
    this.#ownCores.append(tx, pair.my_core, (position) => sealFeedRecord(key, pair.my_core, position, record))
  }

  /** Opens the feed this device writes for `person`, repaired, and the other's, watched; both may then be attached. */
  async open(person: Uint8Array): Promise<void> {
    const pair = this.find(this.#ledger, person)
    if (pair === null) return
    await this.#ownCores.take(pair.my_core)
    await this.#foreignCores.take(pair.their_core)
    this.#readSoon(pair.person)
  }

  /** Looks again for records that were not to be had before; called when the person's device connects. */
  catchUp(person: Uint8Array): void {
    this.#readSoon(person)
  }

  #readCore(core: Uint8Array): void {
    const pair = this.#ledger.get<PairRow>('SELECT person FROM pairs WHERE their_core = ?', core)
    if (pair !== undefined) this.#readSoon(pair.person)
  }

  /** One reader per feed at a time; growth seen meanwhile is one more turn. */
  #readSoon(person: Uint8Array): void {
    const id = toHex(person)
    const state = this.#reading.get(id) ?? { mutex: new Mutex(), isQueued: false }
    this.#reading.set(id, state)
    if (state.isQueued || this.#isClosed) return
    state.isQueued = true
    void state.mutex
      .run(() => {
        state.isQueued = false
        return this.#read(person)
      })
      .catch((error: unknown) => this.#log.warn('feed-read-failed', { message: String(error) }))
  }

  async #read(person: Uint8Array): Promise<void> {
    while (!this.#isClosed) {
      const pair = this.find(this.#ledger, person)
      if (pair === null) return
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
      if (isSmall !== true) return
      const blocks = await this.#fetch(pair, count)
      if (blocks.length === 0) return
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
    setTimeout(() => this.#readSoon(person), untilTomorrowMs).unref()
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

  /** The feed's core of a pair froze: the next generation follows, says so in a signed record, and takes what the old one did not. */
  succeed(tx: Transaction, core: Uint8Array, last: { length: number; treeHash: Uint8Array }): PairRow | null {
    const pair = tx.get<PairRow>('SELECT * FROM pairs WHERE my_core = ?', core)
    if (pair === undefined) return null
    const generation = pair.my_generation + 1
    const { namingSecret, epochSecret } = pairSecrets(pair.pair_secret, pair.era)
    const next = this.#ownCores.create(
      tx,
      'feed',
      feedNamespace(namingSecret, pair.era, this.#device.publicKey, generation),
    )
    const succession = signSuccession(this.#device, { frozen: core, ...last, next, generation })
    const { person } = pair
    tx.run(
      'UPDATE pairs SET my_generation = ?, my_core = ?, succession = ? WHERE person = ?',
      generation,
      next,
      succession,
      person,
    )
    const key = recordKey(epochSecret, core)
    for (const { position, block } of this.#ownCores.takeLost(tx, core)) {
      this.append(tx, person, openFeedRecord(key, core, position, block))
    }
    return pair
  }

  /** The other's feed continues in its next generation, if the record is signed by their device and names the computed core. */
  async acceptSuccession(person: Uint8Array, bytes: Uint8Array): Promise<void> {
    const pair = this.find(this.#ledger, person)
    if (pair === null) return
    const succession = verifySuccession(bytes, pair.device)
    if (succession === null || succession.generation > MAX_GENERATION)
      throw new MalformedRecord('a succession nobody signed')
    if (succession.generation <= pair.their_generation) return
    const { namingSecret } = pairSecrets(pair.pair_secret, pair.era)
    const next = feedKey(namingSecret, pair.era, pair.device, succession.generation)
    if (!equalBytes(next, succession.next)) throw new MalformedRecord('a succession to another core')
    this.#countSuccession(person)
    await this.#ledger.write((tx) =>
      tx.run(
        `UPDATE pairs SET their_generation = ?, their_core = ?, next_position = 0, bytes_read = 0, parked = NULL WHERE person = ?`,
        succession.generation,
        next,
        person,
      ),
    )
    await this.open(person)
  }

  /** Each one opens a core: an honest feed freezes once in years. @throws QUOTA */
  #countSuccession(person: Uint8Array): void {
    const day = Math.floor(this.#clock.now() / 86_400_000)
    const before = this.#successions.get(toHex(person))
    const count = before?.day === day ? before.count + 1 : 1
    if (count > MAX_SUCCESSIONS_PER_DAY)
      throw new EngineError('QUOTA', 'Too many successions of one feed today.')
    this.#successions.set(toHex(person), { day, count })
  }

  /** Remembers that the other's feed was rewritten; shown until the pair starts anew. */
  async markRewritten(core: Uint8Array): Promise<void> {
    await this.#ledger.write((tx) => tx.run('UPDATE pairs SET is_rewritten = 1 WHERE their_core = ?', core))
  }

  close(): void {
    this.#isClosed = true
  }
}
