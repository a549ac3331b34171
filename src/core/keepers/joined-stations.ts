// The stations that this person has joined: joining, leaving, the rule, and the first words on each
// new wire. All joined stations are one keeper set on the card, and the mailboxes.
import { dropPendingActs, loseStation, setLeaseDays } from '../gates/index.ts'
import { Emitter } from '../base/index.ts'
import { EngineError, type ErrorCode } from '../contract/errors.ts'
import type { UntilDays } from '../contract/station-rule.ts'
import {
  parseStationLink,
  type JoinRefusal,
  type KeeperRule,
  type StationLink,
  type StationUsage,
} from '../station-records/index.ts'
import { currentSet, MAX_KEEPERS } from '../identity/index.ts'
import { untilCommitted, type Transaction } from '../ledger/index.ts'
import type { Peer } from '../network/index.ts'
import type { KeepersParts } from './parts.ts'
import { requestCard, requestJoin, requestLeave, requestUsage } from './requests.ts'
import { changeStations, decidingAmong, describeRule, type ShownRule } from './own-set.ts'
import { checkRule } from './rule.ts'
import { updateGate } from './update-gate.ts'
import {
  findStation,
  forgetStation,
  keepStation,
  keepUsage,
  isOwnStation,
  listAllStations,
  listStations,
  markCardTold,
  markLeft,
  markNotCustomer,
  renameStation,
  type Station,
} from './station-rows.ts'
import { cleanName, nameOf, resolveStation } from './station-names.ts'
import type { Visits } from './visits.ts'

interface Waiting {
  waitMs: number
  signal?: AbortSignal
}

const REFUSALS: Readonly<Record<JoinRefusal, readonly [ErrorCode, string]>> = {
  USED: ['INVITE_USED', 'The link was used before. The station can print another.'],
  EXPIRED: ['INVITE_EXPIRED', 'The link has expired. The station can print another.'],
  FULL: ['QUOTA', 'The station has no room for another person.'],
  NOT_ACTIVE: ['INVALID', 'The station knows a newer card, on which this device does not count.'],
  NOT_A_CUSTOMER: ['INVALID', 'The station does not know this person.'],
}

const CHANGED_EVERY_MS = 250
const MEET_AGAIN_MS = 5_000
/** Readers use up what a station may send, without a word of this person. */
const USAGE_EVERY_MS = 60_000

export class JoinedStations {
  /**
   * `met`: a joined station is connected and has answered, or a station that this person leaves is
   * connected. `changed`: a row changed, or a station disconnected.
   */
  readonly events = new Emitter<{ met: Peer; changed: null }>()
  readonly #parts: KeepersParts
  readonly #visits: Visits
  #changeTimer: NodeJS.Timeout | null = null
  #usageTimer: NodeJS.Timeout | undefined

