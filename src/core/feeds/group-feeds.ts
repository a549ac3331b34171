// The feeds of groups: one per member's device and era, named by computation; nobody announces one.
// notify appends to one's own here; the others' are followed as soon as anybody says that something stands in them.
import { concatBytes, Emitter, equalBytes, MalformedRecord } from '../base/index.ts'
import { EngineError } from '../contract/errors.ts'
import { discoveryKey, findCoreMark, type ForeignCores, type OwnCores } from '../cores/index.ts'
import type { Ledger, Rows, Transaction } from '../ledger/index.ts'
import type { KeyPair } from '../seal/index.ts'
import { feedKey, feedNamespace } from './audience.ts'
import { FeedReader, type FeedReaderParts } from './feed-reader.ts'
import { EPOCH_BYTES, openFeedRecord, recordKey, sealFeedRecord, type FeedRecord } from './feed-record.ts'
import { MOVE_PROGRESS, movedBy, type FollowedFeeds, type OpenedRecord } from './followed-feed.ts'
import { findEra, findGroupFeed, findSecret, listGroupFeeds, type GroupFeedRow } from './group-feed-row.ts'

interface Options extends FeedReaderParts {
  ownCores: OwnCores
  person: Uint8Array
  device: KeyPair
  /** Whether this person is still in it: else nothing more of it is read. */
  isFollowed: (rows: Rows, group: Uint8Array) => boolean
  /** Whether some person writes with this device now. */
  isCurrent: (rows: Rows, device: Uint8Array) => boolean
  /** Up to where a feed counts whose writer went, or may not write in that era any more; null without end. */
  endOf: (rows: Rows, group: Uint8Array, feed: FeedWriter) => number | null
}

/** Whose feed it is, and which. */
export interface FeedWriter extends GroupFeedName {
  person: Uint8Array
}

/** Which feed of a group: whose, of which era, which generation of it. */
export interface GroupFeedName {
  era: number
  device: Uint8Array
  generation: number
}

/** How far a feed reaches, as somebody knows it. */
export interface FeedHead extends GroupFeedName {
  length: number
}

export interface KnownHead extends FeedHead {
  core: Uint8Array
  isMine: boolean
}

/** A feed with nothing in it is left out. */
function toHead(rows: Rows, row: GroupFeedRow): KnownHead[] {
  const { core, era, device, generation, isMine, nextPosition } = row
  const reached = isMine ? (findCoreMark(rows, core) ?? 0) : nextPosition
  return reached === 0 ? [] : [{ core, era, device, generation, length: reached, isMine }]
}

/** An honest feed freezes once in years: nobody is believed about more generations than this beyond what was read of one. */
const MAX_GENERATION_AHEAD = 2
/** Generations are named by four bytes. */
const MAX_GENERATION = 0xffff_ffff

