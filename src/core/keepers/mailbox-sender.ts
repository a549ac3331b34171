// The sender's side of mailboxes: while all devices of a contact are away, the feed for them goes
// to the stations on their card. There it comes under the key that signs the feed, which a station
// cannot compare with a person, nor with the feeds for others.
// A device of theirs that has the feed, or a mailbox that has it, needs nothing. With many absent
// contacts, a few are visited at a time, the newest feeds first, and a station that does not answer
// is tried less and less often, however many contacts it has.
import { Pump, equalBytes, inTurns, toHex, turn } from '../base/index.ts'
import type { Core } from '../cores/index.ts'
import type { PairRow } from '../feeds/index.ts'
import type { Peer } from '../network/index.ts'
import { growing, type KeepersParts } from './parts.ts'
import { requestKept } from './requests.ts'
import { StationPauses } from './station-pauses.ts'
import { forgetTold, keepTold, listAllTold, listTold } from './told-rows.ts'
import type { Visits } from './visits.ts'

/** A contact whose devices may not have the end of the feed for them. */
interface Waiting {
  person: Uint8Array
  /** When the feed grew last in this run. By the monotonic clock, as all times here. */
  grownAt: number
  /** The number of visits to stations that answered and did not take the feed. */
  failures: number
  /** The number of looks at a connected device that does not have the feed yet. */
  looks: number
  /** When such a visit may be tried again. */
  notBefore: number
  /** When there is something to do. */
  lookAt: number
  isVisited: boolean
  /** Ends the close look for dead wires, while a connected device does not have the feed. */
  stopListening: (() => void) | null
}

const VISITS_AT_ONCE = 4
/** Between two looks at a connected device. The pause grows. */
const LOOKS_MS = [250, 60_000] as const
/** Between two questions how much a mailbox has. The pause grows. */
const POLLS_MS = [50, 1_000] as const

export class MailboxSender {
  readonly #parts: KeepersParts
  readonly #visits: Visits
  readonly #isOwn: (station: Uint8Array) => boolean
  readonly #pauses: StationPauses
  readonly #pump: Pump
  readonly #waiting = new Map<string, Waiting>()
  /** Own feeds that grew since the last look, in hex. */
  readonly #grown = new Map<string, Uint8Array>()
  /** When the last device of a person went away. By the monotonic clock. */
  readonly #awaySince = new Map<string, number>()
  #startedAt = Infinity
  #visiting = 0
  #isClosed = false

