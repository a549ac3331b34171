// Following: which public feeds this device reads, and from which peers.
// Replicate and receive for public posts. Followers pass feeds on to each other, so the author need
// not be online.
import type { ForeignArchive } from '../public-archive/index.ts'
import { Emitter, equalBytes, MalformedRecord, orderedAt, toHex } from '../base/index.ts'
import type { CarriedBlocks } from '../cores/index.ts'
import { EngineError } from '../contract/errors.ts'
import { FeedReader, type FeedReaderParts, type FeedSource, type Notice } from '../feeds/index.ts'
import type { DeliveryParts } from '../delivery/index.ts'
import type { Rows, Transaction } from '../ledger/index.ts'
import { publicTopic } from '../identity/index.ts'
import type { Peer } from '../network/index.ts'
import type { AwayFeed } from '../keepers/index.ts'
import { forgetSeen } from './archive-seen.ts'
import { listAwayFeeds } from './away-followed-feeds.ts'
import { findByCore, findFollowed, followedFeeds, listFollowed, type FollowedRow } from './followed-row.ts'
import { EarlierAlbums } from './earlier-albums.ts'
import { FollowedArchives } from './followed-archives.ts'
import { PostFetcher } from './post-fetcher.ts'
import type { PublicCores } from './public-cores.ts'
import type { PublicFeed } from './public-feed.ts'
import { publicFeedKey } from './public-names.ts'
import { factsOf } from '../store/index.ts'

interface Parts {
  letters: DeliveryParts
  publicFeed: PublicFeed
  publicCores: PublicCores
  foreignArchive: ForeignArchive
  reader: FeedReaderParts
}

interface FollowedPerson extends Pick<FollowedRow, 'person' | 'since' | 'address' | 'posts' | 'latestAt'> {
  online: boolean
}

/** How much of an existing feed is read when the follow begins; the rest is in the archive. */
const FIRST_BYTES = 64 * 1024
const TAIL_TIMEOUT_MS = 15_000
const MAX_FOLLOWED = 1000
const MOVE_TO_DEVICE = `
  UPDATE follows SET device = ?, generation = 0, core = ?, next_core = ?, is_begun = 0, next_position = 0, bytes_read = 0,
    parked = NULL, archive_core = NULL, archive_length = 0, has_albums = 0 WHERE person = ? AND device = ?`

function firstFeedsOf(person: Uint8Array, device: Uint8Array): [core: Uint8Array, next: Uint8Array] {
  return [publicFeedKey(person, device, 0), publicFeedKey(person, device, 1)]
}

export class Follows {
  readonly events = new Emitter<{ changed: Uint8Array }>()
  readonly archives: FollowedArchives
  readonly #parts: Parts
  readonly #reader: FeedReader
  readonly #beginning = new Set<string>()
  #changed: Uint8Array[] = []
  readonly #fetcher: PostFetcher
  readonly #albums: EarlierAlbums
  #received: Notice[] = []
  readonly #stops: (() => void)[] = []

