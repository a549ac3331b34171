// The feeds of every pair: one that this device writes, one of the other's that it follows.
// notify appends here inside the ledger transaction that made the notice true; receive is called here, record by record, exactly once each.
import { equalBytes, MalformedRecord, toHex, type Clock } from '../base/index.ts'
import { EngineError } from '../contract/errors.ts'
import { discoveryKey, findCoreMark, type ForeignCores, type OwnCores } from '../cores/index.ts'
import type { Ledger, Rows, Transaction } from '../ledger/index.ts'
import type { KeyPair } from '../seal/index.ts'
import { feedKey, feedNamespace, pairSecrets } from './audience.ts'
import { FeedReader, type FeedReaderParts } from './feed-reader.ts'
import { MOVE_PROGRESS, movedBy, type FollowedFeed, type FollowedFeeds } from './followed-feed.ts'
import { openFeedRecord, recordKey, sealFeedRecord, type FeedRecord } from './feed-record.ts'
import { findPair, findPairOfMine, findPairOfTheirs, listPairs, type PairRow } from './pair-row.ts'
import { signSuccession, verifySuccession } from './succession.ts'

interface Options extends FeedReaderParts {
  ownCores: OwnCores
  device: KeyPair
}

const DAY_MS = 86_400_000
const MAX_SUCCESSIONS_PER_DAY = 8
/** Generations are named by four bytes. */
const MAX_GENERATION = 0xffff_ffff

export class PairFeeds {
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

  /**
   * The other writes from another device, in a feed under a fresh secret; mine begins anew too. Theirs until now is kept for them: it is the
   * only place where they can read what their lost device still said.
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
    this.create(tx, pair)
  }

  /** A feed that a lost device of this person wrote, by its discovery key. */
  findFormer(rows: Rows, person: Uint8Array, key: Uint8Array): Uint8Array | null {
    const sql = 'SELECT core FROM former_feeds WHERE discovery_key = ? AND person = ?'
    return rows.get<{ core: Uint8Array }>(sql, Buffer.from(key), person)?.core ?? null
  }

  /** How much of such a feed is here. */
  lengthOfFormer(rows: Rows, person: Uint8Array, core: Uint8Array): number {
    const sql = 'SELECT length FROM former_feeds WHERE core = ? AND person = ?'
    return rows.get<{ length: number }>(sql, core, person)?.length ?? 0
  }

  /** How long the feed is that they read. */
  lengthOfMine(rows: Rows, person: Uint8Array): number {
    const pair = this.find(rows, person)
    return pair === null ? 0 : (findCoreMark(rows, pair.myCore) ?? 0)
  }

  remove(tx: Transaction, person: Uint8Array): void {
    tx.run('DELETE FROM pairs WHERE person = ?', person)
  }

  find(rows: Rows, person: Uint8Array): PairRow | null {
    return findPair(rows, person)
  }

  list(rows: Rows): PairRow[] {
    return listPairs(rows)
  }

  /** Seals a record for the next place of the feed that this person reads. @throws NOT_FOUND when there is no such pair */
  append(tx: Transaction, person: Uint8Array, record: FeedRecord): void {
    if (!this.appendIfPaired(tx, person, record))
      throw new EngineError('NOT_FOUND', 'This person is no contact.')
  }

  /** The same; false, and nothing is written, when there is no such pair. */
  appendIfPaired(tx: Transaction, person: Uint8Array, record: FeedRecord): boolean {
    const pair = this.find(tx, person)
    if (pair === null) return false
    const key = recordKey(pairSecrets(pair.pairSecret, pair.era).epochSecret, pair.myCore)
    this.#ownCores.append(tx, pair.myCore, (position) => sealFeedRecord(key, pair.myCore, position, record))
    return true
  }

  /** Opens the feed this device writes for `person`, repaired, and the other's, watched; both may then be attached. */
  async open(person: Uint8Array): Promise<void> {
    const pair = this.find(this.#ledger, person)
    if (pair === null) return
    await this.#ownCores.take(pair.myCore)
    await this.#foreignCores.take(pair.theirCore)
    this.#reader.readSoon(pair.theirCore)
  }

  /** Looks again for records that were not to be had before; called when the person's device connects. */
  catchUp(person: Uint8Array): void {
    const pair = this.find(this.#ledger, person)
    if (pair !== null) this.#reader.readSoon(pair.theirCore)
  }

  /** The feed's core of a pair froze: the next generation follows, says so in a signed record, and takes what the old one did not. */
  succeed(tx: Transaction, core: Uint8Array, last: { length: number; treeHash: Uint8Array }): PairRow | null {
    const pair = findPairOfMine(tx, core)
    if (pair === null) return null
    const generation = pair.myGeneration + 1
    const { namingSecret, epochSecret } = pairSecrets(pair.pairSecret, pair.era)
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

  /** The other's feed continues in its next generation, if the record is signed by their device and names the computed core. Whether it was news. */
  async acceptSuccession(person: Uint8Array, bytes: Uint8Array): Promise<boolean> {
    const pair = this.find(this.#ledger, person)
    if (pair === null) return false
    const succession = verifySuccession(bytes, pair.device)
    if (succession === null || succession.generation > MAX_GENERATION)
      throw new MalformedRecord('a succession nobody signed')
    if (succession.generation <= pair.theirGeneration) return false
    const { namingSecret } = pairSecrets(pair.pairSecret, pair.era)
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
    return true
  }

  /** Each one opens a core: an honest feed freezes once in years. @throws QUOTA */
  #countSuccession(person: Uint8Array): void {
    const day = Math.floor(this.#clock.now() / DAY_MS)
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
    this.#reader.close()
  }
}

/** The other's feed of each pair, as it is read. */
function followedPairs(ledger: Ledger): FollowedFeeds {
  return {
    find(core): FollowedFeed | null {
      const pair = findPairOfTheirs(ledger, core)
      return pair === null ? null : { ...pair, core: pair.theirCore, endPosition: null }
    },
    open(feed, position, block) {
      const pair = findPairOfTheirs(ledger, feed.core)
      if (pair === null) throw new MalformedRecord('a feed that is not followed any more')
      const key = recordKey(pairSecrets(pair.pairSecret, pair.era).epochSecret, feed.core)
      return { audience: { kind: 'person' }, record: openFeedRecord(key, feed.core, position, block) }
    },
    move: (tx, { core }, block) =>
      void tx.run(`UPDATE pairs SET ${MOVE_PROGRESS} WHERE their_core = ?`, ...movedBy(block), core),
    park: (tx, { core }, parked) =>
      void tx.run('UPDATE pairs SET parked = ? WHERE their_core = ?', parked, core),
  }
}
