// One letter whose author adds, leaves, replaces and loses stations while nobody has opened it, over
// calls that get lost, with stations that lie, crash, are put back, and have wrong clocks. The run
// judges after each step: no certain recall is followed by an opening, and while nothing is broken
// and nothing taken back, there is no moment at which no announced gate opens the letter.
import { equalBytes, toHex } from '../../../src/core/base/index.ts'
import type { KeeperSet } from '../../../src/core/identity/index.ts'
import { combineShares, hashShare } from '../../../src/core/seal/index.ts'
import { listStationsOf } from '../../../src/core/gates/gate-sets.ts'
import { askFor, bob } from '../../unit/access/letters.ts'
import { AT, DAY_MS } from '../../unit/station/test-station.ts'
import type { Random } from '../random.ts'
import { copyRows, putBack, removeRows } from './account-rows.ts'
import { ChangesAuthor, type Fault } from './changes-author.ts'
import { UNTIL } from './run-author.ts'
import {
  isLost,
  makeKeeper,
  PRESETS,
  shuffled,
  type Keeper,
  type KeeperTables,
  type Preset,
} from './run-parts.ts'

const POOL = 6

export interface ChangesOptions {
  liars: number
  /** Stations that are put back to an earlier state at a time when nobody notices. */
  rewinds: number
  /** How many liars and rewinds each set allows for. */
  distrust: number
  /** True if every station works, and nothing is held or taken back. */
  isCalm: boolean
  fault?: Fault
}

export interface ChangesVerdict {
  wasCertain: boolean
  wasTooEarly: boolean
  isOpened: boolean
  /** True if the reader could open the letter before, and could not at some moment. */
  wasClosed: boolean
  gates: number
  steps: string[]
}

export class ChangesRun {
  readonly #random: Random
  readonly #options: ChangesOptions
  readonly #pool: Keeper[]
  readonly #lost = new Set<Keeper>()
  readonly #author: ChangesAuthor
  /** What the reader has, by gate in hex and by place. */
  readonly #shares = new Map<string, Map<number, Uint8Array>>()
  readonly #steps: string[] = []
  /** How often the reader asks. An eager one opens nearly every letter before it is taken back. */
  readonly #eagerness: number
  #sets = 0
  #hasOwnRelease = false
  #wasOpenable = false
  #wasClosed = false

  constructor(tables: KeeperTables, random: Random, options: ChangesOptions) {
    this.#random = random
    this.#options = options
    this.#eagerness = random.pick([0.3, 1, 4])
    this.#author = new ChangesAuthor(tables, random, options.fault ?? null)
    this.#pool = Array.from({ length: POOL }, (_, i) => makeKeeper(tables, this.#author.customer, i))
    const inOrder = shuffled(random, this.#pool)
    for (const keeper of inOrder.slice(0, options.liars)) keeper.isLiar = true
    for (const keeper of inOrder.slice(options.liars, options.liars + options.rewinds))
      keeper.canRewind = true
    this.#author.begin(this.#drawSet())
  }

  #drawSet(): KeeperSet {
    const { of, need, distrust } = this.#random.pick(PRESETS.filter((one) => this.#isPossible(one)))
    const devices = shuffled(this.#random, this.#alive).map(({ station }) => station.pair.publicKey)
    return { id: ++this.#sets, need, distrust, devices: devices.slice(0, of) }
  }

  #isPossible({ of, distrust }: Preset): boolean {
    return distrust === this.#options.distrust && of <= this.#alive.length
  }

  get #alive(): Keeper[] {
    return this.#pool.filter((keeper) => !this.#lost.has(keeper))
  }

