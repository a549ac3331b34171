// One letter, its author, its reader and its stations, through a random life: the real tables and
// decisions of author and stations over calls that get lost, with crashes, restored snapshots and
// clocks that jump. The reader asks everybody all the time, keeps every share, and gets the share of
// every station that lies. The run judges after each step, by its own counts.
import { equalBytes, toHex } from '../../../src/core/base/index.ts'
import {
  decideGateState,
  findGate,
  holdObject,
  insertAct,
  insertGate,
  letGoObject,
  listPendingActs,
  listUnsent,
  markSent,
  recallObject,
  recordNews,
  recordReceipt,
  recordVote,
  tallyGate,
  type GateFacts,
  type GateState,
} from '../../../src/core/access/index.ts'
import {
  accountOf,
  decodeAct,
  emptyLog,
  followLog,
  gateHandle,
  slotKeyPair,
  type GateAct,
  type LogHead,
  type SeenHead,
} from '../../../src/core/custody/index.ts'
import {
  combineShares,
  hashShare,
  randomBytes,
  splitSecret,
  type KeyPair,
} from '../../../src/core/seal/index.ts'
import { stationSchema } from '../../../src/core/station/index.ts'
import { askFor, bob, sendLetter, type TestLetter } from '../../unit/access/letters.ts'
import { PlainLedger } from '../../unit/access/plain-ledger.ts'
import { AT, customer, DAY_MS, TestStation, type Customer } from '../../unit/station/test-station.ts'
import type { Random } from '../random.ts'
import { copyRows, putBack, removeRows, type AccountRows } from './account-rows.ts'

const UNTIL = AT + 90 * DAY_MS
const MAX_STATIONS = 7
const LOSS = 0.2

/** Tables that many runs share. Each run has a letter and a customer of its own. */
export class KeeperTables {
  readonly author = new PlainLedger()
  readonly stations = Array.from({ length: MAX_STATIONS }, () => new PlainLedger(':memory:', [stationSchema]))

  close(): void {
    for (const ledger of [this.author, ...this.stations]) ledger.close()
  }
}

export interface Preset {
  /** The number of stations. */
  of: number
  need: number
  distrust: number
}

/** All that the screens offer, and some that a person can set. */
export const PRESETS: readonly Preset[] = [
  { of: 1, need: 1, distrust: 0 },
  { of: 2, need: 1, distrust: 0 },
  { of: 2, need: 2, distrust: 1 },
  { of: 3, need: 2, distrust: 1 },
  { of: 3, need: 3, distrust: 1 },
  { of: 5, need: 2, distrust: 1 },
  { of: 5, need: 3, distrust: 1 },
  { of: 5, need: 3, distrust: 2 },
]

type StepName =
  | 'ask'
  | 'deliver'
  | 'pass on'
  | 'put'
  | 'hear'
  | 'heads'
  | 'crash'
  | 'wait'
  | 'copy'
  | 'rewind'
  | 'noticed rewind'
  | 'ask home'
  | 'late clock'
  | 'take back'
  | 'hold'
  | 'let-go'

export interface RunOptions {
  preset: Preset
  /** Stations that hand their share to the reader whatever they answer. */
  liars: number
  /** Stations that are put back to an earlier state at a time when nobody notices. */
  rewinds: number
  /** True if stations that are put back do not wait and are not fenced. */
  isForgetful?: boolean
  /** Other frequencies of some steps, for what seldom happens otherwise. */
  weights?: Partial<Record<StepName, number>>
  /** Another decision than the engine's, to see what it would do. */
  decide?: (facts: GateFacts) => GateState
}

export interface Verdict {
  /** True if the author was told that the letter is recalled or expired. */
  wasCertain: boolean
  /** True if the reader has the letter. */
  isOpened: boolean
  /** True if the author was told so with too few burns, by the run's own count. */
  wasTooEarly: boolean
  state: GateState
  steps: string[]
}

/** True if the author was told that nobody can open it, and the reader opened it. */
export const isBroken = ({ wasCertain, isOpened }: Verdict): boolean => wasCertain && isOpened

interface Keeper {
  place: number
  station: TestStation
  account: Uint8Array
  isLiar: boolean
  canRewind: boolean
  copied: AccountRows | null
  /** What the author has read of its log. */
  head: LogHead
}

