// One letter, its author, its reader and its stations, through a random life: the real tables and
// decisions of author and stations over calls that get lost, with crashes, restored snapshots and
// clocks that jump. The run judges after each step, by its own counts.
import type { GateState } from '../../../src/core/gates/gate-situation.ts'
import type { SeenHead } from '../../../src/core/station-records/index.ts'
import { DAY_MS } from '../../unit/station/test-station.ts'
import type { Random } from '../random.ts'
import { copyRows, putBack, removeRows } from './account-rows.ts'
import { RunAuthor, UNTIL } from './run-author.ts'
import {
  isLost,
  makeKeeper,
  shuffled,
  type Keeper,
  type KeeperTables,
  type RunOptions,
  type StepName,
  type Verdict,
} from './run-parts.ts'
import { RunReader } from './run-reader.ts'

export class KeepersRun {
  readonly #random: Random
  readonly #options: RunOptions
  readonly #author: RunAuthor
  readonly #reader: RunReader
  readonly #keepers: Keeper[]
  readonly #steps: string[] = []
  /** How often the reader asks. An eager one opens nearly every letter before it is taken back. */
  readonly #eagerness: number

  constructor(tables: KeeperTables, random: Random, options: RunOptions) {
    const { preset, liars, rewinds } = options
    this.#random = random
    this.#options = options
    this.#eagerness = random.pick([0.5, 2, 8])
    this.#author = new RunAuthor(tables, random, options)
    this.#reader = new RunReader(this.#author, random)
    this.#keepers = Array.from({ length: preset.of }, (_, i) => makeKeeper(tables, this.#author.customer, i))
    const inOrder = shuffled(random, this.#keepers)
    for (const keeper of inOrder.slice(0, liars)) keeper.isLiar = true
    for (const keeper of inOrder.slice(liars, liars + rewinds)) keeper.canRewind = true
  }

  async play(steps: number): Promise<Verdict> {
    await this.#author.begin(this.#keepers, this.#reader.slot.publicKey)
    for (const keeper of this.#keepers) if (this.#random.isSo(0.9)) await this.#put(keeper)
    for (let i = 0; i < steps; i++) {
      await this.#step()
      this.#judge()
    }
    await this.#end()
    const isOpened = await this.#reader.hasOpened(this.#options.preset.need)
    const state = this.#judge()
    // So the shared tables stay small.
    for (const { station, account } of this.#keepers) await removeRows(station, account)
    this.#author.forget()
    const { wasCertain, wasTooEarly } = this.#author
    return { wasCertain, wasTooEarly, isOpened, state, steps: this.#steps }
  }

  #judge(): GateState {
    return this.#author.judge()
  }

  /** In the end nothing is lost: the reader asks everybody, and the author hears all. */
  async #end(): Promise<void> {
    for (const keeper of this.#keepers) {
      keeper.station.monotonicMs += 60_000
      // The reader delivers what may help.
      for (const act of this.#author.looseActs) if (act.kind === 'let-go') await keeper.station.act(act)
      await this.#reader.ask(keeper, 0)
    }
    for (const keeper of this.#keepers) {
      await this.#author.deliver(keeper, 0)
      this.#author.hear(keeper, 0)
      this.#judge()
      await this.#reader.ask(keeper, 0)
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
      ...(this.#author.isTakenBack ? { 'take back': 0, hold: 0, 'let-go': 0 } : {}),
    })
    this.#steps.push(`${name} ${keeper.place}`)
    await this.#acts[name](keeper)
  }

  readonly #acts: Record<StepName, (keeper: Keeper) => unknown> = {
    ask: (keeper) => this.#reader.ask(keeper),
    deliver: (keeper) => this.#author.deliver(keeper),
    'pass on': (keeper) => this.#passOn(keeper),
    put: (keeper) => this.#put(keeper),
    hear: (keeper) => this.#author.hear(keeper),
    heads: (keeper) => this.#askHeads(keeper, this.#random.pick(this.#keepers)),
    crash: ({ station }) => void station.open(),
    wait: ({ station }) => void (station.monotonicMs += 60_000),
    copy: (keeper) => void (keeper.copied = copyRows(keeper.station, keeper.account)),
    rewind: (keeper) => this.#rewind(keeper),
    'noticed rewind': (keeper) => this.#rewindNoticed(keeper),
    'ask home': () => this.#reader.askHome(),
    'late clock': ({ station }) => void (station.now = UNTIL + this.#random.below(DAY_MS)),
    'take back': () => this.#author.takeBack(this.#reader.hasOwnRelease),
    hold: () => this.#author.set('hold'),
    'let-go': () => this.#author.set('let-go'),
  }

  #put(keeper: Keeper): Promise<void> {
    return this.#author.put(keeper, (share) => this.#reader.collect(keeper.place, share))
  }

  /** Somebody delivers an act that has left the author's device. The author hears no answer. */
  async #passOn({ station }: Keeper): Promise<void> {
    const loose = this.#author.looseActs
    if (loose.length > 0) await station.act(this.#random.pick(loose))
  }

  async #askHeads(asking: Keeper, asked: Keeper, loss?: number): Promise<void> {
    if (asking === asked || asked.isLiar || this.#options.isForgetful === true || isLost(this.#random, loss))
      return
    const seen: SeenHead[] = []
    for (const heads of asking.station.gates.headsFor(asked.station.pair.publicKey))
      seen.push(...(await asked.station.gates.answerHeads(asking.station.pair.publicKey, heads)))
    if (!isLost(this.#random, loss))
      await asking.station.gates.receiveHeads(asked.station.pair.publicKey, seen)
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
}
