// The feeds of groups: one for each device and era of a member. Their keys are
// computed, and never announced. notify appends to our own feeds here. A foreign
// feed is followed as soon as a peer reports that it contains records.
import { concatBytes, Emitter, equalBytes, MalformedRecord, toHex } from '../base/index.ts'
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
import { feedKey, feedNamespace } from './pair-secrets.ts'
import { FeedReader, type FeedReaderParts } from './feed-reader.ts'
import { EPOCH_BYTES, openFeedRecord, recordKey, sealFeedRecord, type FeedRecord } from './feed-record.ts'
import { MOVE_PROGRESS, movedBy, type FollowedFeeds, type OpenedRecord } from './followed-feed.ts'
import { findEra, findGroupFeed, findSecret, listGroupFeeds, type GroupFeedRow } from './group-feed-row.ts'
import { keepToldWords } from './told-words.ts'

interface Options extends FeedReaderParts {
  ownCores: OwnCores
  person: Uint8Array
  device: KeyPair
  /** True if this person is still a member of the group. Otherwise its feeds are not read. */
  isFollowed: (rows: Rows, group: Uint8Array) => boolean
  /** True if a person writes with this device now. */
  isCurrent: (rows: Rows, device: Uint8Array) => boolean
  /**
   * The end of a feed whose author left the group or may not write in that era any
   * more. Null if it has no end.
   */
  endOf: (rows: Rows, group: Uint8Array, feed: FeedWriter) => number | null
}

/** The author and the name of a feed. */
export interface FeedWriter extends GroupFeedName {
  person: Uint8Array
}

/** Identifies a feed inside a group: the era, the device and the generation. */
interface GroupFeedName {
  era: number
  device: Uint8Array
  generation: number
}

/** The length of a feed, as far as a device knows it. */
export interface FeedHead extends GroupFeedName {
  length: number
}

export interface KnownHead extends FeedHead {
  core: Uint8Array
  isMine: boolean
}

/** Omits an empty feed. */
function toHead(rows: Rows, row: GroupFeedRow): KnownHead[] {
  const { core, era, device, generation, isMine, nextPosition } = row
  const reached = isMine ? (findCoreMark(rows, core) ?? 0) : nextPosition
  return reached === 0 ? [] : [{ core, era, device, generation, length: reached, isMine }]
}

/**
 * Limit for generations above the highest one of which a record was read. An honest
 * feed freezes once in years.
 */
const MAX_GENERATION_AHEAD = 2
/** A generation is encoded in four bytes. */
const MAX_GENERATION = 0xffff_ffff

export class GroupFeeds {
  /**
   * A feed of this group has grown, ours or another's. Emitted after the commit or
   * after the append.
   */
  readonly events = new Emitter<{ grown: { group: Uint8Array; core: Uint8Array } }>()
  readonly #options: Options
  readonly #ledger: Ledger
  readonly #ownCores: OwnCores
  readonly #foreignCores: ForeignCores
  readonly #reader: FeedReader
  #moved: GroupFeedRow[] = []

