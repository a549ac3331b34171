// The author in a run of the keepers' model: the real tables and decisions, over calls that get
// lost. It also counts the answers of the stations, to judge the states that the author sees.
import { equalBytes, toHex } from '../../../src/core/base/index.ts'
import {
  addAct,
  holdObject,
  letGoObject,
  listUnsent,
  markSent,
  recallObject,
} from '../../../src/core/access/index.ts'
import {
  insertGate,
  listPendingActs,
  recordNews,
  recordReceipt,
  recordVote,
  type GateRow,
} from '../../../src/core/gates/index.ts'
import { decideGateState, type GateState } from '../../../src/core/gates/gate-situation.ts'
import { findGate } from '../../support/find-gate.ts'
import { tallyGate } from '../../../src/core/access/gate-tally.ts'
import { decodeAct, followLog, gateHandle, type GateAct } from '../../../src/core/station-records/index.ts'
import { randomBytes, splitSecret } from '../../../src/core/seal/index.ts'
import { bob, sendLetter, type TestLetter } from '../../unit/access/letters.ts'
import { AT, customer, DAY_MS, type Customer, type TestStation } from '../../unit/station/test-station.ts'
import type { Random } from '../random.ts'
import { isLost, type Keeper, type KeeperTables, type RunOptions } from './run-parts.ts'

export const UNTIL = AT + 90 * DAY_MS

export class RunAuthor {
  readonly customer: Customer = { ...customer(11), person: randomBytes(32) }
  readonly tables: KeeperTables
  readonly letter: TestLetter
  readonly grant = randomBytes(80)
  readonly handle: Uint8Array
  readonly #random: Random
  readonly #options: RunOptions
  /** Acts that have left the author's device, which anybody can deliver. */
  readonly #loose = new Map<string, GateAct>()
  readonly #sent = new Set<number>()
  readonly #burned = new Set<number>()
  #isTakenBack = false
  #wasCertain = false
  #wasTooEarly = false

  constructor(tables: KeeperTables, random: Random, options: RunOptions) {
    this.tables = tables
    this.#random = random
    this.#options = options
    this.letter = sendLetter(tables.author, [bob], AT)
    this.handle = gateHandle(randomBytes(32), this.letter.objectId, 1)
  }

  get looseActs(): GateAct[] {
    return [...this.#loose.values()]
  }

  get isTakenBack(): boolean {
    return this.#isTakenBack
  }

  /** True if the author was told once that nobody can open it. */
  get wasCertain(): boolean {
    return this.#wasCertain
  }

  /** True if the author was told so with too few burns. */
  get wasTooEarly(): boolean {
    return this.#wasTooEarly
  }

  get gate(): GateRow {
    return findGate(this.tables.author, { objectId: this.letter.objectId, person: bob.person })!
  }

  async begin(keepers: readonly Keeper[], slotKey: Uint8Array): Promise<void> {
    const { need, distrust, of } = this.#options.preset
    const set = { id: 1, need, distrust, devices: keepers.map(({ station }) => station.pair.publicKey) }
    const shares = splitSecret(this.grant, { need, of })
    const gate = { objectId: this.letter.objectId, person: bob.person, number: 1, handle: this.handle }
    insertGate(this.tables.author, { ...gate, set, slotKey, shares, until: UNTIL, at: AT })
    for (const { station, account } of keepers)
      await station.gates.setKeepers(account, this.customer.person, set)
  }

  /** Removes the rows of this letter. */
  forget(): void {
    const { author } = this.tables
    const gate = 'gate = (SELECT id FROM gates WHERE handle = ?)'
    author.run(`DELETE FROM gate_pending_forgets WHERE ${gate}`, this.handle)
    author.run(`DELETE FROM gate_shares WHERE ${gate}`, this.handle)
    for (const table of ['gate_rows', 'gate_acts', 'gate_pending_acts', 'gate_votes'])
      author.run(`DELETE FROM ${table} WHERE handle = ?`, this.handle)
  }

  /** @param leak gets the share on its way to a station that lies */
  async put(keeper: Keeper, leak: (share: Uint8Array) => void): Promise<void> {
    const { place, station, account, isLiar } = keeper
    const { author } = this.tables
    const { publicKey } = station.pair
    const waiting = listUnsent(author, publicKey, 64).filter((handle) => equalBytes(handle, this.handle))
    const puts = author.transact((tx) => markSent(tx, publicKey, waiting, AT))
    if (puts.length > 0) this.#sent.add(place)
    if (puts.length === 0 || isLost(this.#random)) return
    if (isLiar) leak(puts[0]!.share)
    const [answer] = await station.gates.put(account, puts)
    if (isLost(this.#random)) return
    author.transact((tx) => recordReceipt(tx, this.#as(station), this.handle, answer!))
  }

  async deliver({ place, station }: Keeper, loss?: number): Promise<void> {
    const { author } = this.tables
    for (const act of listPendingActs(author, station.pair.publicKey, 64)) {
      if (!equalBytes(act.handle, this.handle)) continue
      const decoded = decodeAct(act.record)
      this.#loose.set(toHex(decoded.signature), decoded)
      if (isLost(this.#random, loss)) continue
      const answer = await station.act(decoded)
      if (isLost(this.#random, loss)) continue
      const isVote = author.transact((tx) => recordVote(tx, this.#as(station), act, answer, AT))
      if (isVote && answer.answer === 'burned') this.#burned.add(place)
    }
  }

  hear(keeper: Keeper, loss?: number): void {
    if (isLost(this.#random, loss)) return
    const { place, station, account, head } = keeper
    const news = station.gates.news(account, head.n)
    const after = this.tables.author.transact((tx) => recordNews(tx, this.#as(station), head, news))
    // A station whose log is another one is known to have lost decisions. It tells nothing new.
    if (after === null) return
    for (const { decision } of followLog(head, news.entries).entries)
      if (decision === 'burned' || decision === 'lapsed') this.#burned.add(place)
    keeper.head = after
  }

  /** @param isReleased true if the own device has released the letter, so that no station burns */
  takeBack(isReleased: boolean): void {
    this.#isTakenBack = true
    const why = this.#random.pick(['recalled', 'expired', 'withdrawn'] as const)
    this.tables.author.transact((tx) => {
      recallObject(tx, this.letter.objectId, AT)
      if (!isReleased) addAct(tx, { handle: this.handle, kind: 'burn', why }, this.customer.device, AT)
    })
  }

  set(kind: 'hold' | 'let-go'): void {
    const act = kind === 'hold' ? holdObject : letGoObject
    this.tables.author.transact((tx) => {
      act(tx, this.letter.objectId, AT)
      addAct(tx, { handle: this.handle, kind }, this.customer.device, AT)
    })
  }

  /** Decides as the author, and checks it against the run's own counts. */
  judge(): GateState {
    const { decide, preset } = this.#options
    const facts = tallyGate(this.tables.author, this.gate, AT)
    const state = decide === undefined ? decideGateState(facts).state : decide(facts)
    if (state !== 'recalled' && state !== 'expired') return state
    const wanted = this.#sent.size - preset.need + 1 + preset.distrust
    if (this.#sent.size >= preset.need && this.#burned.size < wanted) this.#wasTooEarly = true
    this.#wasCertain = true
    return state
  }

  #as({ pair }: TestStation): { station: Uint8Array; person: Uint8Array } {
    return { station: pair.publicKey, person: this.customer.person }
  }
}