  async play(steps: number): Promise<ChangesVerdict> {
    await this.#showSet()
    for (let i = 0; i < steps; i++) {
      await this.#step()
      this.#look()
    }
    await this.#end()
    const isOpened = await this.#hasOpened()
    this.#look()
    const { gates, wasCertain, wasTooEarly } = this.#author
    for (const { station, account } of this.#pool) await removeRows(station, account)
    this.#author.forget()
    const verdict = { wasCertain, wasTooEarly, isOpened, wasClosed: this.#wasClosed }
    return { ...verdict, gates: gates.length, steps: this.#steps }
  }

  #look(): void {
    this.#author.judge()
    const isOpenable = this.#isOpenable()
    if (this.#options.isCalm && this.#wasOpenable && !isOpenable) this.#wasClosed = true
    this.#wasOpenable ||= isOpenable
  }

  /** True if enough stations have their shares of one gate that a notice has named. */
  #isOpenable(): boolean {
    const { author } = this.#author.tables
    return this.#author.gates.some((gate) => {
      if (!this.#author.noticed.has(toHex(gate.handle))) return false
      const places = listStationsOf(author, gate)
      const having = this.#pool.filter(
        ({ station, account }) =>
          places.some((place) => equalBytes(place, station.pair.publicKey)) &&
          station.ledger.get(HAS_SHARE, account, gate.handle) !== undefined,
      )
      return having.length >= gate.need
    })
  }