  /** @param isOwn true for a station that has the feed as one of ours already */
  constructor(parts: KeepersParts, visits: Visits, isOwn: (station: Uint8Array) => boolean) {
    this.#parts = parts
    this.#visits = visits
    this.#isOwn = isOwn
    this.#pauses = new StationPauses(parts.clock, parts.pace.revisitMs)
    this.#pump = new Pump(() => this.#run(), { log: parts.log, failed: 'keepers-work-failed' })
    parts.ownCores.growth.on('grown', (core) => this.#grown.set(toHex(core), core))
    parts.feeds.events.on('changed', (person) => this.schedule(person))
    parts.ledger.onCommit(() => {
      if (this.#grown.size > 0) this.#pump.wake(parts.pace.settleMs)
    })
    parts.peers.events.on('disconnected', ({ person }) => {
      if (person === null) return
      this.#awaySince.set(toHex(person), parts.clock.monotonicMs())
      this.schedule(person)
    })
    parts.peers.events.on('connected', ({ person }) => {
      if (person !== null) this.schedule(person)
    })
  }

  /** Looks at the feeds of all contacts, because the last run may have ended before a visit. */
  start(): void {
    const { ledger, feeds, ownCores, clock } = this.#parts
    this.#startedAt = clock.monotonicMs()
    const lengths = new Map(ownCores.list().map(({ core, length }) => [toHex(core), length]))
    const told = new Map<string, number>()
    for (const { core, length } of listAllTold(ledger))
      told.set(toHex(core), Math.max(length, told.get(toHex(core)) ?? 0))
    for (const { person, myCore } of feeds.list(ledger))
      if ((lengths.get(toHex(myCore)) ?? 0) > (told.get(toHex(myCore)) ?? 0)) this.schedule(person)
  }

  /** The feed for this person, or the mailboxes on their card, may have changed. */
  schedule(person: Uint8Array): void {
    this.#addWaiting(person)
  }

  #addWaiting(person: Uint8Array): Waiting {
    const fresh = {
      person,
      grownAt: -Infinity,
      failures: 0,
      looks: 0,
      notBefore: 0,
      lookAt: 0,
      isVisited: false,
      stopListening: null,
    }
    const waiting = this.#waiting.get(toHex(person)) ?? fresh
    waiting.lookAt = 0
    this.#waiting.set(toHex(person), waiting)
    this.#pump.wake(this.#parts.pace.settleMs)
    return waiting
  }

  /** Returns after how many ms there is something to do. */
  async #run(): Promise<number | null> {
    await this.#scheduleGrown()
    const { clock } = this.#parts
    for (const waiting of this.#listDue()) {
      if (this.#isClosed || this.#visiting >= VISITS_AT_ONCE) return null
      waiting.lookAt = clock.monotonicMs() + (await this.#look(waiting))
      await turn.pass()
    }
    const times = [...this.#waiting.values()].map(({ lookAt, isVisited }) => (isVisited ? Infinity : lookAt))
    const next = Math.min(Infinity, ...times)
    return next === Infinity ? null : Math.max(0, next - clock.monotonicMs())
  }

  /** The contacts to look at now, those with the newest feeds first. */
  #listDue(): Waiting[] {
    const now = this.#parts.clock.monotonicMs()
    const due = [...this.#waiting.values()].filter(({ isVisited, lookAt }) => !isVisited && lookAt <= now)
    return due.sort((one, other) => other.grownAt - one.grownAt || 0)
  }

  /** In turns: feeds to a thousand members may have grown at once. */
  async #scheduleGrown(): Promise<void> {
    const { feeds, ledger, clock } = this.#parts
    const grown = [...this.#grown.values()]
    this.#grown.clear()
    for await (const core of inTurns(grown)) {
      const pair = feeds.findByMyCore(ledger, core)
      if (pair !== null) this.#addWaiting(pair.person).grownAt = clock.monotonicMs()
    }
  }

  /** Returns after how many ms this contact must be looked at again. */
  async #look(waiting: Waiting): Promise<number> {
    const { ledger, feeds, clock, pace, keepersOf } = this.#parts
    const { person } = waiting
    const pair = feeds.find(ledger, person)
    const mailboxes = keepersOf(ledger, person)?.mailboxes ?? []
    if (pair === null) await ledger.write((tx) => forgetTold(tx, person))
    if (pair === null || mailboxes.length === 0) return this.#forget(waiting)
    const peer = this.#findConnected(person)
    if (peer !== null) return this.#lookAtDevice(waiting, pair, peer)
    this.#stopListening(waiting)
    const places = this.#listUntold(pair, mailboxes)
    if (places.length === 0) return this.#forget(waiting)
    const since = this.#awaySince.get(toHex(person)) ?? this.#startedAt
    const leftMs = Math.max(since + pace.awayMs, waiting.notBefore) - clock.monotonicMs()
    const pausesMs = places.map((place) => this.#pauses.leftMs(place))
    if (leftMs > 0 || !pausesMs.includes(0)) return Math.max(leftMs, Math.min(...pausesMs))
    void this.#visitAll(
      waiting,
      pair,
      places.filter((_, at) => pausesMs[at] === 0),
    )
    return 0
  }

  #forget(waiting: Waiting): number {
    this.#stopListening(waiting)
    this.#waiting.delete(toHex(waiting.person))
    return Infinity
  }

  #stopListening(waiting: Waiting): void {
    waiting.stopListening?.()
    waiting.stopListening = null
  }

