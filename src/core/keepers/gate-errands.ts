// What is to be done at each connected station for the gates of this person: shares go there, acts
// go there, and its decisions come back.
// Shares and acts are rows that were written with the letter or the act. Nothing in a send or a
// recall waits for this.
import {
  hasGateErrands,
  listPendingActs,
  listUnsent,
  markSent,
  recordNews,
  recordReceipt,
  recordVote,
  settleGate,
  type StationCustomer,
} from '../access/index.ts'
import { MalformedRecord, toHex } from '../base/index.ts'
import { decodeLogEntry, MAX_ACTS, MAX_NEWS_ENTRIES, MAX_PUT_GATES, type GateNews } from '../custody/index.ts'
import type { Transaction } from '../ledger/index.ts'
import type { Peer } from '../network/index.ts'
import { touch } from '../views/index.ts'
import { requestActs, requestNews, requestPut } from './gate-requests.ts'
import type { JoinedStations } from './joined-stations.ts'
import type { KeepersParts } from './parts.ts'
import { Pumps } from './pump.ts'
import { keepHead, markFenced, readHead } from './station-rows.ts'

/** How a round of one kind of errand ended. */
type Ended =
  | 'done'
  /** The station did not answer, or decides nothing now. */
  | 'later'
  /** The station refuses because of a limit, or since it lost decisions. */
  | 'refused'

const RETRY_MS = 5_000

export class GateErrands {
  readonly #parts: KeepersParts
  readonly #joined: JoinedStations
  readonly #pumps: Pumps
  readonly #connected = new Map<string, Uint8Array>()

  constructor(parts: KeepersParts, joined: JoinedStations) {
    this.#parts = parts
    this.#joined = joined
    this.#pumps = new Pumps((station) => this.#run(station), parts)
    joined.events.on('met', ({ device }) => {
      this.#connected.set(toHex(device), device)
      this.#pumps.wake(device)
    })
    parts.peers.events.on('disconnected', ({ device }) => this.#connected.delete(toHex(device)))
    parts.ledger.onCommit(() => this.#wakeIfNeeded())
  }

  #wakeIfNeeded(): void {
    if (this.#connected.size === 0 || !hasGateErrands(this.#parts.ledger)) return
    for (const device of this.#connected.values()) this.#pumps.wake(device, this.#parts.pace.settleMs)
  }

  /** A station says that it has decided something. */
  wake(station: Uint8Array): void {
    if (this.#connected.has(toHex(station))) this.#pumps.wake(station)
  }

  async #run(station: Uint8Array): Promise<number | null> {
    const peer = this.#joined.findPeer(station)
    if (peer === null) return null
    const by = { station, person: this.#parts.identity.person }
    // Acts first: a recall is more urgent than the share of another letter.
    const ended = [
      await this.#sendActs(peer, by),
      await this.#putShares(peer, by),
      await this.#hearNews(peer, by),
    ]
    const { newsMs, refusedMs } = this.#parts.pace
    if (ended.includes('later')) return Math.min(RETRY_MS, newsMs)
    return ended.includes('refused') ? Math.min(newsMs, refusedMs) : newsMs
  }

  async #putShares(peer: Peer, by: StationCustomer): Promise<Ended> {
    const { ledger, clock } = this.#parts
    for (;;) {
      const handles = listUnsent(ledger, by.station, MAX_PUT_GATES)
      const gates = await ledger.write((tx) => markSent(tx, by.station, handles, clock.now()))
      if (gates.length === 0) return 'done'
      const answers = await requestPut(peer, gates)
      if (answers === null) return 'later'
      const isRecorded = await ledger.write((tx) =>
        gates.map(({ handle }, i) => {
          const isGenuine = recordReceipt(tx, by, handle, answers[i]!)
          this.#settle(tx, handle)
          return isGenuine
        }),
      )
      // A share that stays would be sent again at once.
      if (isRecorded.includes(false)) return 'later'
      if (answers.some(({ answer }) => answer === 'quota' || answer === 'fenced')) return 'refused'
    }
  }

  async #sendActs(peer: Peer, by: StationCustomer): Promise<Ended> {
    const { ledger, clock } = this.#parts
    for (;;) {
      const acts = listPendingActs(ledger, by.station, MAX_ACTS)
      if (acts.length === 0) return 'done'
      const answers = await requestActs(
        peer,
        acts.map(({ record }) => record),
      )
      if (answers === null) return 'later'
      const isRecorded = await ledger.write((tx) =>
        acts.map((act, i) => {
          const isGenuine = recordVote(tx, by, act, answers[i]!, clock.now())
          if (isGenuine) this.#settle(tx, act.handle)
          return isGenuine
        }),
      )
      if (isRecorded.includes(false))
        return answers.some(({ answer }) => answer === 'starting') ? 'later' : 'refused'
    }
  }

  async #hearNews(peer: Peer, by: StationCustomer): Promise<Ended> {
    const { ledger } = this.#parts
    for (;;) {
      const before = readHead(ledger, by)
      const news = await requestNews(peer, before.n)
      if (news === null) return 'later'
      const isMore = await ledger.write((tx) => this.#recordNews(tx, by, news))
      if (isMore === null) return 'refused'
      if (!isMore) return 'done'
    }
  }

  /** Returns whether there may be more news. Null if the station's log is not believed any longer. */
  #recordNews(tx: Transaction, by: StationCustomer, news: GateNews): boolean | null {
    if (news.isFenced) this.#fence(tx, by.station)
    try {
      const after = recordNews(tx, by, readHead(tx, by), news)
      if (after === null) {
        this.#fence(tx, by.station)
        return null
      }
      keepHead(tx, by.station, after)
    } catch (error) {
      if (!(error instanceof MalformedRecord)) throw error
      this.#parts.log.warn('gate-news-malformed', { message: error.message })
      return null
    }
    for (const entry of news.entries) this.#settle(tx, decodeLogEntry(entry).handle)
    return news.entries.length === MAX_NEWS_ENTRIES
  }

  #fence(tx: Transaction, station: Uint8Array): void {
    if (!markFenced(tx, station)) return
    this.#parts.log.warn('station-fenced')
    this.#joined.events.emit('changed', null)
  }

  #settle(tx: Transaction, handle: Uint8Array): void {
    const { clock, keepsKey } = this.#parts
    const object = settleGate(tx, handle, { now: clock.now(), keepsKey: (one) => keepsKey(tx, one) })
    if (object !== null) touch(tx, object)
  }

  close(): Promise<void> {
    return this.#pumps.close()
  }
}