  /** In the end nothing is lost: every step of a change is made, everybody asks, the author hears all. */
  async #end(): Promise<void> {
    for (const keeper of this.#pool) keeper.station.monotonicMs += 60_000
    for (let round = 0; round < 2; round++) {
      this.#author.renew()
      for (const keeper of this.#alive) await this.#ask(keeper, 0)
      for (const keeper of this.#alive) {
        await this.#author.deliver(keeper, 0)
        this.#author.hear(keeper, 0)
        this.#look()
        await this.#ask(keeper, 0)
      }
    }
  }

  async #step(): Promise<void> {
    const { isCalm } = this.#options
    const broken = isCalm ? 0 : 1
    const keeper = this.#random.pick(this.#alive)
    const name = this.#random.pickWeighted({
      ...{ ask: this.#eagerness, put: 6, deliver: 4, 'pass on': 1, hear: 2, wait: 1 },
      ...{ change: 1.5, advance: 8 },
      ...{ heads: broken, crash: 0.5 * broken, copy: broken, rewind: 2 * broken, lose: 0.3 * broken },
      ...{ 'ask home': 0.2 * broken, 'late clock': 0.2 * broken },
      ...(this.#author.isTakenBack
        ? { 'take back': 0, hold: 0, 'let-go': 0 }
        : { 'take back': 0.7 * broken, hold: 0.5 * broken, 'let-go': 0.5 * broken }),
    })
    this.#steps.push(`${name} ${keeper.place}`)
    await this.#acts[name]!(keeper)
  }

  readonly #acts: Record<string, (keeper: Keeper) => unknown> = {
    ask: (keeper) => this.#ask(keeper),
    put: () => this.#some((keeper) => this.#author.put(keeper, (...share) => this.#collect(...share))),
    deliver: () => this.#some((keeper) => this.#author.deliver(keeper)),
    'pass on': (keeper) => this.#passOn(keeper),
    hear: (keeper) => this.#author.hear(keeper),
    wait: ({ station }) => void (station.monotonicMs += 60_000),
    change: () => this.#change(),
    advance: () => this.#advance(),
    heads: (keeper) => this.#askHeads(keeper, this.#random.pick(this.#alive)),
    crash: ({ station }) => void station.open(),
    copy: (keeper) => void (keeper.copied = copyRows(keeper.station, keeper.account)),
    rewind: (keeper) => this.#rewind(keeper),
    lose: (keeper) => this.#lose(keeper),
    'ask home': () => this.#askHome(),
    'late clock': ({ station }) => void (station.now = UNTIL + this.#random.below(DAY_MS)),
    'take back': () => this.#author.takeBack(this.#hasOwnRelease),
    hold: () => this.#author.hold('held'),
    'let-go': () => this.#author.hold('let-go'),
  }

  /** The author's device goes on with a change, and may end before each step of it. */
  async #advance(): Promise<void> {
    const isOn = (): boolean => this.#random.isSo(0.8)
    if (isOn()) this.#author.renew()
    if (isOn()) this.#author.announce()
    if (isOn()) await this.#some((one) => this.#author.carry(one))
    if (isOn()) this.#author.burnReplaced()
  }

  /** Some of the stations, in any order. */
  async #some(act: (keeper: Keeper) => unknown): Promise<void> {
    for (const keeper of shuffled(this.#random, this.#alive)) if (this.#random.isSo(0.8)) await act(keeper)
  }

  async #change(): Promise<void> {
    if (!PRESETS.some((one) => this.#isPossible(one))) return
    this.#author.change(this.#drawSet())
    await this.#showSet()
  }

  async #showSet(): Promise<void> {
    const { customer, set } = this.#author
    for (const { station, account } of this.#alive)
      if (set.devices.some((device) => equalBytes(device, station.pair.publicKey)))
        await station.gates.setKeepers(account, customer.person, set)
  }

  /** Asks for every gate of the letter, also for those that no notice names yet. */
  async #ask({ station }: Keeper, loss?: number): Promise<void> {
    for (const gate of this.#author.gates) {
      if (isLost(this.#random, loss)) continue
      const { share } = await station.ask(this.#author.customer, gate.handle, this.#author.slotOf(gate))
      const place = listStationsOf(this.#author.tables.author, gate).findIndex((device) =>
        equalBytes(device, station.pair.publicKey),
      )
      if (share !== null && !isLost(this.#random, loss)) this.#collect(gate.handle, place + 1, share)
    }
  }

  #collect(handle: Uint8Array, place: number, share: Uint8Array): void {
    const gate = this.#author.gates.find((one) => equalBytes(one.handle, handle))!
    if (!equalBytes(hashShare(place, share), gate.hashes[place - 1]!)) return
    const known = this.#shares.get(toHex(handle)) ?? new Map<number, Uint8Array>()
    this.#shares.set(toHex(handle), known.set(place, share))
  }

  async #hasOpened(): Promise<boolean> {
    if (this.#hasOwnRelease) return true
    for (const { handle, need } of this.#author.gates) {
      const shares = [...(this.#shares.get(toHex(handle))?.values() ?? [])]
      if (shares.length < need) continue
      if (!equalBytes(await combineShares(shares, need), this.#author.grant))
        throw new Error('shares with the right hashes gave another grant')
      return true
    }
    return false
  }

  #askHome(): void {
    const { tables, letter } = this.#author
    this.#hasOwnRelease ||= askFor(tables.author, letter, bob, AT).answer === 'released'
  }

  /** Somebody delivers an act that has left the author's device. The author hears no answer. */
  async #passOn({ station }: Keeper): Promise<void> {
    const loose = [...this.#author.loose.values()]
    if (loose.length > 0) await station.act(this.#random.pick(loose))
  }

  async #askHeads(asking: Keeper, asked: Keeper): Promise<void> {
    if (asking === asked || asked.isLiar || isLost(this.#random)) return
    const [one, other] = [asking.station, asked.station]
    for (const heads of one.gates.headsFor(other.pair.publicKey))
      await one.gates.receiveHeads(
        other.pair.publicKey,
        await other.gates.answerHeads(one.pair.publicKey, heads),
      )
  }

  async #rewind(keeper: Keeper): Promise<void> {
    if (keeper.copied !== null && keeper.canRewind)
      await putBack(keeper.station, keeper.account, keeper.copied)
  }

  /**
   * A station burns down. What it handed out and told nobody counts as a lie, so an honest one has
   * told its author everything.
   */
  async #lose(keeper: Keeper): Promise<void> {
    if (this.#alive.length <= 2) return
    if (!keeper.isLiar && !keeper.canRewind) this.#author.hear(keeper, 0)
    this.#author.lose(keeper)
    this.#lost.add(keeper)
    await this.#change()
  }
}

const HAS_SHARE = 'SELECT 1 FROM kept_gates WHERE account = ? AND handle = ? AND share IS NOT NULL'
