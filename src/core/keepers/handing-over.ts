// Handing over: after each commit, the cores that grew go to every connected station. `keep` names
// them, the blocks move by replication, and `kept` tells what is on the station's disk.
// Nothing in a send waits for this.
import { Pumps, equalBytes, toHex } from '../base/index.ts'
import type { Peer } from '../network/index.ts'
import { accountOf, MAX_CORES_AT_ONCE, proveKeep } from '../station-records/index.ts'
import {
  forgetDrops,
  findKeptLength,
  hasDrops,
  keptLengths,
  listDrops,
  recordGiven,
  recordKept,
  type DroppedRange,
  type KeptCore,
} from './cores-at-stations.ts'
import type { JoinedStations } from './joined-stations.ts'
import { forgetHandedOver } from './letters-at-stations.ts'
import { growing, type KeepersParts } from './parts.ts'
import { inPortions, requestDrop, requestKeep, requestKept, type KeptName } from './requests.ts'
import { markCaughtUp } from './station-rows.ts'

/** An own core that a station does not have completely. */
interface Outstanding {
  core: Uint8Array
  signer: Uint8Array
  namespace: Uint8Array
  length: number
  keptLength: number
  /** True if the station was asked for it on this wire. Then it fetches without being asked. */
  isAsked: boolean
}

/** What is known about the wire to one station. */
interface Round {
  peer: Peer
  outstanding: Map<string, Outstanding>
  /** The number of questions since the last progress. */
  idle: number
  bytesOut: number
  /** True if the station got something since it had everything. */
  isChanged: boolean
  /** When a core that was refused because of a limit is tried again. By the monotonic clock. */
  retryAt: number
  /** True if the station refused a core because of a limit, when it was last asked. */
  isRefused: boolean
}

const RETRY_MS = 5_000
/** So many questions without progress. */
const ASK_AGAIN_AFTER = 4
/** A wire that carried more than this since the last question has moved. */
const MOVED_BYTES = 1024

export class HandingOver {
  readonly #parts: KeepersParts
  readonly #joined: JoinedStations
  readonly #pumps: Pumps
  readonly #rounds = new Map<string, Round>()
  /** Own cores that grew since the last look, in hex. */
  readonly #grown = new Map<string, Uint8Array>()

