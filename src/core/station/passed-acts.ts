// Passes the acts of customers on to their other stations, once to each. So an author who reaches one
// station before they go off reaches all.
import type { Clock } from '../base/index.ts'
import { decodeGateActAnswer, encodeAct, encodeGateActs, MAX_ACTS, type GateAct } from '../custody/index.ts'
import type { Ledger, Transaction } from '../ledger/index.ts'
import type { Peer } from '../network/index.ts'
import { hash } from '../seal/index.ts'
import { findAccountOfDevice } from './accounts.ts'
import type { GateParts } from './gates-parts.ts'
import { isOverActs } from './gates-quota.ts'

const TRY_FOR_MS = 7 * 86_400_000
/** More acts than this wait for no station. The author delivers them too. */
const MAX_WAITING = 10_000
const ANSWER_MS = 10_000

interface Waiting {
  id: Uint8Array
  act: Uint8Array
}

export class PassedActs {
  readonly #ledger: Ledger
  readonly #clock: Clock

  readonly #limitsOf: GateParts['limitsOf']

  constructor(ledger: Ledger, clock: Clock, limitsOf: GateParts['limitsOf']) {
    this.#ledger = ledger
    this.#clock = clock
    this.#limitsOf = limitsOf
  }

  /** Notes acts for the other stations of their authors. An act that is noted already stays as it is. */
  async note(acts: readonly GateAct[]): Promise<void> {
    await this.#ledger.write((tx) => {
      for (const act of acts) this.#noteOne(tx, act)
    })
  }

  #noteOne(tx: Transaction, act: GateAct): void {
    const account = findAccountOfDevice(tx, act.device)
    // What was passed on is kept for a week, so a customer must not pass on without an end.
    if (account === null || this.#isOver(tx, account)) return
    const bytes = encodeAct(act)
    const others = tx.all<{ station: Uint8Array }>(
      'SELECT station FROM gate_co_keepers WHERE account = ? AND is_former = 0',
      account,
    )
    for (const { station } of others)
      if (countWaiting(tx, station) < MAX_WAITING)
        tx.run(
          'INSERT OR IGNORE INTO passed_acts VALUES (?, ?, ?, ?)',
          ...[hash('fumikura/passed-act/1', bytes), station, bytes, this.#clock.now()],
        )
  }

  #isOver(tx: Transaction, account: Uint8Array): boolean {
    return isOverActs(tx, account, this.#clock.now(), this.#limitsOf(tx, account).gates)
  }

  /** Sends what waits for this station. False if it did not answer. @throws MalformedRecord */
  async deliver(peer: Peer): Promise<boolean> {
    const { device } = peer
    for (;;) {
      const waiting = this.#listWaiting(device)
      if (waiting.length === 0) return true
      const request = encodeGateActs(waiting.map(({ act }) => act))
      const answer = await peer.request('gate-act', request, ANSWER_MS)
      if (answer === null) return false
      const answers = decodeGateActAnswer(answer)
      const done = waiting.filter((_, at) => answers[at] !== undefined && answers[at].answer !== 'starting')
      await this.#ledger.write((tx) => {
        for (const { id } of done)
          tx.run('UPDATE passed_acts SET act = NULL WHERE id = ? AND station = ?', id, device)
      })
      if (done.length < waiting.length) return false
    }
  }

  #listWaiting(station: Uint8Array): Waiting[] {
    const sql = 'SELECT id, act FROM passed_acts WHERE station = ? AND act IS NOT NULL ORDER BY at LIMIT ?'
    return this.#ledger.all<Waiting>(sql, station, MAX_ACTS)
  }

  /** Forgets what was passed on, or could not be, for a long time. */
  async forgetOld(): Promise<void> {
    const before = this.#clock.now() - TRY_FOR_MS
    await this.#ledger.write((tx) => tx.run('DELETE FROM passed_acts WHERE at < ?', before))
  }
}

function countWaiting(tx: Transaction, station: Uint8Array): number {
  const sql = 'SELECT count(*) AS count FROM passed_acts WHERE station = ? AND act IS NOT NULL'
  return tx.get<{ count: number }>(sql, station)!.count
}