  constructor(parts: KeepersParts, visits: Visits) {
    this.#parts = parts
    this.#visits = visits
    parts.peers.events.on('stranger', (peer) => this.#meetSoon(peer))
    parts.peers.events.on('disconnected', ({ device }) => {
      if (this.isOwn(device)) this.reportChanged()
    })
  }

  isOwn(device: Uint8Array): boolean {
    return isOwnStation(this.#parts.ledger, device)
  }

  list(): Station[] {
    return listStations(this.#parts.ledger)
  }

  start(): void {
    for (const { device } of listAllStations(this.#parts.ledger)) this.#parts.peers.dial(device)
    this.#usageTimer = setInterval(() => this.#refreshAll(), USAGE_EVERY_MS).unref()
    // The process may have ended before it wrote the card.
    if (this.list().some(({ isFenced }) => isFenced)) void this.dropFenced()
  }

  /** Returns the connected joined station. Null if it is away. */
  findPeer(device: Uint8Array): Peer | null {
    const isJoined = findStation(this.#parts.ledger, device)?.leftAt === null
    return isJoined ? this.#parts.peers.find(device) : null
  }

  /** Returns the connected station, also while this person is leaving it. Null if it is away. */
  findOwnPeer(device: Uint8Array): Peer | null {
    return this.isOwn(device) ? this.#parts.peers.find(device) : null
  }

  isLeaving(device: Uint8Array): boolean {
    return (findStation(this.#parts.ledger, device)?.leftAt ?? null) !== null
  }

  /** Emits `changed` soon, at most a few times a second. */
  reportChanged(): void {
    this.#changeTimer ??= setTimeout(() => {
      this.#changeTimer = null
      this.events.emit('changed', null)
    }, CHANGED_EVERY_MS).unref()
  }

  #meetSoon(peer: Peer): void {
    if (!this.isOwn(peer.device)) return
    this.#meet(peer).catch((error: unknown) => this.#warn(error))
  }

  #warn(error: unknown): void {
    this.#parts.log.warn('station-not-met', { message: String(error) })
  }

  /** The station was too busy to answer. */
  #meetAgain(peer: Peer): void {
    setTimeout(() => {
      if (this.#parts.peers.find(peer.device) === peer) this.#meetSoon(peer)
    }, MEET_AGAIN_MS).unref()
  }

  async #meet(peer: Peer): Promise<void> {
    const { ledger, identity } = this.#parts
    const station = findStation(ledger, peer.device)
    if (station === null) return
    if (station.leftAt !== null) return this.#meetLeft(peer)
    const { number } = identity.card
    const answer =
      station.cardTold < number ? await requestCard(peer, identity.cardBytes) : await requestUsage(peer)
    if (answer === null) return this.#meetAgain(peer)
    if ('refusal' in answer) return this.#recordRefusal(peer, answer.refusal)
    await this.#recordUsage(peer.device, answer.usage, (tx) => markCardTold(tx, peer.device, number))
    this.events.emit('met', peer)
  }

  /** A station that does not know this person has nothing to answer. */
  async #meetLeft(peer: Peer): Promise<void> {
    if (await isUnknownAt(peer)) await this.sayGoodbye(peer)
    else this.events.emit('met', peer)
  }

  /** `NOT_ACTIVE` follows a change of devices, and goes by with the next card. */
  async #recordRefusal({ device }: Peer, refusal: JoinRefusal): Promise<void> {
    const { ledger, log } = this.#parts
    log.warn('station-refused', { refusal })
    if (refusal !== 'NOT_A_CUSTOMER') return
    await ledger.write((tx) => markNotCustomer(tx, device))
    this.reportChanged()
  }

  async #recordUsage(
    device: Uint8Array,
    usage: StationUsage,
    more: (tx: Transaction) => void = () => undefined,
  ): Promise<void> {
    const { ledger, clock } = this.#parts
    await ledger.write((tx) => {
      keepUsage(tx, device, usage, clock.now())
      more(tx)
    })
    this.reportChanged()
  }

  #refreshAll(): void {
    for (const { device } of this.list()) {
      const peer = this.findPeer(device)
      if (peer !== null) this.refreshUsage(peer).catch((error: unknown) => this.#warn(error))
    }
  }

  /** Asks the station how much it keeps and has sent. */
  async refreshUsage(peer: Peer): Promise<void> {
    const answer = await requestUsage(peer)
    if (answer === null) return
    if ('usage' in answer) await this.#recordUsage(peer.device, answer.usage)
    else await this.#recordRefusal(peer, answer.refusal)
  }

