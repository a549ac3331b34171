// The feeds of all pairs: one that this device writes, and one of the other person that it follows.
// notify appends here in the same ledger transaction as its notice. Reading calls
// receive for each record exactly once.
import { Emitter, equalBytes, MalformedRecord, toHex, type Clock } from '../base/index.ts'
import { EngineError } from '../contract/errors.ts'
import {
  discoveryKey,
  findCoreMark,
  readCleared,
  type CarriedBlocks,
  type ForeignCores,
  type OwnCores,
} from '../cores/index.ts'
import type { Ledger, Rows, Transaction } from '../ledger/index.ts'
import type { KeyPair } from '../seal/index.ts'
import { feedBlinding, feedNamespace, pairFeedKey, pairSecrets } from './pair-secrets.ts'
import { FeedReader, type FeedReaderParts } from './feed-reader.ts'
import { MOVE_PROGRESS, movedBy, type FollowedFeed, type FollowedFeeds } from './followed-feed.ts'
import { openFeedRecord, recordKey, sealFeedRecord, type FeedRecord } from './feed-record.ts'
import {
  findPair,
  findPairByMyCore,
  keepGateSecret,
  findGateSecret,
  listGateSecrets,
  findPairByTheirCore,
  listPairs,
  type PairRow,
} from './pair-row.ts'
import { signSuccession, verifySuccession } from './succession.ts'
import { clearToldWords, keepToldWords, type ClearedBlocks } from './told-words.ts'

interface Options extends FeedReaderParts {
  ownCores: OwnCores
  device: KeyPair
}

const DAY_MS = 86_400_000
const MAX_SUCCESSIONS_PER_DAY = 8
/** A generation is encoded in four bytes. */
const MAX_GENERATION = 0xffff_ffff

export class PairFeeds {
  /**
   * Emitted before the commit when a pair begins, ends, or uses another core. The change may still
   * be undone, so a listener looks again later.
   */
  readonly events = new Emitter<{ changed: Uint8Array }>()
  readonly #ledger: Ledger
  readonly #ownCores: OwnCores
  readonly #foreignCores: ForeignCores
  readonly #device: KeyPair
  readonly #clock: Clock
  readonly #reader: FeedReader
  readonly #successions = new Map<string, { day: number; count: number }>()

  constructor(options: Options) {
    this.#ledger = options.ledger
    this.#ownCores = options.ownCores
    this.#foreignCores = options.foreignCores
    this.#device = options.device
    this.#clock = options.clock
    this.#reader = new FeedReader(options, followedPairs(options.ledger))
  }

  /**
   * Creates the first era of a pair. It determines the keys of both feeds, so nothing is announced.
   */
  create(tx: Transaction, pair: { person: Uint8Array; device: Uint8Array; pairSecret: Uint8Array }): void {
    const { person, device, pairSecret } = pair
    const before = this.find(tx, person)
    if (before !== null) keepGateSecret(tx, before)
    const { namingSecret } = pairSecrets(pairSecret, 0)
    const mine = this.#createCore(tx, namingSecret, 0, 0)
    tx.run('DELETE FROM pairs WHERE person = ?', person)
    tx.run(
      `INSERT INTO pairs (person, device, pair_secret, era, my_generation, my_core, their_generation, their_core)
       VALUES (?, ?, ?, 0, 0, ?, 0, ?)`,
      person,
      device,
      pairSecret,
      mine,
      pairFeedKey(namingSecret, 0, device, 0),
    )
    this.events.emit('changed', person)
  }

  #createCore(tx: Transaction, namingSecret: Uint8Array, era: number, generation: number): Uint8Array {
    const name = [namingSecret, era, this.#device.publicKey, generation] as const
    return this.#ownCores.create(tx, 'feed', feedNamespace(...name), feedBlinding(...name))
  }

  /**
   * Replaces a pair after the other person changed to another device. Both feeds
   * start again under a new secret. Their old feed is kept for them, because it is the only
   * source from which they can read the last records of their lost device. If both changed at
   * once, the secret may be the present one: then the own feed goes on.
   */
  replace(tx: Transaction, pair: { person: Uint8Array; device: Uint8Array; pairSecret: Uint8Array }): void {
    const before = this.find(tx, pair.person)
    if (before !== null) {
      const { theirCore: core, nextPosition: length } = before
      tx.run(
        'INSERT OR REPLACE INTO former_feeds VALUES (?, ?, ?, ?)',
        discoveryKey(core),
        core,
        pair.person,
        length,
      )
    }
    if (before === null || !equalBytes(before.pairSecret, pair.pairSecret)) return this.create(tx, pair)
    const { namingSecret } = pairSecrets(pair.pairSecret, before.era)
    tx.run(
      `UPDATE pairs SET device = ?, their_generation = 0, their_core = ?, next_position = 0, bytes_read = 0, parked = NULL,
         is_rewritten = 0 WHERE person = ?`,
      ...[pair.device, pairFeedKey(namingSecret, before.era, pair.device, 0), pair.person],
    )
    this.events.emit('changed', pair.person)
  }