  constructor(parts: KeepersParts, joined: JoinedStations) {
    this.#parts = parts
    this.#joined = joined
    this.#pumps = new Pumps((station) => this.#run(station), {
      log: parts.log,
      failed: 'keepers-work-failed',
    })
    joined.events.on('met', (peer) => this.#begin(peer))
    parts.ownCores.growth.on('grown', (core) => {
      if (this.#rounds.size > 0) this.#grown.set(toHex(core), core)
    })
    parts.ledger.onCommit(() => this.#wakeIfNeeded())
    parts.peers.events.on('disconnected', (peer) => {
      if (this.#rounds.get(toHex(peer.device))?.peer === peer) this.#rounds.delete(toHex(peer.device))
    })
  }

  #wakeIfNeeded(): void {
    if (this.#rounds.size === 0) return
    if (this.#grown.size === 0 && !hasDrops(this.#parts.ledger)) return
    for (const { peer } of this.#rounds.values()) this.#pumps.wake(peer.device, this.#parts.pace.settleMs)
  }

  /** Compares all own cores with what the station has. Later only those that grow. */
  #begin(peer: Peer): void {
    const { ledger, ownCores } = this.#parts
    const kept = keptLengths(ledger, peer.device)
    const outstanding = new Map<string, Outstanding>()
    for (const { core, signer, namespace, length } of ownCores.list()) {
      const keptLength = kept.get(toHex(core)) ?? 0
      if (length > keptLength)
        outstanding.set(toHex(core), { core, signer, namespace, length, keptLength, isAsked: false })
    }
    this.#rounds.set(toHex(peer.device), {
      peer,
      outstanding,
      idle: 0,
      bytesOut: 0,
      isChanged: true,
      retryAt: 0,
      isRefused: false,
    })
    this.#pumps.wake(peer.device)
  }

  async #run(station: Uint8Array): Promise<number | null> {
    const round = this.#rounds.get(toHex(station))
    if (round === undefined || !round.peer.isOpen || this.#joined.findPeer(station) === null) return null
    this.#addGrown()
    if (!(await this.#sendDrops(round))) return RETRY_MS
    if (round.outstanding.size === 0) return this.#finish(round)
    const refusedMs = await this.#askToKeep(round)
    if (refusedMs === null) return RETRY_MS
    const asked = [...round.outstanding.values()].filter(({ isAsked }) => isAsked)
    if (asked.length === 0) return round.outstanding.size === 0 ? this.#finish(round) : refusedMs
    const isProgress = await this.#askWhatIsKept(round, asked)
    if (isProgress === null) return RETRY_MS
    if (round.outstanding.size === 0) return this.#finish(round)
    return this.#pause(round, isProgress)
  }

  /** Takes the marks of all cores that grew into each round. */
  #addGrown(): void {
    if (this.#grown.size === 0) return
    const { ledger, ownCores } = this.#parts
    const marks = ownCores.marksOf([...this.#grown.values()])
    this.#grown.clear()
    for (const { peer, outstanding } of this.#rounds.values()) {
      for (const mark of marks) {
        const known = outstanding.get(toHex(mark.core))
        const keptLength = findKeptLength(ledger, peer.device, mark.core)
        if (known !== undefined) known.length = mark.length
        else if (mark.length > keptLength)
          outstanding.set(toHex(mark.core), { ...mark, keptLength, isAsked: false })
      }
      this.#pumps.wake(peer.device)
    }
  }

  /** Returns when a refused core is tried again; null if the station did not answer. */
  async #askToKeep(round: Round): Promise<number | null> {
    const { ledger, clock, pace } = this.#parts
    const now = clock.monotonicMs()
    if (now < round.retryAt) return round.retryAt - now
    const unasked = [...round.outstanding.values()].filter(({ isAsked }) => !isAsked)
    for (const some of inPortions(unasked)) {
      // The station asks for the core at once, and gets only what is recorded.
      await ledger.write((tx) => some.forEach(({ core }) => recordGiven(tx, round.peer.device, core)))
      const answers = await requestKeep(
        round.peer,
        some.map((one) => this.#nameAt(round.peer.device, one)),
      )
      if (answers === null) return null
      const taken = some.filter((_, i) => answers[i] === 'taken')
      for (const one of taken) one.isAsked = true
      for (const one of taken) await this.#dropHoles(round.peer, one)
      this.#recordRefused(round, taken.length < some.length)
      if (round.isRefused) round.retryAt = now + pace.refusedMs
    }
    return pace.refusedMs
  }

  /** A core under a blinded key is proven to be ours, because the station cannot see it. */
  #nameAt(station: Uint8Array, { core, signer, namespace }: Outstanding): KeptName {
    const { identity, ownCores } = this.#parts
    if (equalBytes(signer, identity.device.publicKey)) return { signer, namespace, proof: null }
    const proof = proveKeep(ownCores.keysOf(core), accountOf(station, identity.person), core)
    return { signer, namespace, proof }
  }

  #recordRefused(round: Round, isRefused: boolean): void {
    if (round.isRefused === isRefused) return
    round.isRefused = isRefused
    this.#joined.reportChanged()
  }

  /** True if this station refuses what it should get, because a limit is reached. */
  isRefused(station: Uint8Array): boolean {
    return this.#rounds.get(toHex(station))?.isRefused === true
  }

  /**
   * Blocks that were deleted here never come, so the station must not wait for them. It counts a
   * dropped block as kept.
   */
  async #dropHoles(peer: Peer, { core: key, keptLength }: Outstanding): Promise<void> {
    const core = await this.#parts.ownCores.openCore(key)
    const holes: DroppedRange[] = []
    for (let at = keptLength; at < core.length; at++) {
      if (await core.has(at)) continue
      const last = holes.at(-1)
      if (last?.end === at) last.end = at + 1
      else holes.push({ core: key, start: at, end: at + 1 })
    }
    for (const some of inPortions(holes)) await requestDrop(peer, some)
  }

  /** True if the station has more than before; null if it did not answer. */
  async #askWhatIsKept(round: Round, asked: readonly Outstanding[]): Promise<boolean | null> {
    const { ledger } = this.#parts
    const cores = asked.map(({ core }) => core)
    const lengths = await requestKept(round.peer, cores)
    if (lengths === null) return null
    const more: KeptCore[] = []
    for (const one of asked) {
      const keptLength = Math.min(lengths.get(toHex(one.core))!, one.length)
      if (keptLength > one.keptLength) more.push({ core: one.core, keptLength })
      one.keptLength = Math.max(one.keptLength, keptLength)
      if (one.keptLength >= one.length) round.outstanding.delete(toHex(one.core))
    }
    if (more.length === 0) return false
    round.isChanged = true
    await ledger.write((tx) => more.forEach((kept) => recordKept(tx, round.peer.device, kept)))
    this.#joined.reportChanged()
    return true
  }

  /** False if the station did not answer. */
  async #sendDrops(round: Round): Promise<boolean> {
    const { peer } = round
    const { ledger } = this.#parts
    for (;;) {
      const ranges: DroppedRange[] = listDrops(ledger, peer.device, MAX_CORES_AT_ONCE)
      if (ranges.length === 0) return true
      if (!(await requestDrop(peer, ranges))) return false
      await ledger.write((tx) => forgetDrops(tx, peer.device, ranges))
      round.isChanged = true
      round.retryAt = 0
    }
  }

  /** The station has everything that was committed. */
  async #finish(round: Round): Promise<null> {
    if (!round.isChanged) return null
    round.isChanged = false
    const { peer } = round
    await this.#parts.ledger.write((tx) => {
      markCaughtUp(tx, peer.device)
      forgetHandedOver(tx)
    })
    await this.#joined.refreshUsage(peer)
    return null
  }

  #pause(round: Round, isProgress: boolean): number {
    const { out } = round.peer.bytes
    const isMoved = isProgress || out - round.bytesOut > MOVED_BYTES
    round.bytesOut = out
    round.idle = isMoved ? 0 : round.idle + 1
    // A core that the station has taken may since have grown beyond a limit. It says so if asked.
    if (round.idle === ASK_AGAIN_AFTER) for (const one of round.outstanding.values()) one.isAsked = false
    return growing(this.#parts.pace.pollMs, round.idle)
  }

  close(): Promise<void> {
    return this.#pumps.close()
  }
}
