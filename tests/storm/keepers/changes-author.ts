// The author of a letter whose stations change while nobody has opened it: the real tables and
// decisions, in the order in which the engine deals, announces and burns gates. It also
// counts the answers of each station, to judge the states that the author sees.
import { toHex } from '../../../src/core/base/index.ts'
import {
  addAct,
  actOnGate,
  findRegated,
  holdObject,
  letGoObject,
  listAnnounceable,
  listReplaced,
  listUnsent,
  makeLive,
  markSent,
  recallObject,
  removeWanted,
  wantGatesOfSet,
} from '../../../src/core/access/index.ts'
import {
  insertGate,
  listGatesFor,
  listPendingActs,
  loseStation,
  nextGateNumber,
  recordNews,
  recordReceipt,
  recordVote,
  type GateRow,
} from '../../../src/core/gates/index.ts'
import { decideLetterState } from '../../../src/core/gates/letter-situation.ts'
import type { GateState } from '../../../src/core/gates/gate-situation.ts'
import { listStationsOf } from '../../../src/core/gates/gate-sets.ts'
import { tallyLetter } from '../../../src/core/access/gate-tally.ts'
import {
  certainAt,
  decodeAct,
  followLog,
  gateHandle,
  slotKeyPair,
  type GateAct,
} from '../../../src/core/station-records/index.ts'
import type { KeeperSet } from '../../../src/core/identity/index.ts'
import { randomBytes, splitSecret, type KeyPair } from '../../../src/core/seal/index.ts'
import { bob, sendLetter, type TestLetter } from '../../unit/access/letters.ts'
import { AT, customer, type Customer } from '../../unit/station/test-station.ts'
import type { Random } from '../random.ts'
import { UNTIL } from './run-author.ts'
import { isLost, type Keeper, type KeeperTables } from './run-parts.ts'

/** What an author could do wrong. A run with a fault shows that the model sees it. */
export type Fault =
  | 'burns the old gate before the notice'
  | 'takes back only the newest gate'
  | 'counts burns of all gates together'

interface Counted {
  readonly sent: Set<string>
  readonly burned: Set<string>
}

export class ChangesAuthor {
  readonly customer: Customer = { ...customer(11), person: randomBytes(32) }
  readonly tables: KeeperTables
  readonly letter: TestLetter
  readonly grant = randomBytes(80)
  /** Gates that a notice has named, in hex. */
  readonly noticed = new Set<string>()
  /** Acts that have left the author's device, which anybody can deliver. */
  readonly loose = new Map<string, GateAct>()
  readonly #random: Random
  readonly #fault: Fault | null
  readonly #secret = randomBytes(32)
  /** Stations that have the newest notice. */
  readonly #carried = new Set<string>()
  readonly #counted = new Map<string, Counted>()
  #set!: KeeperSet
  isTakenBack = false
  wasCertain = false
  wasTooEarly = false

  constructor(tables: KeeperTables, random: Random, fault: Fault | null) {
    this.tables = tables
    this.#random = random
    this.#fault = fault
    this.letter = sendLetter(tables.author, [bob], AT)
  }

  /** Deals the first gate. */
  begin(set: KeeperSet): void {
    this.#set = set
    this.#deal('live')
  }

  get set(): KeeperSet {
    return this.#set
  }