  /**
   * Returns the core of a feed that a lost device of this person wrote, found by its discovery key.
   */
  findFormer(rows: Rows, person: Uint8Array, key: Uint8Array): Uint8Array | null {
    const sql = 'SELECT core FROM former_feeds WHERE discovery_key = ? AND person = ?'
    return rows.get<{ core: Uint8Array }>(sql, Buffer.from(key), person)?.core ?? null
  }

  /** Returns the length of a former feed that is stored here. */
  lengthOfFormer(rows: Rows, person: Uint8Array, core: Uint8Array): number {
    const sql = 'SELECT length FROM former_feeds WHERE core = ? AND person = ?'
    return rows.get<{ length: number }>(sql, core, person)?.length ?? 0
  }

  /**
   * Returns the secrets that name the gates between this person and us, the current one first.
   * Empty if there was no pair.
   */
  listGateSecrets(rows: Rows, person: Uint8Array): Uint8Array[] {
    return listGateSecrets(rows, person)
  }

  /** Returns the secret of the present pair alone, which seals new grants. Null if there is no pair. */
  findGateSecret(rows: Rows, person: Uint8Array): Uint8Array | null {
    return findGateSecret(rows, person)
  }

  /** Returns the length of the feed that this device writes for `person`. */
  lengthOfMine(rows: Rows, person: Uint8Array): number {
    const pair = this.find(rows, person)
    return pair === null ? 0 : (findCoreMark(rows, pair.myCore) ?? 0)
  }

