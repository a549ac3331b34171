// The home of an author with a letter and its gate, beside three real stations with tables in
// memory.
import { addAct, listUnsent, markSent, recallObject } from '../../../src/core/access/index.ts'
import {
  insertGate,
  listPendingActs,
  recordReceipt,
  recordVote,
  type StationCustomer,
} from '../../../src/core/gates/index.ts'
import type { ObjectReader } from '../../../src/core/store/index.ts'
import { decideGateState, type GateSituation } from '../../../src/core/gates/gate-situation.ts'
import { findGate } from '../../support/find-gate.ts'
import { tallyGate } from '../../../src/core/access/gate-tally.ts'
import { decodeAct, gateHandle, slotKeyPair } from '../../../src/core/station-records/index.ts'
import { splitSecret, type KeyPair } from '../../../src/core/seal/index.ts'
import { WatchedTransaction } from '../../support/query-plans.ts'
import { AT, customer, DAY_MS, filled, TestStation } from '../station/test-station.ts'
import { bob, sendLetter, type TestLetter } from './letters.ts'
import { PlainLedger } from './plain-ledger.ts'

export const alice = customer(11)
export const UNTIL = AT + 90 * DAY_MS

export class GateHome {
  readonly plain = new PlainLedger()
  readonly ledger = new WatchedTransaction(this.plain)
  readonly stations = [1, 2, 3].map((byte) => new TestStation(byte))
  letter: TestLetter
  /** Of the newest gate. */
  slot!: KeyPair
  handle!: Uint8Array

  constructor() {
    for (const station of this.stations) station.join(alice)
    this.letter = sendLetter(this.ledger, [bob], AT)
    this.makeGate()
  }

  /** The plans of statements that read a whole table. */
  get scans(): unknown[] {
    return this.ledger.plans().filter(({ plan }) => plan.some((step) => step.startsWith('SCAN')))
  }

  close(): void {
    this.plain.close()
  }

  who(): ObjectReader {
    return { objectId: this.letter.objectId, person: bob.person }
  }

  as({ pair }: TestStation): StationCustomer {
    return { station: pair.publicKey, person: alice.person }
  }

  makeGate(number = 1, need = 2, distrust = 1): Uint8Array[] {
    const handle = gateHandle(filled(5), this.letter.objectId, number)
    const slot = slotKeyPair(filled(5), handle)
    const shares = splitSecret(filled(6, 80), { need, of: this.stations.length })
    const set = { id: 1, need, distrust, devices: this.stations.map(({ pair }) => pair.publicKey) }
    const gate = { ...this.who(), number, set, handle, slotKey: slot.publicKey, shares }
    insertGate(this.ledger, { ...gate, until: UNTIL, at: AT })
    Object.assign(this, { handle, slot })
    return shares
  }

  /** Sends a station what is not sent yet. */
  async hand(station: TestStation): Promise<boolean[]> {
    const { publicKey } = station.pair
    const puts = markSent(this.ledger, publicKey, listUnsent(this.ledger, publicKey, 64), AT)
    const answers = await station.gates.put(station.accountOf(alice), puts)
    return answers.map((answer, i) => recordReceipt(this.ledger, this.as(station), puts[i]!.handle, answer))
  }

  /** Delivers the acts that wait for a station. Returns the answers that count. */
  async deliver(station: TestStation): Promise<string[]> {
    const answers: string[] = []
    for (const act of listPendingActs(this.ledger, station.pair.publicKey, 64)) {
      const answer = await station.act(decodeAct(act.record))
      if (recordVote(this.ledger, this.as(station), act, answer, AT)) answers.push(answer.answer)
    }
    return answers
  }

  judge(now = AT): GateSituation {
    return decideGateState(tallyGate(this.ledger, findGate(this.ledger, this.who())!, now))
  }

  recall(): void {
    recallObject(this.ledger, this.letter.objectId, AT)
    addAct(this.ledger, { handle: this.handle, kind: 'burn', why: 'recalled' }, alice.device, AT)
  }
}