export class KeepersRun {
  readonly #random: Random
  readonly #options: RunOptions
  readonly #tables: KeeperTables
  readonly #author: Customer = { ...customer(11), person: randomBytes(32) }
  readonly #letter: TestLetter
  readonly #grant = randomBytes(80)
  readonly #keepers: Keeper[]
  readonly #slot: KeyPair
  readonly #handle: Uint8Array
  /** Acts that have left the author's device, which anybody can deliver. */
  readonly #loose = new Map<string, GateAct>()
  readonly #shares = new Map<number, Uint8Array>()
  readonly #sent = new Set<number>()
  readonly #burned = new Set<number>()
  readonly #steps: string[] = []
  /** How often the reader asks. An eager one opens nearly every letter before it is taken back. */
  readonly #eagerness: number
  #hasOwnRelease = false
  #isTakenBack = false
  #wasCertain = false
  #wasTooEarly = false

  constructor(tables: KeeperTables, random: Random, options: RunOptions) {
    const { preset, liars, rewinds } = options
    this.#tables = tables
    this.#random = random
    this.#options = options
    this.#eagerness = random.pick([0.5, 2, 8])
    this.#letter = sendLetter(tables.author, [bob], AT)
    this.#handle = gateHandle(randomBytes(32), this.#letter.objectId, 1)
    this.#slot = slotKeyPair(randomBytes(32), this.#handle)
    this.#keepers = Array.from({ length: preset.of }, (_, i) => this.#makeKeeper(i))
    const inOrder = this.#shuffled(this.#keepers)
    for (const keeper of inOrder.slice(0, liars)) keeper.isLiar = true
    for (const keeper of inOrder.slice(liars, liars + rewinds)) keeper.canRewind = true
  }

