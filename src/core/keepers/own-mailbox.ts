// The mailboxes of this person: every joined station watches the feeds that contacts write for
// them. When a watched feed grows there, it is attached and read, and what was read is dropped.
import { Pumps, toHex } from '../base/index.ts'
import { stationGrownForm } from '../station-records/index.ts'
import type { Peer } from '../network/index.ts'
import {
  listWatches,
  recordDroppedRead,
  removeWatched,
  recordWatched,
  type DroppedRange,
  type WatchedCore,
} from './cores-at-stations.ts'
import type { JoinedStations } from './joined-stations.ts'
import type { KeepersParts } from './parts.ts'
import { inPortions, requestDrop, requestKept, requestWatch } from './requests.ts'

/** What is known about the wire to one station. */
interface Round {
  peer: Peer
  /** True if the station watches what it should. */
  isSettled: boolean
  /** True if the station was asked for all lengths on this wire. */
  isLookedAt: boolean
  /** Watched cores that the station says have grown, in hex. */
  grown: Map<string, Uint8Array>
  /** The watched cores with blocks at the station, in hex, with the length that it claims. */
  reading: Map<string, number>
}

const RETRY_MS = 5_000
const MAX_GROWN_BYTES = 16 * 1024
const HEARD = Uint8Array.of(0)

export class OwnMailbox {
  readonly #parts: KeepersParts
  readonly #joined: JoinedStations
  readonly #pumps: Pumps
  readonly #rounds = new Map<string, Round>()
  #isPairChanged = false

