// The processes of the scenario `keepers-killed`: an author with one to three stations, and
// readers, on a private DHT of this machine, with the engine's own pauses.
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { PersonTasks } from '../../../bench/processes/person.ts'
import type { StationProcessTasks } from '../../../bench/processes/station.ts'
import type { RefText } from '../../../src/core/contract/index.ts'
import { runDht } from '../../../src/core/network/private-dht.ts'
import { must, type Trial } from '../trial.ts'
import { Mortal } from './mortal.ts'

export type MortalPerson = Mortal<PersonTasks>
type Anybody = Pick<Mortal<never>, 'name' | 'isAlive' | 'live' | 'die'>

const LOOK_EVERY_MS = 20
export const READER = 'bob'
/** Of the author and all readers, if there are several. */
export const GROUP = 'garden'

export class KilledWorld {
  readonly author: MortalPerson
  readonly readers: MortalPerson[]
  readonly stations: Mortal<StationProcessTasks>[]
  readonly #trial: Trial

  private constructor(
    trial: Trial,
    place: { folder: string; dht: string },
    count: number,
    readers: readonly string[],
  ) {
    const { folder, dht } = place
    const person = (name: string): MortalPerson =>
      new Mortal(name, 'bench/processes/person.ts', [join(folder, name), dht])
    this.#trial = trial
    this.author = person('alice')
    this.readers = readers.map(person)
    this.stations = Array.from({ length: count }, (_, at) => {
      const name = `station ${at + 1}`
      return new Mortal(name, 'bench/processes/station.ts', [join(folder, name), dht, name])
    })
    for (const one of this.everybody) trial.onEnd(() => one.die())
  }

  static async gather(trial: Trial, count: number, readers = [READER]): Promise<KilledWorld> {
    const folder = await trial.folder()
    const dht = await runDht()
    trial.onEnd(() => dht.close())
    const world = new KilledWorld(trial, { folder, dht: dht.bootstrap }, count, readers)
    await world.#acquaint()
    return world
  }

  async #acquaint(): Promise<void> {
    const { author, readers, stations } = this
    for (const one of this.everybody) await one.live()
    await author.run('create', 'alice')
    for (const reader of readers) {
      await reader.run('create', reader.name)
      await reader.run('accept', await author.run('invite', undefined))
    }
    for (const station of stations) await author.run('joinStation', await station.run('invite', undefined))
    for (const reader of readers) await reader.run('untilStationsKnown', stations.length)
    if (readers.length > 1) await this.#found()
  }

  async #found(): Promise<void> {
    await this.author.run('foundGroup', { name: GROUP, members: this.readers.map(({ name }) => name) })
    for (const reader of this.readers) {
      await within(60_000, `${reader.name} is a member`, () => reader.run('isMemberOf', GROUP))
      await reader.run('follow', 'alice')
    }
  }

  /** The first reader, or the only one. */
  get reader(): MortalPerson {
    return this.readers[0]!
  }

  get everybody(): Anybody[] {
    return [this.author, ...this.readers, ...this.stations]
  }

  async kill(one: Anybody): Promise<void> {
    if (!one.isAlive) return
    this.#trial.note(`${one.name} is killed`)
    this.#trial.count(`kills of ${one.name.replace(/ \d/, 's')}`)
    await one.die()
  }

  /** Resolves when the author sees the reader of a letter in this state. */
  readerIs(ref: RefText, state: string, withinMs: number): Promise<void> {
    return within(withinMs, `the reader is ${state}`, async () => {
      const { [READER]: now } = await this.author.run('statesOf', ref)
      return now === state
    })
  }

  /** Everybody runs, and the author is connected to all stations. */
  async raise(): Promise<void> {
    for (const one of this.everybody) await one.live()
    const areOnline = async (): Promise<boolean> =>
      (await this.author.run('countStationsOnline', undefined)) === this.stations.length
    await within(60_000, 'the author meets the stations', areOnline)
  }
}

/** @throws Finding that names `what` if it is not so in time */
export async function within(ms: number, what: string, isSo: () => Promise<boolean>): Promise<void> {
  const endsAt = performance.now() + ms
  while (!(await isSo())) {
    must(performance.now() < endsAt, `not within ${ms} ms: ${what}`)
    await sleep(LOOK_EVERY_MS)
  }
}