  #makeKeeper(i: number): Keeper {
    const station = new TestStation(i + 1, this.#tables.stations[i])
    station.join(this.#author)
    const account = accountOf(station.pair.publicKey, this.#author.person)
    return {
      ...{ place: i + 1, station, account, isLiar: false, canRewind: false, copied: null },
      head: emptyLog(account),
    }
  }

  async play(steps: number): Promise<Verdict> {
    await this.#begin()
    for (let i = 0; i < steps; i++) {
      await this.#step()
      this.#judge()
    }
    await this.#end()
    const isOpened = await this.#isOpened()
    const state = this.#judge()
    await this.#forget()
    return {
      ...{ wasCertain: this.#wasCertain, wasTooEarly: this.#wasTooEarly },
      ...{ isOpened, state, steps: this.#steps },
    }
  }

  /** Removes the run's rows, so that the shared tables stay small. */
  async #forget(): Promise<void> {
    for (const { station, account } of this.#keepers) await removeRows(station, account)
    const { author } = this.#tables
    author.run('DELETE FROM gate_shares WHERE gate = (SELECT id FROM gates WHERE handle = ?)', this.#handle)
    for (const table of ['gates', 'gate_acts', 'gate_pending_acts', 'gate_votes'])
      author.run(`DELETE FROM ${table} WHERE handle = ?`, this.#handle)
  }

  async #begin(): Promise<void> {
    const { need, distrust, of } = this.#options.preset
    const devices = this.#keepers.map(({ station }) => station.pair.publicKey)
    const set = { id: 1, need, distrust, devices }
    const shares = splitSecret(this.#grant, { need, of })
    const gate = { objectId: this.#letter.objectId, person: bob.person, number: 1, handle: this.#handle }
    insertGate(this.#tables.author, {
      ...{ ...gate, set, slotKey: this.#slot.publicKey, shares, until: UNTIL, at: AT },
    })
    for (const { station, account } of this.#keepers)
      await station.gates.setKeepers(account, this.#author.person, set)
    for (const keeper of this.#keepers) if (this.#random.isSo(0.9)) await this.#put(keeper)
  }

  /** In the end nothing is lost: the reader asks everybody, and the author hears all. */
  async #end(): Promise<void> {
    for (const keeper of this.#keepers) {
      keeper.station.monotonicMs += 60_000
      // The reader delivers what may help.
      for (const act of this.#loose.values()) if (act.kind === 'let-go') await keeper.station.act(act)
      await this.#ask(keeper, 0)
    }
    for (const keeper of this.#keepers) {
      await this.#deliver(keeper, 0)
      this.#hear(keeper, 0)
      this.#judge()
      await this.#ask(keeper, 0)
    }
  }

  async #step(): Promise<void> {
    const keeper = this.#random.pick(this.#keepers)
    const name = this.#random.pickWeighted<StepName>({
      ...{
        ask: this.#eagerness,
        deliver: 6,
        'pass on': 3,
        put: 3,
        hear: 3,
        heads: 3,
        crash: 2,
        wait: 2,
        copy: 2,
      },
      ...{ rewind: 3, 'noticed rewind': 1, 'ask home': 0.3, 'late clock': 0.2 },
      ...{ 'take back': 2, hold: 1, 'let-go': 1 },
      ...this.#options.weights,
      ...(this.#isTakenBack ? { 'take back': 0, hold: 0, 'let-go': 0 } : {}),
    })
    this.#steps.push(`${name} ${keeper.place}`)
    await this.#acts[name](keeper)
  }

  readonly #acts: Record<StepName, (keeper: Keeper) => unknown> = {
    ask: (keeper: Keeper) => this.#ask(keeper),
    deliver: (keeper: Keeper) => this.#deliver(keeper),
    'pass on': (keeper: Keeper) => this.#passOn(keeper),
    put: (keeper: Keeper) => this.#put(keeper),
    hear: (keeper: Keeper) => this.#hear(keeper),
    heads: (keeper: Keeper) => this.#askHeads(keeper, this.#random.pick(this.#keepers)),
    crash: ({ station }: Keeper) => void station.open(),
    wait: ({ station }: Keeper) => void (station.monotonicMs += 60_000),
    copy: (keeper: Keeper) => void (keeper.copied = copyRows(keeper.station, keeper.account)),
    rewind: (keeper: Keeper) => this.#rewind(keeper),
    'noticed rewind': (keeper: Keeper) => this.#rewindNoticed(keeper),
    'ask home': () => this.#askHome(),
    'late clock': ({ station }: Keeper) => void (station.now = UNTIL + this.#random.below(DAY_MS)),
    'take back': () => this.#takeBack(),
    hold: () => this.#set('hold'),
    'let-go': () => this.#set('let-go'),
  }

  #isLost(loss = LOSS): boolean {
    return this.#random.share() < loss
  }

  /** The reader asks, and keeps what matches the notice. */
  async #ask({ place, station }: Keeper, loss = LOSS): Promise<void> {
    if (this.#isLost(loss)) return
    const { share } = await station.ask(this.#author, this.#handle, this.#slot)
    if (share !== null && !this.#isLost(loss)) this.#collect(place, share)
  }

  #collect(place: number, share: Uint8Array): void {
    const { hashes } = findGate(this.#tables.author, this.#who())!
    if (equalBytes(hashShare(place, share), hashes[place - 1]!)) this.#shares.set(place, share)
  }

  #askHome(): void {
    this.#hasOwnRelease ||= askFor(this.#tables.author, this.#letter, bob, AT).answer === 'released'
  }

  async #put({ place, station, account, isLiar }: Keeper): Promise<void> {
    const { author } = this.#tables
    const { publicKey } = station.pair
    const waiting = listUnsent(author, publicKey, 64).filter((handle) => equalBytes(handle, this.#handle))
    const puts = author.transact((tx) => markSent(tx, publicKey, waiting, AT))
    if (puts.length > 0) this.#sent.add(place)
    if (puts.length === 0 || this.#isLost()) return
    if (isLiar) this.#collect(place, puts[0]!.share)
    const [answer] = await station.gates.put(account, puts)
    if (this.#isLost()) return
    author.transact((tx) => recordReceipt(tx, this.#as(station), this.#handle, answer!))
  }

  async #deliver({ place, station }: Keeper, loss = LOSS): Promise<void> {
    const { author } = this.#tables
    for (const act of listPendingActs(author, station.pair.publicKey, 64)) {
      if (!equalBytes(act.handle, this.#handle)) continue
      const decoded = decodeAct(act.record)
      this.#loose.set(toHex(decoded.signature), decoded)
      if (this.#isLost(loss)) continue
      const answer = await station.act(decoded)
      if (this.#isLost(loss)) continue
      const isVote = author.transact((tx) => recordVote(tx, this.#as(station), act, answer, AT))
      if (isVote && answer.answer === 'burned') this.#burned.add(place)
    }
  }

  /** Somebody delivers an act that has left the author's device. The author hears no answer. */
  async #passOn({ station }: Keeper): Promise<void> {
    const loose = [...this.#loose.values()]
    if (loose.length > 0) await station.act(this.#random.pick(loose))
  }

  #hear(keeper: Keeper, loss = LOSS): void {
    if (this.#isLost(loss)) return
    const { place, station, account, head } = keeper
    const news = station.gates.news(account, head.n)
    const after = this.#tables.author.transact((tx) => recordNews(tx, this.#as(station), head, news))
    // A station whose log is another one is known to have lost decisions. It tells nothing new.
    if (after === null) return
    for (const { decision } of followLog(head, news.entries).entries)
      if (decision === 'burned' || decision === 'lapsed') this.#burned.add(place)
    keeper.head = after
  }

  async #askHeads(asking: Keeper, asked: Keeper, loss = LOSS): Promise<void> {
    if (asking === asked || asked.isLiar || this.#options.isForgetful === true || this.#isLost(loss)) return
    const seen: SeenHead[] = []
    for (const heads of asking.station.gates.headsFor(asked.station.pair.publicKey))
      seen.push(...(await asked.station.gates.answerHeads(asking.station.pair.publicKey, heads)))
    if (!this.#isLost(loss)) await asking.station.gates.receiveHeads(asked.station.pair.publicKey, seen)
  }

  async #rewind(keeper: Keeper): Promise<void> {
    if (keeper.copied === null || !keeper.canRewind) return
    await putBack(keeper.station, keeper.account, keeper.copied)
    if (this.#options.isForgetful === true) keeper.station.monotonicMs += 60_000
  }

  /** An honest station is put back, but another honest one has seen its log before, and says so. */
  async #rewindNoticed(keeper: Keeper): Promise<void> {
    const isHonest = (one: Keeper): boolean => !one.isLiar && !one.canRewind
    const witness = this.#keepers.find((other) => other !== keeper && isHonest(other))
    if (witness === undefined || keeper.copied === null || !isHonest(keeper)) return
    if (this.#options.isForgetful === true) return
    await this.#askHeads(keeper, witness, 0)
    const before = keeper.station.gates.counts(keeper.account)
    await putBack(keeper.station, keeper.account, keeper.copied)
    const hasLost = keeper.station.gates.counts(keeper.account).decisions < before.decisions
    await this.#askHeads(keeper, witness, 0)
    const { isFenced } = keeper.station.gates.counts(keeper.account)
    if (hasLost && !isFenced) throw new Error('a station lost decisions that another one had seen')
  }

  #takeBack(): void {
    this.#isTakenBack = true
    const why = this.#random.pick(['recalled', 'expired', 'withdrawn'] as const)
    this.#tables.author.transact((tx) => {
      recallObject(tx, this.#letter.objectId, AT)
      if (!this.#hasOwnRelease)
        insertAct(tx, { handle: this.#handle, kind: 'burn', why }, this.#author.device, AT)
    })
  }

  #set(kind: 'hold' | 'let-go'): void {
    const act = kind === 'hold' ? holdObject : letGoObject
    this.#tables.author.transact((tx) => {
      act(tx, this.#letter.objectId, AT)
      insertAct(tx, { handle: this.#handle, kind }, this.#author.device, AT)
    })
  }

  /** Decides as the author, and checks it against the run's own counts. */
  #judge(): GateState {
    const { decide, preset } = this.#options
    const facts = tallyGate(this.#tables.author, findGate(this.#tables.author, this.#who())!, AT)
    const state = decide === undefined ? decideGateState(facts).state : decide(facts)
    if (state !== 'recalled' && state !== 'expired') return state
    const wanted = this.#sent.size - preset.need + 1 + preset.distrust
    if (this.#sent.size >= preset.need && this.#burned.size < wanted) this.#wasTooEarly = true
    this.#wasCertain = true
    return state
  }

  async #isOpened(): Promise<boolean> {
    const { need } = this.#options.preset
    if (this.#hasOwnRelease) return true
    if (this.#shares.size < need) return false
    const combined = await combineShares(this.#shuffled([...this.#shares.values()]), need)
    if (!equalBytes(combined, this.#grant)) throw new Error('shares with the right hashes gave another grant')
    return true
  }

  #as({ pair }: TestStation): { station: Uint8Array; person: Uint8Array } {
    return { station: pair.publicKey, person: this.#author.person }
  }

  #who(): { objectId: Uint8Array; person: Uint8Array } {
    return { objectId: this.#letter.objectId, person: bob.person }
  }

  #shuffled<T>(values: readonly T[]): T[] {
    const keyed = values.map((value) => ({ value, key: this.#random.share() }))
    return keyed.sort((one, other) => one.key - other.key).map(({ value }) => value)
  }
}