  #findConnected(person: Uint8Array): Peer | null {
    const { peers, ledger, devicesOf } = this.#parts
    for (const device of devicesOf(ledger, person)) {
      const peer = peers.find(device)
      if (peer !== null) return peer
    }
    return null
  }

  /** Waits until the connected device has the whole feed, so that no mailbox needs it. */
  async #lookAtDevice(waiting: Waiting, { person, myCore }: PairRow, { device }: Peer): Promise<number> {
    const { ledger, ownCores, feeds, peers } = this.#parts
    const length = feeds.lengthOfMine(ledger, person)
    // The device may have gone without a word.
    waiting.stopListening ??= peers.listenFor(myCore)
    const core = await ownCores.openCore(myCore)
    const theirs = core.peers.find(({ remotePublicKey }) => equalBytes(remotePublicKey, device))
    if (theirs === undefined || !(await hasAll(core, theirs, length)))
      return growing(LOOKS_MS, waiting.looks++)
    await ledger.write((tx) => keepTold(tx, { person, place: device, core: myCore, length }))
    return this.#forget(waiting)
  }

  /** The mailboxes that do not have the end of the feed. None if a device of the person has it. */
  #listUntold({ person, myCore }: PairRow, mailboxes: readonly Uint8Array[]): Uint8Array[] {
    const { ledger, feeds, devicesOf } = this.#parts
    const length = feeds.lengthOfMine(ledger, person)
    const told = listTold(ledger, person).filter(
      (one) => equalBytes(one.core, myCore) && one.length >= length,
    )
    const isTold = (place: Uint8Array): boolean => told.some((one) => equalBytes(one.place, place))
    if (length === 0 || devicesOf(ledger, person).some(isTold)) return []
    return mailboxes.filter((place) => !isTold(place))
  }

  async #visitAll(waiting: Waiting, pair: PairRow, places: readonly Uint8Array[]): Promise<void> {
    const { clock, pace } = this.#parts
    this.#visiting++
    waiting.isVisited = true
    const visits = places.map((place) =>
      this.#visit(pair, place).catch((error: unknown) => {
        this.#parts.log.warn('mailbox-not-visited', { message: String(error) })
        return false
      }),
    )
    const isTaken = (await Promise.all(visits)).every((isTold) => isTold)
    this.#visiting--
    waiting.isVisited = false
    if (!isTaken) waiting.notBefore = clock.monotonicMs() + growing(pace.revisitMs, waiting.failures++)
    this.#pump.wake()
  }

  /** False if the mailbox answered and does not have the whole feed on its disk. */
  async #visit({ person, myCore }: PairRow, place: Uint8Array): Promise<boolean> {
    const { ledger, feeds, ownCores, clock, pace } = this.#parts
    const length = feeds.lengthOfMine(ledger, person)
    const beganAt = clock.monotonicMs()
    // Before anything is awaited, so that the visits for other contacts see it.
    this.#pauses.begin(place, pace.visitMs)
    const core = await ownCores.openCore(myCore)
    const as = this.#isOwn(place) ? 'myself' : ownCores.keysOf(myCore)
    const kept = await this.#visits.use(place, as, { waitMs: pace.visitMs }, (peer) => {
      this.#resumeReached(place)
      peer.attach(core)
      return this.#awaitKept(peer, myCore, length)
    })
    if (this.#isClosed) return true
    if (kept === null) this.#pauses.recordAway(place, beganAt)
    if (kept === null) return true
    await ledger.write((tx) => keepTold(tx, { person, place, core: myCore, length: kept }))
    return kept >= length
  }

  /** Contacts that wait for a station that is back need not wait longer. */
  #resumeReached(place: Uint8Array): void {
    if (!this.#pauses.recordReached(place)) return
    for (const waiting of this.#waiting.values()) waiting.lookAt = 0
    this.#pump.wake()
  }

  /** Asks until the mailbox has this length, or has had no news for too long. */
  async #awaitKept(peer: Peer, core: Uint8Array, length: number): Promise<number> {
    const { clock, pace } = this.#parts
    const deadline = clock.monotonicMs() + pace.visitMs
    let kept = 0
    for (let tries = 0; ; tries++) {
      kept = (await requestKept(peer, [core]))?.get(toHex(core)) ?? kept
      const isOver = clock.monotonicMs() >= deadline || !peer.isOpen || this.#isClosed
      if (kept >= length || isOver) return Math.min(kept, length)
      await pause(growing(POLLS_MS, tries))
    }
  }

  close(): Promise<void> {
    this.#isClosed = true
    for (const waiting of this.#waiting.values()) this.#stopListening(waiting)
    return this.#pump.close()
  }
}

/** True if the peer has every block before `length` that is not cleared here. */
async function hasAll(core: Core, peer: Core['peers'][number], length: number): Promise<boolean> {
  for (let at = peer.remoteContiguousLength; at < length; at++)
    if (!peer.remoteBitfield.get(at) && (await core.has(at))) return false
  return true
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms).unref())
}