  /**
   * Gives up the blocks of all own feeds, of pairs, groups and the public, that say something of a
   * deleted object. Returns them; the caller clears them.
   */
  clearWords(tx: Transaction, object: Uint8Array): ClearedBlocks[] {
    return clearToldWords(tx, this.#ownCores, object)
  }

  remove(tx: Transaction, person: Uint8Array): void {
    const pair = this.find(tx, person)
    if (pair !== null) keepGateSecret(tx, pair)
    tx.run('DELETE FROM pairs WHERE person = ?', person)
    this.events.emit('changed', person)
  }

  find(rows: Rows, person: Uint8Array): PairRow | null {
    return findPair(rows, person)
  }

  /** Returns the pair whose own feed is this core. */
  findByMyCore(rows: Rows, core: Uint8Array): PairRow | null {
    return findPairByMyCore(rows, core)
  }

  /** Returns the pair whose other person writes this core. */
  findByTheirCore(rows: Rows, core: Uint8Array): PairRow | null {
    return findPairByTheirCore(rows, core)
  }

  list(rows: Rows): PairRow[] {
    return listPairs(rows)
  }

  /**
   * Seals a record and appends it to the feed for this person.
   * @throws NOT_FOUND if there is no such pair
   */
  append(tx: Transaction, person: Uint8Array, record: FeedRecord): void {
    if (!this.appendIfPaired(tx, person, record))
      throw new EngineError('NOT_FOUND', 'This person is not a contact.')
  }

  /** Like `append`. Returns false and writes nothing if there is no such pair. */
  appendIfPaired(tx: Transaction, person: Uint8Array, record: FeedRecord): boolean {
    const pair = this.find(tx, person)
    if (pair === null) return false
    const key = recordKey(pairSecrets(pair.pairSecret, pair.era).epochSecret, pair.myCore)
    const { myCore } = pair
    const position = this.#ownCores.append(tx, myCore, (at) => sealFeedRecord(key, myCore, at, record))
    keepToldWords(tx, record, myCore, position)
    return true
  }

  /**
   * Opens and repairs the feed for `person`, and opens and watches their feed. Both
   * may be attached afterwards.
   */
  async open(person: Uint8Array): Promise<void> {
    const pair = this.find(this.#ledger, person)
    if (pair === null) return
    await this.#ownCores.openCore(pair.myCore)
    await this.#foreignCores.openCore(pair.theirCore)
    this.#reader.readSoon(pair.theirCore)
  }

  /**
   * Reads their feed again for records that were not available before. Called when
   * the person's device connects.
   */
  catchUp(person: Uint8Array): void {
    const pair = this.find(this.#ledger, person)
    if (pair !== null) this.#reader.readSoon(pair.theirCore)
  }

  /** The feed that this device of a person writes for us. Empty if there is no such pair. */
  listOf(rows: Rows, person: Uint8Array | null, device: Uint8Array): Uint8Array[] {
    const pair = person === null ? null : this.find(rows, person)
    return pair !== null && equalBytes(pair.device, device) ? [pair.theirCore] : []
  }

  /** Stores the next blocks of a feed, which its author sent ahead. Others are dropped. */
  acceptCarried(device: Uint8Array, carried: CarriedBlocks): Promise<void> {
    return this.#reader.acceptCarried(device, carried)
  }

  /**
   * Creates the next generation of a frozen feed, with a signed record that names
   * it, and appends the blocks that the old core did not take.
   */
  succeed(tx: Transaction, core: Uint8Array, last: { length: number; treeHash: Uint8Array }): PairRow | null {
    const pair = findPairByMyCore(tx, core)
    if (pair === null) return null
    const generation = pair.myGeneration + 1
    const { namingSecret, epochSecret } = pairSecrets(pair.pairSecret, pair.era)
    const next = this.#createCore(tx, namingSecret, pair.era, generation)
    const succession = signSuccession(this.#device, { frozen: core, ...last, next, generation })
    const { person } = pair
    tx.run(
      'UPDATE pairs SET my_generation = ?, my_core = ?, succession = ? WHERE person = ?',
      generation,
      next,
      succession,
      person,
    )
    this.events.emit('changed', person)
    const key = recordKey(epochSecret, core)
    for (const { position, block } of this.#ownCores.removeLost(tx, core)) {
      if (readCleared(core, position, block) !== null) continue
      this.append(tx, person, openFeedRecord(key, core, position, block))
    }
    return pair
  }

  /**
   * Follows the next generation of the other's feed, if their device signed the
   * record and it names the computed core. True if it was not known.
   * @throws MalformedRecord, QUOTA
   */
  async acceptSuccession(person: Uint8Array, bytes: Uint8Array): Promise<boolean> {
    const pair = this.find(this.#ledger, person)
    if (pair === null) return false
    const succession = verifySuccession(bytes, pair.device)
    if (succession === null || succession.generation > MAX_GENERATION)
      throw new MalformedRecord('the device of this person did not sign the succession')
    if (succession.generation <= pair.theirGeneration) return false
    const { namingSecret } = pairSecrets(pair.pairSecret, pair.era)
    const next = pairFeedKey(namingSecret, pair.era, pair.device, succession.generation)
    if (!equalBytes(next, succession.next)) throw new MalformedRecord('the succession names a wrong core')
    this.#countSuccession(person)
    await this.#ledger.write((tx) =>
      tx.run(
        `UPDATE pairs SET their_generation = ?, their_core = ?, next_position = 0, bytes_read = 0, parked = NULL WHERE person = ?`,
        succession.generation,
        next,
        person,
      ),
    )
    this.events.emit('changed', person)
    await this.open(person)
    return true
  }

  /**
   * Limits successions, because each one opens a core. An honest feed freezes once in years.
   * @throws QUOTA
   */
  #countSuccession(person: Uint8Array): void {
    const day = Math.floor(this.#clock.now() / DAY_MS)
    const before = this.#successions.get(toHex(person))
    const count = before?.day === day ? before.count + 1 : 1
    if (count > MAX_SUCCESSIONS_PER_DAY)
      throw new EngineError('QUOTA', 'Too many successions of one feed today.')
    this.#successions.set(toHex(person), { day, count })
  }

  /** Marks the other's feed as rewritten. The mark is shown until the pair is created again. */
  async markRewritten(core: Uint8Array): Promise<void> {
    await this.#ledger.write((tx) => tx.run('UPDATE pairs SET is_rewritten = 1 WHERE their_core = ?', core))
  }

  close(): void {
    this.#reader.close()
  }
}

/** Returns the other's feed of each pair, for the feed reader. */
function followedPairs(ledger: Ledger): FollowedFeeds {
  return {
    find(core): FollowedFeed | null {
      const pair = findPairByTheirCore(ledger, core)
      return pair === null ? null : { ...pair, core: pair.theirCore, endPosition: null }
    },
    open(feed, position, block) {
      const pair = findPairByTheirCore(ledger, feed.core)
      if (pair === null) throw new MalformedRecord('the feed is not followed any longer')
      const key = recordKey(pairSecrets(pair.pairSecret, pair.era).epochSecret, feed.core)
      return { audience: { kind: 'person' }, record: openFeedRecord(key, feed.core, position, block) }
    },
    move: (tx, { core }, block) =>
      void tx.run(`UPDATE pairs SET ${MOVE_PROGRESS} WHERE their_core = ?`, ...movedBy(block), core),
    park: (tx, { core }, parked) =>
      void tx.run('UPDATE pairs SET parked = ? WHERE their_core = ?', parked, core),
  }
}