export class GroupFeeds {
  /** More of a feed of this group is here, one's own or another's: after the commit, or after the append. */
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
    this.#ownCores.events.on('appended', ({ core }) => this.#tellGrown(core))
    this.#ledger.onCommit(() => {
      for (const { core, groupId } of this.#moved.splice(0))
        this.events.emit('grown', { group: groupId, core })
    })
  }

  #tellGrown(core: Uint8Array): void {
    const feed = findGroupFeed(this.#ledger, core)
    if (feed !== null) this.events.emit('grown', { group: feed.groupId, core })
  }

  /** Seals a record for the next place of one's own feed of that era. @throws NOT_FOUND when its secrets are not known */
  append(
    tx: Transaction,
    group: Uint8Array,
    since: { era: number; epoch: number },
    record: FeedRecord,
  ): void {
    const secret = findSecret(tx, group, since)
    if (secret === null) throw new EngineError('NOT_FOUND', 'This group is not known here.')
    const core = this.#takeMine(tx, group, since.era)
    const key = recordKey(secret, core)
    this.#ownCores.append(tx, core, (position) =>
      concatBytes(u32(since.epoch), sealFeedRecord(key, core, position, record)),
    )
  }

  #takeMine(tx: Transaction, group: Uint8Array, era: number): Uint8Array {
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
   * A feed of which somebody says how far it reaches: followed from now on, if it can be. Gives its core while more of it is to be had,
   * else null.
   */
  follow(tx: Transaction, group: Uint8Array, person: Uint8Array, head: FeedHead): Uint8Array | null {
    const looked = this.lookAt(tx, group, person, head)
    if (looked?.isNew === true) insertFeed(tx, looked.core, { group, person, ...head, isMine: false })
    return looked?.core ?? null
  }

  /** What `follow` would say, without a write: almost everything that is told is known already. */
  lookAt(
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

  /** Of a generation that was only told of nothing is known: it lets nobody tell of still later ones. */
  #latestRead(rows: Rows, group: Uint8Array, { device, era }: GroupFeedName): number {
    const sql = `SELECT max(generation) AS latest FROM group_feeds
      WHERE group_id = ? AND device = ? AND era = ? AND next_position > 0`
    return rows.get<{ latest: number | null }>(sql, group, device, era)?.latest ?? 0
  }

  /** How far every feed of a group is here, the latest era first; feeds with nothing in them are left out. */
  listHeads(rows: Rows, group: Uint8Array): KnownHead[] {
    const found = listGroupFeeds(rows, 'WHERE group_id = ? ORDER BY era DESC, device', group)
    return found.flatMap((row) => toHead(rows, row))
  }

  /** How far this one is here; null when it is no feed of a group, or nothing is in it. */
  findHead(rows: Rows, core: Uint8Array): KnownHead | null {
    const feed = findGroupFeed(rows, core)
    return feed === null ? null : (toHead(rows, feed)[0] ?? null)
  }

  /** How far one device's feeds of a group are known: what counts of them when it goes. */
  listHeadsOf(rows: Rows, group: Uint8Array, device: Uint8Array): FeedHead[] {
    const found = listGroupFeeds(rows, 'WHERE group_id = ? AND device = ?', group, device)
    return found.flatMap((row) => toHead(rows, row))
  }

  /** How far feeds are known of devices that write for nobody now: their persons came back on another one. */
  listHeadsOfLost(rows: Rows, group: Uint8Array): FeedHead[] {
    const found = listGroupFeeds(rows, 'WHERE group_id = ? AND is_mine = 0', group)
    const lost = found.filter(({ device }) => !this.#options.isCurrent(rows, device))
    return lost.flatMap((row) => toHead(rows, row))
  }

  findByDiscoveryKey(rows: Rows, key: Uint8Array): GroupFeedRow | null {
    return listGroupFeeds(rows, 'WHERE discovery_key = ?', Buffer.from(key))[0] ?? null
  }

  /** Looks again for what could not be read before: secrets, members or wires have come. */
  readSoon(core: Uint8Array): void {
    this.#reader.readSoon(core)
  }

  readGroupSoon(group: Uint8Array): void {
    const sql = 'SELECT core FROM group_feeds WHERE group_id = ? AND is_mine = 0'
    for (const { core } of this.#ledger.all<{ core: Uint8Array }>(sql, group)) this.readSoon(core)
  }

  /** One's own feed froze: its next generation takes what the old one did not. Null when it is none of a group. */
  succeed(tx: Transaction, frozen: Uint8Array): Uint8Array | null {
    const feed = findGroupFeed(tx, frozen)
    if (feed?.isMine !== true) return null
    const { groupId: group, era, generation } = feed
    // Looked at again at every start: it was succeeded once.
    if (!equalBytes(this.#takeMine(tx, group, era), frozen)) return null
    const next = this.#createMine(tx, group, era, generation + 1)
    for (const { position, block } of this.#ownCores.takeLost(tx, frozen)) {
      const opened = this.#open(tx, feed, position, block)
      if (opened?.audience.kind === 'group') this.append(tx, group, opened.audience, opened.record)
    }
    return next
  }

  #open(rows: Rows, feed: GroupFeedRow, position: number, block: Uint8Array): OpenedRecord | null {
    const { groupId: group, era, core, generation } = feed
    if (block.byteLength < EPOCH_BYTES) throw new MalformedRecord('a block without an epoch')
    const epoch = Buffer.from(block.buffer, block.byteOffset, EPOCH_BYTES).readUInt32LE()
    const secret = findSecret(rows, group, { era, epoch })
    // Written before we came: not for us.
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
        // Its end may have come while the block was fetched.
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

  /** The core, opened and watched. */
  async open(core: Uint8Array): Promise<void> {
    await this.#foreignCores.take(core)
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
