// What is to be done at each connected station for the gates of this person: shares go there, acts
// go there, and its decisions come back.
// Shares and acts are rows that were written with the letter or the act. Nothing in a send or a
// recall waits for this.
import { restoreBurn, areGatesChanging, hasGateErrands, listUnsent, markSent } from '../access/index.ts'
import {
  findGateByHandle,
  listPendingActs,
  listPendingForgets,
  recordForgotten,
  recordNews,
  recordReceipt,
  recordVote,
  type PendingAct,
  type StationCustomer,
} from '../gates/index.ts'
import { Pump, Pumps, equalBytes, MalformedRecord, toHex, UnknownForm, unlessUnknown } from '../base/index.ts'
import {
  decodeLogEntry,
  gateReceiptForm,
  MAX_ACTS,
  MAX_FORGOTTEN,
  MAX_NEWS_ENTRIES,
  MAX_PUT_GATES,
  type AnsweredAct,
  type GateNews,
  type LogEntry,
  type LogHead,
} from '../station-records/index.ts'
import type { Transaction } from '../ledger/index.ts'
import type { Peer } from '../network/index.ts'
import { requestActs, requestForget, requestNews, requestPut } from './gate-requests.ts'
import type { JoinedStations } from './joined-stations.ts'
import type { KeepersParts } from './parts.ts'
import { RosterErrands } from './roster-errands.ts'
import { updateGate } from './update-gate.ts'
import { keepHead, keepReceipt, markFenced, readHead, readReceipt } from './station-rows.ts'

/** How a round of one kind of errand ended. */
type Ended =
  | 'done'
  /** The station did not answer. */
  | 'later'
  /** The station has just started, and decides nothing yet. */
  | 'starting'
  /** The station refuses because of a limit, or since it lost decisions. */
  | 'refused'

/**
 * What the latest round at a station left, so that only a new errand begins another one at once.
 */
interface Left {
  /** The acts that the station refused. */
  readonly refusedActs: Set<string>
  /** True if further acts wait for the next round. */
  areActsWaiting: boolean
  areSharesWaiting: boolean
  /** True if the station took a share in this round. */
  isShareTaken: boolean
}

interface ConnectedStation {
  readonly device: Uint8Array
  left: Left
  isInRound: boolean
  /** True once it has answered what this person has seen of its log. */
  isCompared: boolean
}

const RETRY_MS = 5_000
/** In one round. A station has so many only after a recovery. */
const MAX_NEWS_PAGES = 32
/** A station that starts hears the others within a second, if they are there. */
const STARTING_MS = 1_000
/** Answers to acts that one commit records. Each has a signature to check. */
const RECORDED_AT_ONCE = 16

export class GateErrands {
  readonly #parts: KeepersParts
  readonly #joined: JoinedStations
  readonly #pumps: Pumps
  readonly #rosters: RosterErrands
  /** By their device, in hex. */
  readonly #connected = new Map<string, ConnectedStation>()
  /** Looks after a commit. */
  readonly #looking: Pump

