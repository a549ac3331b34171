// Passes the acts of customers on to their other stations, and the removals of members of groups,
// once to each. So an author or a member who reaches one station before they go off reaches all.
import { equalBytes, toHex, type Clock } from '../base/index.ts'
import {
  decodeGateActAnswer,
  gateActForm,
  encodeGateActs,
  removalForm,
  MAX_REMOVALS,
  type GateAct,
  type Removal,
} from '../station-records/index.ts'
import type { Ledger, Rows, Transaction } from '../ledger/index.ts'
import type { Peer } from '../network/index.ts'
import { hash } from '../seal/index.ts'
import { findAccountOfDevice } from './accounts.ts'
import type { GateParts } from './gates-parts.ts'
import { isOverActs } from './gates-quota.ts'

const TRY_FOR_MS = 7 * 86_400_000
/** More than this waits for no station. The author and the members deliver too. */
const MAX_WAITING = 10_000
/** So many acts or removals fit in one request. */
const AT_ONCE = MAX_REMOVALS
const ANSWER_MS = 10_000

/** A removal, and the accounts here that know its token. */
export interface KnownRemoval {
  readonly removal: Removal
  readonly accounts: readonly Uint8Array[]
}

type Tables = Pick<Ledger, 'get' | 'all' | 'write'>

interface Waiting {
  id: Uint8Array
  bytes: Uint8Array
  isRemoval: number
}

export class PassedOn {
  readonly #ledger: Tables
  readonly #clock: Clock
  readonly #limitsOf: GateParts['limitsOf']
  readonly #station: Uint8Array
  /** Stations for which something new waits, in hex. */
  readonly #queued = new Map<string, Uint8Array>()

  /** @param station the key of this station */
  constructor(ledger: Tables, clock: Clock, limitsOf: GateParts['limitsOf'], station: Uint8Array) {
    this.#ledger = ledger
    this.#clock = clock
    this.#limitsOf = limitsOf
    this.#station = station
  }

  /** Queues acts for the other stations of their authors. */
  async queueActs(acts: readonly GateAct[]): Promise<void> {
    if (acts.length === 0) return
    await this.#ledger.write((tx) => {
      for (const act of acts) {
        const account = findAccountOfDevice(tx, act.device)
        if (account === null || this.#isOver(tx, account)) continue
        const bytes = gateActForm.encode(act)
        const id = hash('fumikura/passed-act/1', bytes)
        for (const station of listOthers(tx, account)) this.#queue(tx, { id, bytes, isRemoval: 0 }, station)
      }
    })
  }

  /** Queues removals for the other stations of the authors whose rosters they change. */
  async queueRemovals(removals: readonly KnownRemoval[]): Promise<void> {
    if (removals.every(({ accounts }) => accounts.length === 0)) return
    await this.#ledger.write((tx) => {
      for (const { removal, accounts } of removals)
        for (const account of accounts)
          if (!this.#isOver(tx, account)) this.#queueRemoval(tx, removal, account)
    })
  }

  /** Names each of the stations in place of the receiving one, which can so pass it on too. */
  #queueRemoval(tx: Transaction, { roster, token, elsewhere }: Removal, account: Uint8Array): void {
    const here = { station: this.#station, roster }
    for (const station of listOthers(tx, account)) {
      const there = elsewhere.find((one) => equalBytes(one.station, station))
      if (there === undefined) continue
      const others = elsewhere.filter((one) => one !== there)
      const bytes = removalForm.encode({ roster: there.roster, token, elsewhere: [here, ...others] })
      // One for each removal that counts here, so that nobody who knows a token can add more of them.
      const id = hash('fumikura/passed-removal/1', account, roster, token)
      this.#queue(tx, { id, bytes, isRemoval: 1 }, station)
    }
  }

  /** An entry that is queued already stays as it is. */
  #queue(tx: Transaction, { id, bytes, isRemoval }: Waiting, station: Uint8Array): void {
    if (countWaiting(tx, station) >= MAX_WAITING) return
    const sql = 'INSERT OR IGNORE INTO passed_on (id, station, bytes, is_removal, at) VALUES (?, ?, ?, ?, ?)'
    if (tx.run(sql, id, station, bytes, isRemoval, this.#clock.now()).changes > 0)
      this.#queued.set(toHex(station), station)
  }

  /** Returns the stations for which something new waits since the last call. */
  drainQueued(): Uint8Array[] {
    const queued = [...this.#queued.values()]
    this.#queued.clear()
    return queued
  }

  /** What was passed on is kept for a week, so a customer must not pass on without an end. */
  #isOver(tx: Transaction, account: Uint8Array): boolean {
    return isOverActs(tx, account, this.#clock.now(), this.#limitsOf(tx, account).gates)
  }

  /** Sends what waits for this station. False if it did not answer. @throws MalformedRecord */
  async deliver(peer: Pick<Peer, 'device' | 'request'>): Promise<boolean> {
    const { device } = peer
    for (;;) {
      const waiting = this.#listWaiting(device)
      if (waiting.length === 0) return true
      const acts = waiting.filter(({ isRemoval }) => isRemoval === 0)
      const removals = waiting.filter(({ isRemoval }) => isRemoval === 1)
      const request = encodeGateActs(...([acts, removals].map(bytesOf) as [Uint8Array[], Uint8Array[]]))
      const answer = await peer.request('gate-act', request, ANSWER_MS)
      if (answer === null) return false
      const answers = decodeGateActAnswer(answer)
      const settled = acts.filter((_, at) => answers[at] !== undefined && answers[at].answer !== 'starting')
      await this.#ledger.write((tx) => {
        for (const { id } of [...settled, ...removals])
          tx.run('UPDATE passed_on SET bytes = NULL WHERE id = ? AND station = ?', id, device)
      })
      if (settled.length < acts.length) return false
    }
  }

  #listWaiting(station: Uint8Array): Waiting[] {
    const sql = `SELECT id, bytes, is_removal AS isRemoval FROM passed_on
      WHERE station = ? AND bytes IS NOT NULL ORDER BY at LIMIT ?`
    return this.#ledger.all<Waiting & Record<string, never>>(sql, station, AT_ONCE)
  }

  /** Forgets what was passed on, or could not be, for a long time. */
  async forgetOld(): Promise<void> {
    const before = this.#clock.now() - TRY_FOR_MS
    await this.#ledger.write((tx) => tx.run('DELETE FROM passed_on WHERE at < ?', before))
  }
}

const bytesOf = (waiting: readonly Waiting[]): Uint8Array[] => waiting.map(({ bytes }) => bytes)

/** The other stations that decide about the letters of an account now. */
function listOthers(rows: Rows, account: Uint8Array): Uint8Array[] {
  const sql = 'SELECT station FROM gate_co_keepers WHERE account = ? AND is_former = 0'
  return rows.all<{ station: Uint8Array }>(sql, account).map(({ station }) => station)
}

function countWaiting(rows: Rows, station: Uint8Array): number {
  const sql = 'SELECT count(*) AS count FROM passed_on WHERE station = ? AND bytes IS NOT NULL'
  return rows.get<{ count: number }>(sql, station)!.count
}