  constructor(parts: Parts) {
    this.#parts = parts
    const { letters } = parts
    const isPublishing = (row: Pick<FollowedRow, 'person' | 'device'>): boolean =>
      equalBytes(this.#publishingDevice(row), row.device)
    this.#reader = new FeedReader(parts.reader, followedFeeds(letters.ledger, isPublishing))
    this.#fetcher = new PostFetcher(letters)
    this.#albums = new EarlierAlbums(parts)
    this.archives = new FollowedArchives(parts)
    if (letters.ledger.isDamaged) return
    this.#stops = [
      letters.foreignCores.events.on('grown', ({ core }) => this.#onGrown(core)),
      letters.peers.events.on('connected', (peer) => this.#meet(peer)),
      letters.peers.events.on('stranger', (peer) => this.#meet(peer)),
      letters.addressBook.devices.events.on('changed', () => this.#leaveLostDevices()),
      letters.addressBook.events.on('blocked', (person) => this.#leave(person)),
      letters.addressBook.events.on('unblocked', (person) => this.#seekAgain(person)),
      letters.ledger.onCommit(() => {
        for (const person of this.#changed.splice(0)) {
          this.events.emit('changed', person)
          this.#albums.fetchSoon(person)
        }
        for (const { ref, size } of this.#received.splice(0)) this.#fetcher.want(ref, size)
      }),
    ]
  }

  /** Looks for the authors, and makes the own feed available. */
  start(): void {
    if (this.#parts.letters.ledger.isDamaged) return
    this.#leaveLostDevices()
    for (const row of listFollowed(this.#parts.letters.ledger)) this.#seek(row)
    this.offerOwnFeed()
  }

  /** Makes the own feed available to connected peers and on its topic. */
  offerOwnFeed(): void {
    const { letters, publicFeed } = this.#parts
    if (publicFeed.find(letters.ledger) === null) return
    letters.peers.joinTopic(publicTopic(letters.identity.person))
    for (const peer of letters.peers.list()) this.#meet(peer)
  }

  /**
   * Follows an author; the follow is on disk when this resolves. The author is not notified.
   * @throws INVALID for oneself, BLOCKED, QUOTA
   */
  async follow(author: { person: Uint8Array; device: Uint8Array; address: string | null }): Promise<void> {
    const { ledger, identity, addressBook, clock, peers, authorStations } = this.#parts.letters
    const { person, address } = author
    const device = this.#publishingDevice(author)
    if (equalBytes(person, identity.person)) throw new EngineError('INVALID', 'You need not follow yourself.')
    if (addressBook.isBlockedPerson(ledger, person))
      throw new EngineError('BLOCKED', 'You have blocked this person.')
    const [core, next] = firstFeedsOf(person, device)
    await ledger.write((tx) => {
      const { count } = tx.get<{ count: number }>('SELECT COUNT(*) AS count FROM follows')!
      if (count >= MAX_FOLLOWED) throw new EngineError('QUOTA', `You follow ${MAX_FOLLOWED} persons already.`)
      const known = findFollowed(tx, person)
      if (known !== null && equalBytes(known.device, device)) return
      tx.run('DELETE FROM follows WHERE person = ?', person)
      tx.run(
        'INSERT INTO follows (person, device, since, address, generation, core, next_core) VALUES (?, ?, ?, ?, 0, ?, ?)',
        ...[person, device, clock.now(), address, core, next],
      )
      this.#allowFeeds(tx, { person, device, core, nextCore: next })
      this.#changed.push(person)
    })
    this.#seek(findFollowed(ledger, person)!)
    for (const peer of peers.list()) this.#meet(peer)
    // Their stations may have the feed, and the next round to absent authors may be an hour away.
    if (peers.find(device) === null) authorStations.readFeeds()
  }

  /** Stops following. Posts that have arrived stay. @throws NOT_FOUND */
  async unfollow(person: Uint8Array): Promise<void> {
    const { ledger, peers, addressBook } = this.#parts.letters
    const row = findFollowed(ledger, person)
    if (row === null) throw new EngineError('NOT_FOUND', 'You do not follow this person.')
    await ledger.write((tx) => {
      tx.run('DELETE FROM follows WHERE person = ?', person)
      this.#parts.publicCores.forget(tx, person)
      forgetSeen(tx, person)
      this.#changed.push(person)
    })
    peers.leaveTopic(publicTopic(person))
    if (addressBook.whoIs(row.device) === null) peers.undial(row.device)
  }

  list(): FollowedPerson[] {
    const { ledger, peers } = this.#parts.letters
    return listFollowed(ledger).map(({ person, device, since, address, posts, latestAt }) => ({
      ...{ person, since, address, posts, latestAt },
      online: peers.find(device) !== null,
    }))
  }

  /** For diagnostics: how far each feed was read, and why reading stopped. */
  listFeeds(): Pick<FollowedRow, 'person' | 'parked' | 'day' | 'nextPosition' | 'bytesRead'>[] {
    return listFollowed(this.#parts.letters.ledger)
  }

  /** The feeds that can be read from the stations of authors who are away. */
  listAwayFeeds(rows: Rows): AwayFeed[] {
    const { foreignCores, addressBook } = this.#parts.letters
    return listAwayFeeds(rows, {
      foreignCores,
      isBlocked: (some, person) => addressBook.isBlockedPerson(some, person),
      readSoon: (core) => this.#readSoon(core),
    })
  }

  #allowFeeds(tx: Transaction, row: Pick<FollowedRow, 'person' | 'device' | 'core' | 'nextCore'>): void {
    for (const core of [row.core, row.nextCore])
      this.#parts.publicCores.allowForeign(tx, core, row.person, row.device)
  }

  #seek({ person, device, core }: FollowedRow): void {
    const { peers, addressBook, ledger } = this.#parts.letters
    if (addressBook.isBlockedPerson(ledger, person)) return
    peers.joinTopic(publicTopic(person))
    peers.dial(device)
    this.#readSoon(core)
  }

  /** An address may name a device that its person has lost since. */
  #publishingDevice({ person, device }: Pick<FollowedRow, 'person' | 'device'>): Uint8Array {
    const { ledger, addressBook } = this.#parts.letters
    return addressBook.devices.publishingDevice(ledger, person, device)
  }

  /** Follows the new device of every author who lost the followed one. */
  #leaveLostDevices(): void {
    for (const row of listFollowed(this.#parts.letters.ledger))
      if (!equalBytes(this.#publishingDevice(row), row.device)) this.#leaveDevice(row).catch(this.#report)
  }

  async #leaveDevice({
    person,
    device: lost,
    core: lostCore,
    nextCore: lostNext,
  }: FollowedRow): Promise<void> {
    const { ledger, peers } = this.#parts.letters
    const device = this.#publishingDevice({ person, device: lost })
    const [core, next] = firstFeedsOf(person, device)
    await ledger.write((tx) => {
      tx.run(MOVE_TO_DEVICE, device, core, next, person, lost)
      for (const one of [lostCore, lostNext]) this.#parts.publicCores.forbid(tx, one)
      this.#allowFeeds(tx, { person, device, core, nextCore: next })
      this.#changed.push(person)
    })
    peers.undial(lost)
    const row = findFollowed(ledger, person)
    if (row === null) return
    this.#seek(row)
    for (const peer of peers.list()) this.#meet(peer)
  }

  #leave(person: Uint8Array): void {
    const { ledger, peers } = this.#parts.letters
    const row = findFollowed(ledger, person)
    if (row === null) return
    peers.leaveTopic(publicTopic(person))
    peers.undial(row.device)
    peers.hangUp(row.device)
  }

  /** Reads on from the position where the feed was left. */
  #seekAgain(person: Uint8Array): void {
    const row = findFollowed(this.#parts.letters.ledger, person)
    if (row === null) return
    this.#seek(row)
    for (const peer of this.#parts.letters.peers.list()) this.#meet(peer)
    this.#albums.fetchSoon(person)
  }

  /**
   * Asks a peer for the followed feeds and offers the own one, because any peer may follow the same
   * authors.
   */
  #meet(peer: Peer): void {
    this.#attachAll(peer).catch((error: unknown) =>
      this.#parts.letters.log.warn('public-not-attached', { message: String(error) }),
    )
  }

  async #attachAll(peer: Peer): Promise<void> {
    const { letters, publicFeed } = this.#parts
    const own = publicFeed.find(letters.ledger)
    const ownCore = own === null ? null : await this.#parts.publicCores.findByKey(own.core)
    if (ownCore !== null) peer.attach(ownCore)
    for (const { core, nextCore } of listFollowed(letters.ledger))
      for (const key of [core, nextCore]) peer.attach(await letters.foreignCores.openCore(key))
    for (const { core } of listFollowed(letters.ledger)) this.#readSoon(core)
    this.#fetcher.retry()
    this.#albums.fetchAll()
  }

  /** Runs inside a Hypercore event, so it must not throw. */
  #onGrown(core: Uint8Array): void {
    try {
      const row = findByCore(this.#parts.letters.ledger, core)
      if (row === null) return
      if (equalBytes(row.core, core)) this.#readSoon(core)
      else this.#moveToNextCore(row).catch(this.#report)
    } catch (error) {
      this.#report(error)
    }
  }

  readonly #report = (error: unknown): void =>
    this.#parts.letters.log.warn('followed-not-read', { message: String(error) })

  /**
   * The author's device wrote to the next core of its feed. Only that device can, and it does so
   * only if this core froze.
   */
  async #moveToNextCore({ person, device, generation, nextCore }: FollowedRow): Promise<void> {
    const { letters } = this.#parts
    await letters.ledger.write((tx) => {
      const row = findFollowed(tx, person)
      if (row?.generation !== generation) return
      const after = publicFeedKey(person, device, generation + 2)
      tx.run(
        `UPDATE follows SET generation = generation + 1, core = next_core, next_core = ?, next_position = 0, bytes_read = 0,
           is_begun = 1, parked = NULL WHERE person = ?`,
        ...[after, person],
      )
      this.#allowFeeds(tx, { person, device, core: nextCore, nextCore: after })
    })
    this.#readSoon(nextCore)
    for (const peer of letters.peers.list()) this.#meet(peer)
  }

  #readSoon(core: Uint8Array): void {
    const row = findByCore(this.#parts.letters.ledger, core)
    if (row === null) return
    if (row.isBegun) return this.#reader.readSoon(core)
    const { addressBook, ledger } = this.#parts.letters
    const id = toHex(core)
    if (this.#beginning.has(id) || addressBook.isBlockedPerson(ledger, row.person)) return
    this.#beginning.add(id)
    this.#begin(row)
      .catch(this.#report)
      .finally(() => this.#beginning.delete(id))
  }

  /** Reads only the last records of an existing feed; older posts are looked up in the archive. */
  async #begin({ person, core }: FollowedRow): Promise<void> {
    const { ledger, foreignCores } = this.#parts.letters
    if ((await foreignCores.openCore(core)).length === 0) return
    const tail = await foreignCores.findTail(core, FIRST_BYTES, TAIL_TIMEOUT_MS)
    if (tail === null) return
    await ledger.write((tx) =>
      tx.run(
        'UPDATE follows SET is_begun = 1, next_position = ?, bytes_read = ? WHERE person = ? AND core = ? AND is_begun = 0',
        ...[tail.position, tail.byte, person, core],
      ),
    )
    this.#reader.readSoon(core)
  }

  /** Stores how far an author's archive goes, as their feed states. @throws MalformedRecord */
  receiveArchive(
    tx: Transaction,
    source: FeedSource,
    { core, length }: { core: Uint8Array; length: number },
  ): void {
    const { publicCores } = this.#parts
    if (!Number.isSafeInteger(length) || length < 1)
      throw new MalformedRecord('an archive with an invalid length')
    if (publicCores.isOwn(core)) throw new MalformedRecord('an archive in a core of this device')
    publicCores.allowForeign(tx, core, source.person, source.device)
    tx.run(
      'UPDATE follows SET archive_core = ?, archive_length = ? WHERE person = ? AND core = ?',
      ...[core, length, source.person, source.core],
    )
    this.#changed.push(source.person)
  }

  /** A new post arrived, or a part of an album; a part does not count as a post. */
  receivePost(tx: Transaction, { person }: FeedSource, notice: Notice): void {
    tx.run(
      'UPDATE follows SET posts = posts + ?, latest_at = max(ifnull(latest_at, 0), ?) WHERE person = ?',
      ...[factsOf(notice.kind).isPost ? 1 : 0, orderedAt(notice.at, this.#parts.letters.clock.now()), person],
    )
    this.#changed.push(person)
    this.#received.push(notice)
  }

  /** Stores the next blocks of a public feed, which its author sent ahead. Others are dropped. */
  acceptCarried(device: Uint8Array, carried: CarriedBlocks): Promise<void> {
    return this.#reader.acceptCarried(device, carried)
  }

  async close(): Promise<void> {
    for (const stop of this.#stops.splice(0)) stop()
    this.#reader.close()
    this.#albums.close()
    await this.#fetcher.close()
  }
}