  constructor(parts: KeepersParts, joined: JoinedStations) {
    this.#parts = parts
    this.#joined = joined
    this.#rosters = new RosterErrands(parts)
    const report = { log: parts.log, failed: 'keepers-work-failed' }
    this.#pumps = new Pumps((station) => this.#run(station), report)
    this.#looking = new Pump(() => this.#wakeIfNeeded(), report)
    joined.events.on('met', ({ device }) => {
      const begun = { left: nothingLeft(), isInRound: false, isCompared: false }
      this.#connected.set(toHex(device), { device, ...begun })
      this.#pumps.wake(device)
    })
    parts.peers.events.on('disconnected', ({ device }) => this.#connected.delete(toHex(device)))
    parts.ledger.onCommit(() => this.#lookSoon())
  }

  /** The members of a group changed, so rosters may have to be told anew. */
  refreshRosters(): void {
    this.#rosters.forgetCompared()
    for (const { device } of this.#connected.values()) this.#pumps.wake(device, this.#parts.pace.settleMs)
  }

  /** Not in the commit, because a send waits for everything that happens in it. */
  #lookSoon(): void {
    if (this.#connected.size > 0) this.#looking.wake(this.#parts.pace.settleMs)
  }

  /** A round looks itself for what was written during it. */
  #wakeIfNeeded(): void {
    if (this.#connected.size === 0 || !hasGateErrands(this.#parts.ledger)) return
    for (const one of this.#connected.values())
      if (!one.isInRound && this.#hasNew(one)) this.#pumps.wake(one.device)
  }

  /**
   * True if the station has an errand that the latest round did not try. Errands of a station that
   * is away, or that refuses them, must not wake the others at each commit.
   */
  #hasNew({ device, left }: ConnectedStation): boolean {
    const { ledger } = this.#parts
    if (!left.areSharesWaiting && listUnsent(ledger, device, 1).length > 0) return true
    if (left.areActsWaiting) return false
    return listPendingActs(ledger, device, left.refusedActs.size + 1).some((act) => !isRefused(left, act))
  }

  async #run(station: Uint8Array): Promise<number | null> {
    const [peer, connected] = [this.#joined.findOwnPeer(station), this.#connected.get(toHex(station))]
    if (peer === null || connected === undefined) return null
    connected.left = nothingLeft()
    connected.isInRound = true
    try {
      const nextMs = await this.#playRound(peer, connected)
      if (this.#isDoneWith(connected)) await this.#joined.sayGoodbye(peer)
      return this.#hasNew(connected) ? this.#parts.pace.settleMs : nextMs
    } finally {
      connected.isInRound = false
    }
  }

  /** True if this person is leaving the station, and no letter depends on it any longer. */
  #isDoneWith({ device, left }: ConnectedStation): boolean {
    const { ledger } = this.#parts
    if (!this.#joined.isLeaving(device) || areGatesChanging(ledger)) return false
    return listPendingActs(ledger, device, left.refusedActs.size + 1).every((act) => isRefused(left, act))
  }

  async #playRound(peer: Peer, connected: ConnectedStation): Promise<number> {
    const by = { station: peer.device, person: this.#parts.identity.person }
    const { left } = connected
    // A station that was put back must find it out before it answers an act.
    if (!connected.isCompared) connected.isCompared = (await this.#hearPage(peer, by)) !== 'later'
    // Acts first: a recall is more urgent than the share of another letter.
    const ended = [
      await this.#sendActs(peer, by, left),
      await this.#rosters.put(peer),
      await this.#putShares(peer, by, left),
    ]
    // A station refuses an act of a gate that it has not yet, as after a kill during the sending.
    if (left.isShareTaken && left.refusedActs.size > 0) {
      left.refusedActs.clear()
      ended[0] = await this.#sendActs(peer, by, left)
    }
    ended.push(await this.#hearNews(peer, by))
    // After the news, so that what the station decided about a letter is known before it forgets.
    ended.push(await this.#sendForgets(peer))
    return this.#pauseAfter(ended)
  }

  #pauseAfter(ended: readonly Ended[]): number {
    const { newsMs, refusedMs } = this.#parts.pace
    if (ended.includes('starting')) return Math.min(STARTING_MS, newsMs)
    if (ended.includes('later')) return Math.min(RETRY_MS, newsMs)
    return ended.includes('refused') ? Math.min(newsMs, refusedMs) : newsMs
  }

  async #putShares(peer: Peer, by: StationCustomer, left: Left): Promise<Ended> {
    const { ledger, clock } = this.#parts
    for (;;) {
      const handles = listUnsent(ledger, by.station, MAX_PUT_GATES)
      if (handles.length === 0) return 'done'
      // Also if none may leave after all, because they would be listed again at once.
      left.areSharesWaiting = true
      const gates = await ledger.write((tx) => markSent(tx, by.station, handles, clock.now()))
      if (gates.length === 0) return 'done'
      const answers = await requestPut(peer, gates)
      if (answers === null) return 'later'
      const isRecorded = await ledger.write((tx) =>
        gates.map(({ handle }, i) => {
          const isGenuine = recordReceipt(tx, by, handle, answers[i]!)
          if (isGenuine) this.#keepReceipt(tx, by, answers[i]!)
          updateGate(tx, this.#parts, handle)
          return isGenuine
        }),
      )
      left.isShareTaken ||= answers.some(({ answer }) => answer === 'kept')
      // A share that stays would be sent again at once.
      if (isRecorded.includes(false)) return 'later'
      if (answers.some(({ answer }) => answer === 'quota' || answer === 'fenced')) return 'refused'
      left.areSharesWaiting = false
    }
  }

  async #sendActs(peer: Peer, by: StationCustomer, left: Left): Promise<Ended> {
    const { ledger } = this.#parts
    for (;;) {
      const pending = listPendingActs(ledger, by.station, MAX_ACTS + left.refusedActs.size)
      const acts = pending.filter((act) => !isRefused(left, act)).slice(0, MAX_ACTS)
      if (acts.length === 0) return left.refusedActs.size > 0 ? 'refused' : 'done'
      left.areActsWaiting = true
      const answers = await requestActs(
        peer,
        acts.map(({ record }) => record),
      )
      if (answers === null) return 'later'
      if (answers.some(({ answer }) => answer === 'starting')) return 'starting'
      for (let start = 0; start < acts.length; start += RECORDED_AT_ONCE) {
        const some = acts.slice(start, start + RECORDED_AT_ONCE)
        const isRecorded = await ledger.write((tx) =>
          some.map((act, i) => this.#recordAnswer(tx, by, act, answers[start + i]!)),
        )
        // One refused act must not keep the others from the station.
        for (const [i, act] of some.entries()) if (!isRecorded[i]) left.refusedActs.add(nameOf(act))
      }
      this.#joined.reportChanged()
      left.areActsWaiting = false
    }
  }

  /** False if the answer counts for nothing. */
  #recordAnswer(tx: Transaction, by: StationCustomer, act: PendingAct, answer: AnsweredAct): boolean {
    if (!recordVote(tx, by, act, answer, this.#parts.clock.now())) return false
    this.#keepReceipt(tx, by, answer)
    // A renewed lease changes nothing that a person sees.
    const isNews = act.kind !== 'until' || answer.answer === 'burned' || answer.answer === 'released'
    if (isNews) updateGate(tx, this.#parts, act.handle)
    return true
  }

  #keepReceipt(
    tx: Transaction,
    { station }: StationCustomer,
    { receipt }: { receipt: Uint8Array | null },
  ): void {
    if (receipt !== null) keepReceipt(tx, station, receipt)
  }

  async #sendForgets(peer: Peer): Promise<Ended> {
    const { ledger } = this.#parts
    for (;;) {
      const handles = listPendingForgets(ledger, peer.device, MAX_FORGOTTEN)
      if (handles.length === 0) return 'done'
      if (!(await requestForget(peer, handles))) return 'refused'
      await ledger.write((tx) => recordForgotten(tx, peer.device, handles))
    }
  }

  async #hearNews(peer: Peer, by: StationCustomer): Promise<Ended> {
    // A station that has always more to say must not keep the shares and acts of the next round.
    for (let page = 0; page < MAX_NEWS_PAGES; page++) {
      const heard = await this.#hearPage(peer, by)
      if (heard !== 'more') return heard
    }
    return 'later'
  }

  async #hearPage(peer: Peer, by: StationCustomer): Promise<Ended | 'more'> {
    const { ledger } = this.#parts
    const before = readHead(ledger, by)
    const seen = readReceipt(ledger, by.station)
    const news = await requestNews(peer, { since: before.n, seen })
    if (news === null) return 'later'
    if (!hasNews(news, before)) return 'done'
    const isMore = await ledger.write((tx) => {
      // The log is to be heard from its first entry since the request.
      if (readHead(tx, by).n !== before.n) return true
      return this.#recordNews(tx, peer, by, news)
    })
    if (isMore === null) return 'refused'
    return isMore ? 'more' : 'done'
  }

  /**
   * Returns whether there may be more news. Null if the station's log is not believed any longer.
   */
  #recordNews(tx: Transaction, peer: Peer, by: StationCustomer, news: GateNews): boolean | null {
    if (news.isFenced) this.#fence(tx, by.station)
    try {
      const after = recordNews(tx, by, readHead(tx, by), news)
      if (after === null) {
        this.#fence(tx, by.station)
        return null
      }
      keepHead(tx, by.station, after)
      keepReceipt(tx, by.station, news.receipt)
    } catch (error) {
      if (!(error instanceof MalformedRecord)) throw error
      peer.countBadAnswer('gate-news', error)
      return null
    }
    for (const bytes of news.entries) {
      const entry = unlessUnknown(() => decodeLogEntry(bytes))
      if (entry !== null) this.#restoreBurn(tx, entry)
      else peer.countBadAnswer('gate-news', new UnknownForm('an entry of a newer station'))
    }
    return news.entries.length === MAX_NEWS_ENTRIES
  }

  #restoreBurn(tx: Transaction, entry: LogEntry): void {
    const { clock, identity, keepsKey } = this.#parts
    const object = findGateByHandle(tx, entry.handle)?.objectId
    if (object === undefined) return
    restoreBurn(tx, entry, { device: identity.device, now: clock.now(), keepsKey: keepsKey(tx, object) })
    updateGate(tx, this.#parts, entry.handle)
  }

  #fence(tx: Transaction, station: Uint8Array): void {
    if (!markFenced(tx, station)) return
    this.#parts.log.warn('station-fenced')
    // After this transaction, because the card is written in one of its own.
    setImmediate(() => void this.#joined.dropFenced())
  }

  async close(): Promise<void> {
    await this.#looking.close()
    await this.#pumps.close()
  }
}

function nothingLeft(): Left {
  return { refusedActs: new Set(), areActsWaiting: false, areSharesWaiting: false, isShareTaken: false }
}

function nameOf({ handle, seq }: PendingAct): string {
  return `${toHex(handle)} ${seq}`
}

function isRefused({ refusedActs }: Left, act: PendingAct): boolean {
  return refusedActs.has(nameOf(act))
}

/** Most answers say that nothing has happened. They need no commit. */
function hasNews({ entries, isFenced, receipt }: GateNews, { n, head }: LogHead): boolean {
  if (entries.length > 0 || isFenced) return true
  try {
    const told = gateReceiptForm.decode(receipt)
    return told.n !== n || !equalBytes(told.head, head)
  } catch {
    return true
  }
}
