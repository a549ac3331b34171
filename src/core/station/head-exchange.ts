// Tells the other stations of each customer how long the own logs are, and hears what they have seen:
// at the start, after decisions, and now and then. A station that lost decisions finds out by it.
// Passes acts on at the same time.
import { MalformedRecord, type Log } from '../base/index.ts'
import { decodeGateHeadAnswer, encodeGateHeadRequest } from '../custody/index.ts'
import type { BadInput } from '../diagnostics/index.ts'
import type { Ledger } from '../ledger/index.ts'
import type { Peers } from '../network/index.ts'
import type { Gates } from './gates.ts'
import type { PassedActs } from './passed-acts.ts'

/** Decisions within this time are told together. */
const AFTER_DECISION_MS = 200
const AGAIN_MS = 10 * 60_000
/** Within the time of the start barrier. */
const AGAIN_IF_AWAY_MS = 5_000
const MAX_AGAIN_IF_AWAY_MS = 5 * 60_000
const REACH_MS = 20_000
const ANSWER_MS = 10_000
const STATIONS_AT_ONCE = 16

interface Options {
  ledger: Ledger
  gates: Gates
  passedActs: PassedActs
  peers: Peers
  badInput: BadInput
  log: Log
}

export class HeadExchange {
  readonly #options: Options
  #timer: NodeJS.Timeout | null = null
  /** The wait before the planned run. */
  #dueMs = Infinity
  #awayMs = AGAIN_IF_AWAY_MS
  #isRunning = false
  #isClosed = false

  constructor(options: Options) {
    this.#options = options
  }

  start(): void {
    this.#runIn(0)
    // A station that was off comes back. Customers' devices are never stations of others.
    this.#options.peers.events.on('stranger', ({ device }) => {
      if (!this.#isClosed && this.isCoKeeper(device)) void this.#exchange(device)
    })
  }

  /** True for a station that shares a customer with this one. */
  isCoKeeper(device: Uint8Array): boolean {
    const sql = 'SELECT 1 FROM gate_co_keepers WHERE station = ? LIMIT 1'
    return this.#options.ledger.get(sql, device) !== undefined
  }

  /** Call this when a log may have grown, or a customer has another set of stations. */
  noteDecision(): void {
    this.#runIn(AFTER_DECISION_MS)
  }

  /** The earlier of two planned runs counts. */
  #runIn(ms: number): void {
    if (this.#isClosed || ms >= this.#dueMs) return
    this.#dueMs = ms
    if (this.#isRunning) return
    if (this.#timer !== null) clearTimeout(this.#timer)
    this.#timer = setTimeout(() => void this.#run(), ms).unref()
  }

  async #run(): Promise<void> {
    this.#isRunning = true
    this.#dueMs = Infinity
    const isAnyAway = !(await this.#exchangeWithAll())
    this.#isRunning = false
    const afterMs = Math.min(this.#dueMs, isAnyAway ? this.#awayMs : AGAIN_MS)
    this.#dueMs = Infinity
    this.#awayMs = isAnyAway ? Math.min(2 * this.#awayMs, MAX_AGAIN_IF_AWAY_MS) : AGAIN_IF_AWAY_MS
    this.#runIn(afterMs)
  }

  async #exchangeWithAll(): Promise<boolean> {
    const stations = this.#options.gates.listCoKeepers()
    let areAllHeard = true
    while (stations.length > 0) {
      const some = stations.splice(0, STATIONS_AT_ONCE)
      const isHeard = await Promise.all(some.map((station) => this.#exchange(station)))
      areAllHeard &&= !isHeard.includes(false)
    }
    return areAllHeard
  }

  /** False if the station was away or answered wrongly. */
  async #exchange(station: Uint8Array): Promise<boolean> {
    const { gates, passedActs, peers, badInput, log } = this.#options
    try {
      const peer = await peers.waitFor(station, REACH_MS)
      if (peer === null) return false
      for (const heads of gates.headsFor(station)) {
        const answer = await peer.request('gate-head', encodeGateHeadRequest(heads), ANSWER_MS)
        if (answer === null) return false
        await gates.receiveHeads(station, decodeGateHeadAnswer(answer))
      }
      return await passedActs.deliver(peer)
    } catch (error) {
      if (error instanceof MalformedRecord) badInput.countRefused('gate-answer', error, station)
      else log.warn('heads-not-exchanged', { message: String(error) })
      return false
    }
  }

  close(): void {
    this.#isClosed = true
    if (this.#timer !== null) clearTimeout(this.#timer)
  }
}