  constructor(parts: KeepersParts, joined: JoinedStations) {
    this.#parts = parts
    this.#joined = joined
    this.#pumps = new Pumps((station) => this.#run(station), {
      log: parts.log,
      failed: 'keepers-work-failed',
    })
    joined.events.on('met', (peer) => this.#begin(peer))
    parts.feeds.events.on('changed', () => {
      this.#isPairChanged = true
    })
    parts.ledger.onCommit(() => this.#onCommit())
    parts.peers.events.on('disconnected', (peer) => {
      if (this.#rounds.get(toHex(peer.device))?.peer === peer) this.#rounds.delete(toHex(peer.device))
    })
    parts.peers.respond({
      name: 'station-grown',
      isForStrangers: true,
      maxRequestBytes: MAX_GROWN_BYTES,
      handle: (peer, request) => this.#hearGrown(peer, request),
    })
  }

  #begin(peer: Peer): void {
    const round = { peer, isSettled: false, isLookedAt: false, grown: new Map(), reading: new Map() }
    this.#rounds.set(toHex(peer.device), round)
    this.#pumps.wake(peer.device)
  }

  /** Reading moves positions, so a commit may allow to drop blocks at a station. */
  #onCommit(): void {
    const isChanged = this.#isPairChanged
    this.#isPairChanged = false
    if (isChanged) this.refreshWatches()
    for (const { peer, reading } of this.#rounds.values())
      if (reading.size > 0) this.#pumps.wake(peer.device, this.#parts.pace.settleMs)
  }

  /** A pair changed, or a contact was blocked or unblocked. */
  refreshWatches(): void {
    for (const round of this.#rounds.values()) {
      round.isSettled = false
      this.#pumps.wake(round.peer.device, this.#parts.pace.settleMs)
    }
  }

  #hearGrown(peer: Peer, request: Uint8Array): Uint8Array {
    const round = this.#rounds.get(toHex(peer.device))
    const { cores } = stationGrownForm.decode(request)
    if (round?.peer !== peer) return HEARD
    // Only cores that it may watch, so that a station cannot make this list long.
    for (const core of cores) if (this.#isFeed(core)) round.grown.set(toHex(core), core)
    this.#pumps.wake(peer.device)
    return HEARD
  }

  #isFeed(core: Uint8Array): boolean {
    return this.#parts.feeds.findByTheirCore(this.#parts.ledger, core) !== null
  }

  async #run(station: Uint8Array): Promise<number | null> {
    const round = this.#rounds.get(toHex(station))
    if (round === undefined || !round.peer.isOpen || this.#joined.findPeer(station) === null) return null
    if (!round.isSettled && !(await this.#updateWatches(round))) {
      round.isSettled = false
      return RETRY_MS
    }
    if (!round.isLookedAt && !(await this.#lookAtAll(round))) return RETRY_MS
    await this.#readGrown(round)
    if (!(await this.#dropRead(round))) return RETRY_MS
    // A station that refused because of a limit is asked again later.
    return round.isSettled ? null : this.#parts.pace.refusedMs
  }

  /**
   * Asks the station to watch exactly the feeds of the contacts that are not blocked. False if it
   * did not answer.
   */
  async #updateWatches(round: Round): Promise<boolean> {
    // The next run handles a change during the requests.
    round.isSettled = true
    const { ledger } = this.#parts
    const wanted = new Map(this.#listFeeds().map((core) => [toHex(core), core]))
    const watched = listWatches(ledger, round.peer.device).map(({ core }) => core)
    const known = new Set(watched.map(toHex))
    const missing = [...wanted].flatMap(([id, core]) => (known.has(id) ? [] : [core]))
    const isAnswered = await this.#unwatch(
      round.peer,
      watched.filter((core) => !wanted.has(toHex(core))),
    )
    return isAnswered && this.#watch(round, missing)
  }

  async #unwatch(peer: Peer, cores: readonly Uint8Array[]): Promise<boolean> {
    for (const some of inPortions(cores)) {
      if ((await requestWatch(peer, 'unwatch', some)) === null) return false
      await this.#parts.ledger.write((tx) => some.forEach((core) => removeWatched(tx, peer.device, core)))
    }
    return true
  }

  async #watch(round: Round, cores: readonly Uint8Array[]): Promise<boolean> {
    const { ledger } = this.#parts
    const { device } = round.peer
    for (const some of inPortions(cores)) {
      // The station may ask for the core at once, and gets only what is recorded.
      await ledger.write((tx) => some.forEach((core) => recordWatched(tx, device, core)))
      const answers = await requestWatch(round.peer, 'watch', some)
      const refused = some.filter((_, i) => answers?.[i] !== 'taken')
      await ledger.write((tx) => refused.forEach((core) => removeWatched(tx, device, core)))
      if (answers === null) return false
      if (refused.length > 0) round.isSettled = false
    }
    return true
  }

  #listFeeds(): Uint8Array[] {
    const { feeds, ledger, isBlocked } = this.#parts
    return feeds
      .list(ledger)
      .filter(({ person }) => !isBlocked(ledger, person))
      .map(({ theirCore }) => theirCore)
  }

  /** On a new wire the station may have watched cores that grew while this device was away. */
  async #lookAtAll(round: Round): Promise<boolean> {
    const cores = listWatches(this.#parts.ledger, round.peer.device).map(({ core }) => core)
    const lengths = await requestKept(round.peer, cores)
    if (lengths === null) return false
    round.isLookedAt = true
    for (const core of cores) await this.#readIfLonger(round, core, lengths.get(toHex(core))!)
    return true
  }

  async #readGrown(round: Round): Promise<void> {
    const grown = [...round.grown.values()]
    if (grown.length === 0) return
    const lengths = await requestKept(round.peer, grown)
    for (const core of grown) round.grown.delete(toHex(core))
    for (const core of grown) await this.#readIfLonger(round, core, lengths?.get(toHex(core)) ?? 0)
  }

  /** A length that the station claims is only a reason to look. */
  async #readIfLonger(round: Round, core: Uint8Array, length: number): Promise<void> {
    const { feeds, ledger, foreignCores } = this.#parts
    const pair = feeds.findByTheirCore(ledger, core)
    if (pair === null || length === 0) return
    round.reading.set(toHex(core), length)
    if (length <= pair.nextPosition) return
    round.peer.attach(await foreignCores.openCore(core))
    feeds.catchUp(pair.person)
  }

  /** False if the station did not answer. */
  async #dropRead(round: Round): Promise<boolean> {
    if (round.reading.size === 0) return true
    const { ledger } = this.#parts
    const { device } = round.peer
    const ranges: DroppedRange[] = listWatches(ledger, device).flatMap((watched) =>
      this.#findRead(round, watched),
    )
    for (const some of inPortions(ranges)) {
      if (!(await requestDrop(round.peer, some))) return false
      await ledger.write((tx) =>
        some.forEach(({ core, end }) => recordDroppedRead(tx, device, { core, droppedLength: end })),
      )
      for (const { core, end } of some)
        if (end >= (round.reading.get(toHex(core)) ?? 0)) round.reading.delete(toHex(core))
    }
    return true
  }

  /** The blocks of a watched core that are at the station and were read. */
  #findRead(round: Round, { core, droppedLength }: WatchedCore): DroppedRange[] {
    const length = round.reading.get(toHex(core))
    if (length === undefined) return []
    const pair = this.#parts.feeds.findByTheirCore(this.#parts.ledger, core)
    if (pair === null) return []
    const end = Math.min(pair.nextPosition, length)
    if (end <= droppedLength && droppedLength >= length) round.reading.delete(toHex(core))
    return end > droppedLength ? [{ core, start: droppedLength, end }] : []
  }

  close(): Promise<void> {
    return this.#pumps.close()
  }
}