  /**
   * Joins the station of this link. Resolves when the card names it. A station that was joined
   * before keeps its token, unless it does not know this person any longer.
   * @throws INVALID, INVITE_USED, INVITE_EXPIRED, UNREACHABLE, QUOTA, TOO_LARGE
   */
  async add(text: string, name: string | null, waiting: Waiting): Promise<Station> {
    const { ledger, clock, identity } = this.#parts
    const link = parseStationLink(text)
    const known = findStation(ledger, link.station)
    if (known?.leftAt === null && known.isCustomer) return this.#rename(known, name)
    if (known?.leftAt !== null && this.list().length >= MAX_KEEPERS)
      throw new EngineError('TOO_LARGE', `A person can have at most ${MAX_KEEPERS} stations.`)
    if (link.expiresAt <= clock.now()) throw refused('EXPIRED')
    const { number } = identity.card
    const deadline = clock.monotonicMs() + waiting.waitMs
    const usage = await this.#visits.use(link.station, 'myself', waiting, (peer) =>
      this.#join(peer, link, deadline - clock.monotonicMs()),
    )
    if (usage === null) throw new EngineError('UNREACHABLE', 'The station did not answer.')
    const shownName = nameOf(link, name ?? known?.name ?? null)
    const row = { device: link.station, name: shownName, joinedAt: clock.now(), cardTold: number }
    await this.#change((tx) => keepStation(tx, { ...row, usage }))
    this.#parts.peers.dial(link.station)
    this.#parts.peers.refresh(link.station)
    const peer = this.#parts.peers.find(link.station)
    if (peer !== null) this.#meetSoon(peer)
    return findStation(ledger, link.station)!
  }

  /** Null if the station did not answer. */
  async #join(peer: Peer, { token }: StationLink, leftMs: number): Promise<StationUsage | null> {
    const answer = await requestJoin(peer, { token, card: this.#parts.identity.cardBytes }, leftMs)
    if (answer === null) return null
    if ('refusal' in answer) throw refused(answer.refusal)
    return answer.usage
  }

  /** @throws NOT_FOUND, AMBIGUOUS */
  async rename(text: string, name: string): Promise<Station> {
    return this.#rename(resolveStation(this.list(), text), name)
  }

  async #rename(station: Station, name: string | null): Promise<Station> {
    const { ledger } = this.#parts
    if (name !== null) await ledger.write((tx) => renameStation(tx, station.device, cleanName(name)))
    this.reportChanged()
    return findStation(ledger, station.device)!
  }

  /**
   * Leaves a station, by its name, its id, or the start of its id. The station hears of it
   * as soon as its letters are at the others. `isTold`: it has removed everything.
   * @throws NOT_FOUND, AMBIGUOUS
   */
  async leave(text: string, { waitMs, signal }: Waiting): Promise<{ station: Station; isTold: boolean }> {
    const { ledger, clock } = this.#parts
    const station = resolveStation(this.list(), text)
    await this.#change((tx) => markLeft(tx, station.device, clock.now()))
    const peer = this.#parts.peers.find(station.device)
    if (peer !== null) this.#meetSoon(peer)
    const isGone = (): boolean => findStation(ledger, station.device) === null
    await untilCommitted(ledger, isGone, waitMs, signal)
    return { station, isTold: isGone() }
  }

  /**
   * Takes this person's word that a station is destroyed. Its shares count as burned from now on,
   * and the other stations go on without it.
   * @throws NOT_FOUND, AMBIGUOUS
   */
  async lose(text: string): Promise<Station> {
    const { clock, peers } = this.#parts
    const station = resolveStation(this.list(), text)
    await this.#change((tx) => {
      for (const handle of loseStation(tx, station.device, clock.now())) updateGate(tx, this.#parts, handle)
      forgetStation(tx, station.device)
    }, 'lost')
    peers.undial(station.device)
    return station
  }

  /** Deals no further letters to stations that have lost decisions, if others remain. */
  async dropFenced(): Promise<void> {
    try {
      await this.#change(() => undefined, 'lost')
    } catch (error) {
      this.#parts.log.warn('fenced-station-not-dropped', { message: String(error) })
    }
  }

  /** Call it when the station has nothing left that this person needs. */
  async sayGoodbye(peer: Peer): Promise<void> {
    if (!(await requestLeave(peer)) && !(await isUnknownAt(peer))) return
    const { ledger, peers } = this.#parts
    // The person may have joined again meanwhile.
    const isGone = await ledger.write((tx) => {
      if (findStation(tx, peer.device)?.leftAt === null) return false
      forgetStation(tx, peer.device)
      dropPendingActs(tx, peer.device)
      return true
    })
    if (!isGone) return
    peers.undial(peer.device)
  }

  /** Returns the numbers of the newest set, and the lease. Null without stations. */
  showRule(): ShownRule | null {
    const { identity, ledger } = this.#parts
    const set = currentSet(identity.card.keepers)
    return set === null ? null : describeRule(ledger, set)
  }

  /**
   * Makes a new set with these numbers. An absent number stays. They stay until the number of
   * stations changes.
   * @throws INVALID with the reason
   */
  async setRule(wanted: Partial<KeeperRule>): Promise<ShownRule> {
    const now = this.showRule()
    const rule = { need: now?.need ?? 1, distrust: now?.distrust ?? 0, ...wanted }
    checkRule(decidingAmong(this.list()).length, rule)
    await this.#change(() => undefined, rule)
    return this.showRule()!
  }

  /** Chooses for how long stations open a letter. Longer leases reach them within minutes. */
  async setLease(days: UntilDays): Promise<void> {
    await this.#parts.ledger.write((tx) => setLeaseDays(tx, days))
  }

  /** @param rule the numbers that the person chose; `lost`: nobody chose this */
  async #change(write: (tx: Transaction) => void, rule: KeeperRule | 'lost' | null = null): Promise<void> {
    await changeStations(this.#parts, write, rule)
    this.#showCard()
    this.reportChanged()
  }

  /** The stations decide together, so each of them must know the newest set. */
  #showCard(): void {
    for (const { device } of this.list()) {
      const peer = this.#parts.peers.find(device)
      if (peer !== null) this.#meetSoon(peer)
    }
  }

  /** Ends what waits for an answer of a station. */
  close(): void {
    clearInterval(this.#usageTimer)
    const { ledger, peers } = this.#parts
    for (const { device } of listAllStations(ledger)) {
      peers.undial(device)
      peers.find(device)?.close()
    }
  }
}

function refused(refusal: JoinRefusal): EngineError {
  return new EngineError(...REFUSALS[refusal])
}

/** Such a station has nothing that it could remove. */
async function isUnknownAt(peer: Peer): Promise<boolean> {
  const answer = await requestUsage(peer)
  return answer !== null && 'refusal' in answer && answer.refusal === 'NOT_A_CUSTOMER'
}
