// Tells the other stations of each customer how long the own logs are, and hears what they have seen:
// at the start and now and then of all, and after decisions of the accounts that they concern. A
// station that lost decisions finds out by it.
// Passes acts on at the same time.
import { MalformedRecord, Pump, Pumps, toHex, type Clock, type Log } from '../base/index.ts'
import { gateHeadAnswerForm, gateHeadRequestForm } from '../station-records/index.ts'
import type { BadInput } from '../diagnostics/index.ts'
import type { Ledger } from '../ledger/index.ts'
import { RequestQueue, type Peers } from '../network/index.ts'
import type { Gates } from './station-gates.ts'
import type { PassedOn } from './passed-on.ts'

/** Decisions within this time are told together. */
const AFTER_DECISION_MS = 200
const AGAIN_MS = 10 * 60_000
/** The first wait is within the time of the start barrier. Each further one is twice as long. */
const AGAIN_IF_AWAY_MS = 5_000
const MAX_AGAIN_IF_AWAY_MS = 5 * 60_000
const REACH_MS = 20_000
const ANSWER_MS = 10_000
/** Of each station one exchange runs, and one more waits for what happened meanwhile. */
const TURNS = { atOnce: 64, atOncePerAsker: 1, waiting: 1, burst: 1e9, perSecond: 1e9 }

interface Options {
  ledger: Ledger
  gates: Gates
  passedOn: PassedOn
  peers: Peers
  badInput: BadInput
  clock: Clock
  log: Log
}

/** Accounts by their names in hex. */
type Due = Map<string, Uint8Array> | 'all'

export class HeadExchange {
  readonly #options: Options
  /** Stations that are dialled must not hold up those that are connected. */
  readonly #nearTurns: RequestQueue
  readonly #farTurns: RequestQueue
  /** The next wait for each station that was away. */
  readonly #awayMs = new Map<string, number>()
  /** The accounts whose heads a station is to be told next, by station in hex. */
  readonly #due = new Map<string, Due>()
  readonly #all: Pump
  readonly #away: Pumps
  readonly #decisions: Pump
  #isClosed = false

  constructor(options: Options) {
    this.#options = options
    this.#nearTurns = new RequestQueue(TURNS, options.clock)
    this.#farTurns = new RequestQueue(TURNS, options.clock)
    const report = { log: options.log, failed: 'heads-not-exchanged' }
    this.#all = new Pump(() => this.#visitAll(), report)
    this.#decisions = new Pump(() => this.#visitChanged(), report)
    this.#away = new Pumps((station) => {
      if (this.#sharesCustomer(station)) this.#visit(station, 'all')
    }, report)
  }

  start(): void {
    this.#all.wake()
    // A station that was off comes back. A customer's device is no station of others.
    this.#options.peers.events.on('stranger', ({ device }) => {
      if (!this.#isClosed && this.#sharesCustomer(device)) this.#visit(device, 'all')
    })
  }

  /** True for a station that shares a customer with this one, or has shared one. */
  isCoKeeper(device: Uint8Array): boolean {
    const sql = 'SELECT 1 FROM gate_co_keepers WHERE station = ? LIMIT 1'
    return this.#options.ledger.get(sql, device) !== undefined
  }

  #sharesCustomer(device: Uint8Array): boolean {
    const sql = 'SELECT 1 FROM gate_co_keepers WHERE station = ? AND is_former = 0 LIMIT 1'
    return this.#options.ledger.get(sql, device) !== undefined
  }

  /**
   * Call this when a log may have grown, or a customer has another set of stations. What changed
   * nothing is told to nobody: strangers may send acts too.
   */
  checkSoon(): void {
    this.#decisions.wake(AFTER_DECISION_MS)
  }

  #visitAll(): Promise<number> {
    for (const station of this.#options.gates.listCoKeepers()) this.#visit(station, 'all')
    return Promise.resolve(AGAIN_MS)
  }

  #visitChanged(): void {
    const { gates, passedOn } = this.#options
    for (const account of gates.drainChanged())
      for (const station of gates.listStationsOf(account)) this.#visit(station, [account])
    for (const station of passedOn.drainQueued()) this.#visit(station, [])
  }

  #addDue(station: Uint8Array, accounts: readonly Uint8Array[] | 'all'): void {
    const id = toHex(station)
    const due = this.#due.get(id) ?? new Map<string, Uint8Array>()
    if (due === 'all' || accounts === 'all') return void this.#due.set(id, 'all')
    for (const account of accounts) due.set(toHex(account), account)
    this.#due.set(id, due)
  }

  #removeDue(station: Uint8Array): readonly Uint8Array[] | 'all' {
    const due = this.#due.get(toHex(station)) ?? new Map<string, Uint8Array>()
    this.#due.delete(toHex(station))
    return due === 'all' ? due : [...due.values()]
  }

  #visit(station: Uint8Array, accounts: readonly Uint8Array[] | 'all'): void {
    this.#addDue(station, accounts)
    const turns = this.#options.peers.find(station) === null ? this.#farTurns : this.#nearTurns
    turns
      .run(toHex(station), () => this.#exchange(station))
      .then((isHeard) => isHeard === null || this.#planNext(station, isHeard))
      .catch((error: unknown) => this.#options.log.warn('heads-not-exchanged', { message: String(error) }))
  }

  #planNext(station: Uint8Array, isHeard: boolean): void {
    const id = toHex(station)
    if (isHeard || this.#isClosed) return void this.#awayMs.delete(id)
    this.#addDue(station, 'all')
    const waitMs = this.#awayMs.get(id) ?? AGAIN_IF_AWAY_MS
    this.#awayMs.set(id, Math.min(2 * waitMs, MAX_AGAIN_IF_AWAY_MS))
    this.#away.wake(station, waitMs)
  }

  /** False if the station was away or answered wrongly. */
  async #exchange(station: Uint8Array): Promise<boolean> {
    const { gates, passedOn, peers, badInput, log } = this.#options
    try {
      const peer = await peers.waitFor(station, REACH_MS)
      if (peer === null) return false
      for (const heads of gates.headsFor(station, this.#removeDue(station))) {
        const answer = await peer.request('gate-head', gateHeadRequestForm.encode({ heads }), ANSWER_MS)
        if (answer === null) return false
        await gates.receiveHeads(station, gateHeadAnswerForm.decode(answer).seen)
      }
      return await passedOn.deliver(peer)
    } catch (error) {
      if (error instanceof MalformedRecord) badInput.countRefused('gate-answer', error, station)
      else log.warn('heads-not-exchanged', { message: String(error) })
      return false
    }
  }

  async close(): Promise<void> {
    this.#isClosed = true
    this.#nearTurns.close()
    this.#farTurns.close()
    await Promise.all([this.#all.close(), this.#away.close(), this.#decisions.close()])
  }
}