  constructor(options: Options) {
    this.#options = options
    this.#ledger = options.ledger
    this.#ownCores = options.ownCores
    this.#foreignCores = options.foreignCores
    this.#reader = new FeedReader(options, this.#followed())
    this.#ownCores.events.on('appended', ({ core }) => this.#emitGrown(core))
    this.#ledger.onCommit(() => {
      for (const { core, groupId } of this.#moved.splice(0))
        this.events.emit('grown', { group: groupId, core })
    })
  }

  #emitGrown(core: Uint8Array): void {
    const feed = findGroupFeed(this.#ledger, core)
    if (feed !== null) this.events.emit('grown', { group: feed.groupId, core })
  }

  /**
   * Seals a record and appends it to our own feed of that era.
   * @throws NOT_FOUND if the secrets are unknown
   */
  append(
    tx: Transaction,
    group: Uint8Array,
    since: { era: number; epoch: number },
    record: FeedRecord,
  ): void {
    const secret = findSecret(tx, group, since)
    if (secret === null) throw new EngineError('NOT_FOUND', 'The secrets of this group are unknown here.')
    const core = this.#ensureMine(tx, group, since.era)
    const key = recordKey(secret, core)
    const position = this.#ownCores.append(tx, core, (at) =>
      concatBytes(u32(since.epoch), sealFeedRecord(key, core, at, record, EPOCH_BYTES)),
    )
    keepToldWords(tx, record, core, position)
  }

  #ensureMine(tx: Transaction, group: Uint8Array, era: number): Uint8Array {
    const device = this.#options.device.publicKey
    const row = tx.get<{ core: Uint8Array }>(
      `SELECT core FROM group_feeds WHERE group_id = ? AND device = ? AND era = ? ORDER BY generation DESC LIMIT 1`,
      ...[group, device, era],
    )
    return row?.core ?? this.#createMine(tx, group, era, 0)
  }

  #createMine(tx: Transaction, group: Uint8Array, era: number, generation: number): Uint8Array {
    const { person, device } = this.#options
    const { namingSecret } = findEra(tx, group, era)!
    const namespace = feedNamespace(namingSecret, era, device.publicKey, generation)
    const core = this.#ownCores.create(tx, 'feed', namespace)
    insertFeed(tx, core, { group, era, person, device: device.publicKey, generation, isMine: true })
    return core
  }

  /**
   * Follows a feed whose length a peer has reported, if that is possible. Returns
   * its core if more of it can be fetched, else null.
   */
  follow(tx: Transaction, group: Uint8Array, person: Uint8Array, head: FeedHead): Uint8Array | null {
    const plan = this.planFollow(tx, group, person, head)
    if (plan?.isNew === true) insertFeed(tx, plan.core, { group, person, ...head, isMine: false })
    return plan?.core ?? null
  }

  /**
   * Returns the result that `follow` would have, without a write. Almost all reports are about
   * known feeds.
   */
  planFollow(
    rows: Rows,
    group: Uint8Array,
    person: Uint8Array,
    head: FeedHead,
  ): { core: Uint8Array; isNew: boolean } | null {
    const secrets = findEra(rows, group, head.era)
    if (secrets === null || head.generation > MAX_GENERATION) return null
    const { device, era, generation, length } = head
    const core = feedKey(secrets.namingSecret, era, device, generation)
    const known = findGroupFeed(rows, core)
    if (known !== null) return !known.isMine && length > known.nextPosition ? { core, isNew: false } : null
    const end = this.#options.endOf(rows, group, { person, device, era, generation })
    const isPossible = generation <= this.#latestRead(rows, group, head) + MAX_GENERATION_AHEAD
    return length > 0 && (end === null || end > 0) && isPossible ? { core, isNew: true } : null
  }

  /**
   * Ignores generations of which no record was read. So a report cannot make still
   * later generations possible.
   */
  #latestRead(rows: Rows, group: Uint8Array, { device, era }: GroupFeedName): number {
    const sql = `SELECT max(generation) AS latest FROM group_feeds
      WHERE group_id = ? AND device = ? AND era = ? AND next_position > 0`
    return rows.get<{ latest: number | null }>(sql, group, device, era)?.latest ?? 0
  }

  /** Returns the known lengths of all feeds of a group, the latest era first. Omits empty feeds. */
  listHeads(rows: Rows, group: Uint8Array): KnownHead[] {
    const found = listGroupFeeds(rows, 'WHERE group_id = ? ORDER BY era DESC, device', group)
    return found.flatMap((row) => toHead(rows, row))
  }

  /** Returns the known length of this feed. Null if it is not a feed of a group, or is empty. */
  findHead(rows: Rows, core: Uint8Array): KnownHead | null {
    const feed = findGroupFeed(rows, core)
    return feed === null ? null : (toHead(rows, feed)[0] ?? null)
  }

  /**
   * Returns the known lengths of one device's feeds of a group. They are its valid ends
   * when the device leaves.
   */
  listHeadsOf(rows: Rows, group: Uint8Array, device: Uint8Array): FeedHead[] {
    const found = listGroupFeeds(rows, 'WHERE group_id = ? AND device = ?', group, device)
    return found.flatMap((row) => toHead(rows, row))
  }

  /**
   * Returns the known lengths of feeds of devices that no person writes with now, because
   * their person has recovered on another device.
   */
  listHeadsOfLost(rows: Rows, group: Uint8Array): FeedHead[] {
    const found = listGroupFeeds(rows, 'WHERE group_id = ? AND is_mine = 0', group)
    const lost = found.filter(({ device }) => !this.#options.isCurrent(rows, device))
    return lost.flatMap((row) => toHead(rows, row))
  }

  /** Returns the latest feed of a device in each group whose feeds are read. */
  listLatestOf(rows: Rows, device: Uint8Array): Uint8Array[] {
    const sql = 'WHERE device = ? AND is_mine = 0 ORDER BY era, generation'
    const latest = new Map(listGroupFeeds(rows, sql, device).map((feed) => [toHex(feed.groupId), feed]))
    return [...latest.values()]
      .filter(({ groupId }) => this.#options.isFollowed(rows, groupId))
      .map(({ core }) => core)
  }

  findByDiscoveryKey(rows: Rows, key: Uint8Array): GroupFeedRow | null {
    return listGroupFeeds(rows, 'WHERE discovery_key = ?', Buffer.from(key))[0] ?? null
  }

  /** Counts what was read of the feeds of others, in all groups. */
  totalRead(rows: Rows): { records: number; bytes: number } {
    const sql = `SELECT coalesce(sum(next_position), 0) AS records, coalesce(sum(bytes_read), 0) AS bytes
      FROM group_feeds WHERE is_mine = 0`
    return rows.get<{ records: number; bytes: number }>(sql)!
  }

  /** Reads the feed again. Call it when secrets, members or connections were added. */
  readSoon(core: Uint8Array): void {
    this.#reader.readSoon(core)
  }

  /** Stores the next blocks of a feed, which its author sent ahead. Others are dropped. */
  acceptCarried(device: Uint8Array, carried: CarriedBlocks): Promise<void> {
    return this.#reader.acceptCarried(device, carried)
  }

  readGroupSoon(group: Uint8Array): void {
    const sql = 'SELECT core FROM group_feeds WHERE group_id = ? AND is_mine = 0'
    for (const { core } of this.#ledger.all<{ core: Uint8Array }>(sql, group)) this.readSoon(core)
  }

  /**
   * Creates the next generation of our own frozen feed, and appends the blocks that
   * the old one did not take. Null if `frozen` is not such a feed.
   */
  succeed(tx: Transaction, frozen: Uint8Array): Uint8Array | null {
    const feed = findGroupFeed(tx, frozen)
    if (feed?.isMine !== true) return null
    const { groupId: group, era, generation } = feed
    // Frozen cores are checked again at every start. This feed has a successor already.
    if (!equalBytes(this.#ensureMine(tx, group, era), frozen)) return null
    const next = this.#createMine(tx, group, era, generation + 1)
    for (const { position, block } of this.#ownCores.removeLost(tx, frozen)) {
      if (readCleared(frozen, position, block) !== null) continue
      const opened = this.#open(tx, feed, position, block)
      if (opened?.audience.kind === 'group') this.append(tx, group, opened.audience, opened.record)
    }
    return next
  }

  #open(rows: Rows, feed: GroupFeedRow, position: number, block: Uint8Array): OpenedRecord | null {
    const { groupId: group, era, core, generation } = feed
    if (block.byteLength < EPOCH_BYTES) throw new MalformedRecord('the block is too short for an epoch')
    const epoch = Buffer.from(block.buffer, block.byteOffset, EPOCH_BYTES).readUInt32LE()
    const secret = findSecret(rows, group, { era, epoch })
    // Written before we joined the group, so not for us.
    if (secret === null) return null
    const record = openFeedRecord(recordKey(secret, core), core, position, block.subarray(EPOCH_BYTES))
    return { audience: { kind: 'group', group, era, epoch, generation }, record }
  }

  #followed(): FollowedFeeds {
    const find = (core: Uint8Array): GroupFeedRow | null => {
      const feed = findGroupFeed(this.#ledger, core)
      const isRead = feed?.isMine === false
      return isRead && this.#options.isFollowed(this.#ledger, feed.groupId) ? feed : null
    }
    const endOf = (feed: GroupFeedRow): number | null => this.#options.endOf(this.#ledger, feed.groupId, feed)
    return {
      find(core) {
        const feed = find(core)
        return feed === null ? null : { ...feed, endPosition: endOf(feed) }
      },
      open: ({ core }, position, block) => {
        const feed = find(core)
        // The feed may have got its end while the block was fetched.
        if (feed === null || position >= (endOf(feed) ?? Infinity)) return null
        return this.#open(this.#ledger, feed, position, block)
      },
      move: (tx, { core }, block) => {
        tx.run(`UPDATE group_feeds SET ${MOVE_PROGRESS} WHERE core = ?`, ...movedBy(block), core)
        const feed = findGroupFeed(tx, core)
        if (feed !== null) this.#moved.push(feed)
      },
      park: (tx, { core }, parked) =>
        void tx.run('UPDATE group_feeds SET parked = ? WHERE core = ?', parked, core),
    }
  }

  /** Opens the core, watches it and reads it. */
  async open(core: Uint8Array): Promise<void> {
    await this.#foreignCores.openCore(core)
    this.readSoon(core)
  }

  close(): void {
    this.#reader.close()
  }
}

interface NewFeed extends GroupFeedName {
  group: Uint8Array
  person: Uint8Array
  isMine: boolean
}

function insertFeed(tx: Transaction, core: Uint8Array, feed: NewFeed): void {
  const { group, era, person, device, generation, isMine } = feed
  tx.run(
    `INSERT INTO group_feeds (core, discovery_key, group_id, era, person, device, generation, is_mine)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
    ...[core, discoveryKey(core), group, era, person, device, generation, isMine ? 1 : 0],
  )
}

function u32(value: number): Uint8Array {
  const bytes = Buffer.alloc(EPOCH_BYTES)
  bytes.writeUInt32LE(value)
  return bytes
}