  /** All gates of the letter, the newest first. */
  get gates(): GateRow[] {
    return listGatesFor(this.tables.author, this.#who)
  }

  slotOf({ handle }: GateRow): KeyPair {
    return slotKeyPair(this.#secret, handle)
  }

  get #who(): { objectId: Uint8Array; person: Uint8Array } {
    return { objectId: this.letter.objectId, person: bob.person }
  }

  #deal(stage: 'new' | 'live'): void {
    const { author } = this.tables
    const { need, devices } = this.#set
    const number = nextGateNumber(author, this.#who, 0)
    const handle = gateHandle(this.#secret, this.letter.objectId, number)
    const slotKey = slotKeyPair(this.#secret, handle).publicKey
    const shares = splitSecret(this.grant, { need, of: devices.length })
    const gate = { ...this.#who, number, set: this.#set, handle, slotKey, shares, stage }
    insertGate(author, { ...gate, until: UNTIL, at: AT })
    this.#counted.set(toHex(handle), { sent: new Set(), burned: new Set() })
    if (stage === 'live') this.noticed.add(toHex(handle))
  }

  /** The author has other stations from now on. */
  change(set: KeeperSet): void {
    this.#set = set
    this.tables.author.transact((tx) => wantGatesOfSet(tx, set))
  }

  /** Deals the gates that the change wants. */
  renew(): void {
    const { author } = this.tables
    for (const reader of author.transact((tx) => removeWanted(tx, 64))) {
      const found = findRegated(author, reader, AT)
      if (found === null) continue
      const isBurned = ({ stage }: GateRow): boolean =>
        stage === 'new' || this.#fault === 'burns the old gate before the notice'
      for (const gate of found.gates.filter(isBurned)) this.#burn(gate.handle)
      this.#deal('new')
    }
  }

  announce(): void {
    const { author } = this.tables
    for (const { objectId, person, handle } of listAnnounceable(author, 64)) {
      author.transact((tx) => makeLive(tx, { objectId, person }, handle))
      this.noticed.add(toHex(handle))
      this.#carried.clear()
    }
  }

  /** The newest notice reaches this station. */
  carry({ station }: Keeper): void {
    this.#carried.add(toHex(station.pair.publicKey))
  }

  burnReplaced(): void {
    for (const { handle, need, stations } of listReplaced(this.tables.author)) {
      const having = stations.filter((station) => this.#carried.has(toHex(station))).length
      if (having >= Math.min(need + 1, stations.length)) this.#burn(handle)
    }
  }

  #burn(handle: Uint8Array): void {
    const act = { handle, kind: 'burn', why: 'superseded' } as const
    this.tables.author.transact((tx) => addAct(tx, act, this.customer.device, AT))
  }

  /** @param leak gets each share on its way to a station that lies */
  async put(
    keeper: Keeper,
    leak: (handle: Uint8Array, place: number, share: Uint8Array) => void,
  ): Promise<void> {
    const { station, account, isLiar } = keeper
    const { author } = this.tables
    const { publicKey } = station.pair
    const puts = author.transact((tx) => markSent(tx, publicKey, listUnsent(author, publicKey, 64), AT))
    for (const { handle, place, share } of puts) {
      this.#counted.get(toHex(handle))!.sent.add(toHex(publicKey))
      if (isLiar) leak(handle, place, share)
    }
    if (puts.length === 0 || isLost(this.#random)) return
    const answers = await station.gates.put(account, puts)
    if (isLost(this.#random)) return
    author.transact((tx) =>
      puts.forEach(({ handle }, i) => recordReceipt(tx, this.#as(keeper), handle, answers[i]!)),
    )
  }

  async deliver(keeper: Keeper, loss?: number): Promise<void> {
    const { station } = keeper
    const { author } = this.tables
    for (const act of listPendingActs(author, station.pair.publicKey, 64)) {
      const decoded = decodeAct(act.record)
      this.loose.set(toHex(decoded.signature), decoded)
      if (isLost(this.#random, loss)) continue
      const answer = await station.act(decoded)
      if (isLost(this.#random, loss)) continue
      const isVote = author.transact((tx) => recordVote(tx, this.#as(keeper), act, answer, AT))
      if (isVote && answer.answer === 'burned') this.#noteBurned(act.handle, keeper)
    }
  }

  hear(keeper: Keeper, loss?: number): void {
    if (isLost(this.#random, loss)) return
    const news = keeper.station.gates.news(keeper.account, keeper.head.n)
    const after = this.tables.author.transact((tx) => recordNews(tx, this.#as(keeper), keeper.head, news))
    if (after === null) return
    for (const { handle, decision } of followLog(keeper.head, news.entries).entries)
      if (decision === 'burned' || decision === 'lapsed') this.#noteBurned(handle, keeper)
    keeper.head = after
  }

  #noteBurned(handle: Uint8Array, { station }: Keeper): void {
    this.#counted.get(toHex(handle))?.burned.add(toHex(station.pair.publicKey))
  }

  /** The author says that this station is destroyed. */
  lose(keeper: Keeper): void {
    const { publicKey } = keeper.station.pair
    this.tables.author.transact((tx) => loseStation(tx, publicKey, AT))
    for (const { handle } of this.gates) this.#noteBurned(handle, keeper)
  }

  /** @param isReleased true if the own device has released the letter, so that no station burns */
  takeBack(isReleased: boolean): void {
    this.isTakenBack = true
    this.tables.author.transact((tx) => {
      recallObject(tx, this.letter.objectId, AT)
      if (isReleased) return
      if (this.#fault !== 'takes back only the newest gate')
        return actOnGate(tx, { ...this.#who, kind: 'recalled', at: AT }, this.customer.device)
      const act = { handle: this.gates[0]!.handle, kind: 'burn', why: 'recalled' } as const
      addAct(tx, act, this.customer.device, AT)
    })
  }

  hold(kind: 'held' | 'let-go'): void {
    const write = kind === 'held' ? holdObject : letGoObject
    this.tables.author.transact((tx) => {
      write(tx, this.letter.objectId, AT)
      actOnGate(tx, { ...this.#who, kind, at: AT }, this.customer.device)
    })
  }

  /** Decides as the author, and checks it against the run's own counts. */
  judge(): GateState {
    const { state } = decideLetterState(this.#tally())
    if (state !== 'recalled' && state !== 'expired') return state
    if (this.gates.some((gate) => this.#isOpenByCount(gate))) this.wasTooEarly = true
    this.wasCertain = true
    return state
  }

  #tally(): Parameters<typeof decideLetterState>[0] {
    const { gates } = this
    const tallied = tallyLetter(this.tables.author, gates, AT)
    if (this.#fault === 'takes back only the newest gate') return tallied.slice(0, 1)
    if (this.#fault !== 'counts burns of all gates together') return tallied
    const burned = new Set<string>()
    const stationsOf = gates.map((gate) => listStationsOf(this.tables.author, gate).map(toHex))
    for (const [at, { facts }] of tallied.entries())
      for (const [i, place] of facts.places.entries()) if (place.hasBurned) burned.add(stationsOf[at]![i]!)
    return tallied.map(({ facts, isEnded }, at) => ({
      isEnded,
      facts: {
        ...facts,
        places: facts.places.map((place, i) => ({ ...place, hasBurned: burned.has(stationsOf[at]![i]!) })),
      },
    }))
  }

  /** True if the stations that have not burned this gate could open it, with those that lie. */
  #isOpenByCount({ handle, need, distrust }: GateRow): boolean {
    const { sent, burned } = this.#counted.get(toHex(handle))!
    const known = [...burned].filter((station) => sent.has(station)).length
    return sent.size >= need && known < certainAt({ need, distrust }, sent.size)
  }

  /** Removes the rows of this letter. */
  forget(): void {
    for (const table of TABLES) this.tables.author.run(`DELETE FROM ${table}`)
  }

  #as({ station }: Keeper): { station: Uint8Array; person: Uint8Array } {
    return { station: station.pair.publicKey, person: this.customer.person }
  }
}

const TABLES = [
  ...[
    'gate_rows',
    'gate_letters',
    'gate_audiences',
    'gate_shares',
    'gate_acts',
    'gate_pending_acts',
    'gate_pending_forgets',
    'gate_votes',
  ],
  ...['gate_sets', 'gate_set_places', 'gate_stations', 'gates_wanted'],
]
