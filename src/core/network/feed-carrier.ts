// Carries the records of feeds in messages of their own, so that they arrive half a round trip after
// they are on the author's disk, and one round trip after a wire opens. Between notify and receive.
// A message that is lost or does not fit costs nothing: ordinary replication brings the records.
import { MalformedRecord, Mutex, toHex, type Log } from '../base/index.ts'
import {
  carryBlocks,
  discoveryKey,
  type CarriedBlocks,
  type ForeignCores,
  type OwnCores,
} from '../cores/index.ts'
import { feedBlocksForm, feedQuestionForm, MAX_ASKED_FEEDS } from './feed-messages.ts'
import type { Peer } from './peer.ts'
import type { Peers } from './peers.ts'
import type { Replicate } from './replicate.ts'

interface Options {
  ownCores: OwnCores
  foreignCores: ForeignCores
  replicate: Pick<Replicate, 'find'>
  peers: Peers
  /** The feeds that a peer writes and this device reads. */
  listFeedsOf: (peer: Peer) => readonly Uint8Array[]
  /** Stores the next blocks of a feed of this device, if it is read here. Drops others. */
  acceptCarried: (device: Uint8Array, carried: CarriedBlocks) => Promise<void>
  log: Log
}

/** What is sent ahead of its acknowledgement. Slower readers fetch the rest themselves. */
const MAX_AHEAD = 8
const MAX_AHEAD_BYTES = 32 * 1024
const MAX_QUESTION_BYTES = 1024
const MAX_MESSAGE_BYTES = 64 * 1024
const NOTHING = new Uint8Array(0)
/** In the order in which they were sent, and as fast as a disk can sync. An author is few ahead. */
const BLOCK_LIMITS = { atOncePerAsker: 1, waiting: 4 * MAX_AHEAD, burst: 1000, perSecond: 500 }
/** A reader asks once on each wire. */
const QUESTION_LIMITS = { atOncePerAsker: 1, waiting: 8, burst: 20, perSecond: 1 }

export class FeedCarrier {
  readonly #options: Options
  /** The length up to which records of a core were sent on this wire. By core. */
  readonly #sent = new WeakMap<Peer, Map<string, number>>()
  /** The messages about all cores are made in the order of the appends. */
  readonly #turn = new Mutex()

  constructor(options: Options) {
    this.#options = options
    const { peers, ownCores, log } = options
    peers.respond({
      ...{ name: 'feed-blocks', isForStrangers: false, isOneWay: true, maxRequestBytes: MAX_MESSAGE_BYTES },
      limits: BLOCK_LIMITS,
      handle: (peer, bytes) => this.#receive(peer, bytes),
    })
    peers.respond({
      ...{
        name: 'feed-question',
        isForStrangers: false,
        isOneWay: true,
        maxRequestBytes: MAX_QUESTION_BYTES,
      },
      limits: QUESTION_LIMITS,
      handle: (peer, bytes) => this.#answer(peer, bytes),
    })
    const warn = (error: unknown): void => log.warn('feed-not-carried', { message: String(error) })
    peers.events.on('connected', (peer) => void this.#ask(peer).catch(warn))
    ownCores.events.on('appended', ({ core, start, length }) => {
      const readers = peers.list().filter((peer) => peer.person !== null && peer.hasAttached(core))
      if (readers.length > 0 && ownCores.isFeed(core))
        void this.#turn.run(() => this.#announce(core, start, length, readers)).catch(warn)
    })
  }

  /** Sends new records to the readers that have all earlier ones, or to whom these are on their way. */
  async #announce(key: Uint8Array, start: number, length: number, readers: readonly Peer[]): Promise<void> {
    const behind = readers.filter((peer) => this.#isNext(peer, key, start, length))
    if (behind.length === 0) return
    const positions = Array.from({ length: length - start }, (_, nth) => start + nth)
    const core = await this.#options.ownCores.openCore(key)
    const made = await carryBlocks(core, { length: start, positions, maxBytes: MAX_AHEAD_BYTES })
    if (made?.isWhole !== true) return
    const message = feedBlocksForm.encode({ carried: made.carried })
    for (const peer of behind) this.#send(peer, key, length, message)
  }

  #isNext(peer: Peer, key: Uint8Array, start: number, length: number): boolean {
    const known = peer.knownLength(key)
    if (known === null || length - known > MAX_AHEAD) return false
    return Math.max(known, this.#sent.get(peer)?.get(toHex(key)) ?? 0) === start
  }

  #send(peer: Peer, key: Uint8Array, length: number, message: Uint8Array): void {
    const sent = this.#sent.get(peer) ?? new Map<string, number>()
    this.#sent.set(peer, sent.set(toHex(key), length))
    peer.tell('feed-blocks', message)
  }

  async #receive(peer: Peer, bytes: Uint8Array): Promise<Uint8Array> {
    const { acceptCarried, log } = this.#options
    const { carried } = feedBlocksForm.decode(bytes)
    try {
      await acceptCarried(peer.device, carried)
    } catch (error) {
      if (error instanceof MalformedRecord) throw error
      // A full disk here is no fault of the peer.
      log.warn('feed-not-taken', { message: String(error) })
    }
    return NOTHING
  }

  /** Asks for what was written while there was no wire. */
  async #ask(peer: Peer): Promise<void> {
    const { foreignCores, listFeedsOf } = this.#options
    const cores = await Promise.all(
      listFeedsOf(peer)
        .slice(0, MAX_ASKED_FEEDS)
        .map((key) => foreignCores.openCore(key)),
    )
    const feeds = cores.map((core) => ({ feed: discoveryKey(core.key), length: core.length }))
    if (feeds.length > 0) peer.tell('feed-question', feedQuestionForm.encode({ feeds }))
  }

  async #answer(peer: Peer, bytes: Uint8Array): Promise<Uint8Array> {
    for (const { feed, length } of feedQuestionForm.decode(bytes).feeds)
      await this.#turn.run(() => this.#sendSince(peer, feed, length))
    return NOTHING
  }

  async #sendSince(peer: Peer, feed: Uint8Array, length: number): Promise<void> {
    const { replicate, ownCores } = this.#options
    const core = await replicate.find(peer, feed)
    if (core === null || !ownCores.isFeed(core.key)) return
    peer.attach(core)
    const positions = Array.from(
      { length: Math.min(core.length - length, MAX_AHEAD) },
      (_, at) => length + at,
    )
    const made = await carryBlocks(core, { length, positions, maxBytes: MAX_AHEAD_BYTES })
    if (made !== null)
      this.#send(peer, core.key, core.length, feedBlocksForm.encode({ carried: made.carried }))
  }
}
