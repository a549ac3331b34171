// The people and stations of the scenario `keepers-whole`, and what happens to them: they are switched
// off and on, cut off from each other, and put back to a copy of their home.
import { join } from 'node:path'
import { toHex } from '../../../src/core/base/index.ts'
import { join as joinStation, knowsStations, QUICK_PACE } from '../../support/customers.ts'
import { calling, pair, Person } from '../../support/person.ts'
import { MemoryNetwork } from '../../support/memory-network.ts'
import { TestStation } from '../../support/station.ts'
import { TestClock } from '../../support/test-clock.ts'
import { copyHome, putBack, type HomeCopy } from '../disk/home-copy.ts'
import type { Trial } from '../trial.ts'
import { PRESETS as ALL_PRESETS, type Preset } from './run-parts.ts'

/** Whole engines are slow, so of five stations only the choice that the screens offer. */
const PRESETS = ALL_PRESETS.filter(({ of, need }) => of < 5 || need === 2)
const READERS = ['bob', 'carol']

export interface OnePerson {
  person: Person
  /** The key of the person, in hex. */
  id: string
  device: Uint8Array
  isOn: boolean
}

export interface OneStation {
  name: string
  station: TestStation
  device: Uint8Array
  isOn: boolean
  /** `liar`: the readers get each share that it has. `forgetful`: it may be put back. */
  nature: 'honest' | 'liar' | 'forgetful'
  copied: HomeCopy | null
  wasPutBack: boolean
}

export class KeepersWorld {
  readonly clock = new TestClock()
  readonly preset: Preset
  readonly readers: OnePerson[] = []
  readonly stations: OneStation[] = []
  author!: OnePerson
  readonly #network = new MemoryNetwork()
  readonly #trial: Trial

  private constructor(trial: Trial) {
    this.#trial = trial
    this.preset = trial.random.pick(PRESETS)
  }

  static async gather(trial: Trial): Promise<KeepersWorld> {
    const world = new KeepersWorld(trial)
    const folder = await trial.folder()
    world.author = await world.#makePerson(folder, 'alice')
    for (const name of READERS) world.readers.push(await world.#makePerson(folder, name))
    for (let n = 1; n <= world.preset.of; n++)
      world.stations.push(await world.#makeStation(folder, `station ${n}`))
    await world.#acquaint()
    world.#chooseNatures()
    return world
  }

  async #makePerson(folder: string, name: string): Promise<OnePerson> {
    const person = Person.at(name, join(folder, name), this.#network, this.clock)
    this.#trial.onEnd(() => person.stop())
    await person.start({ stationPace: QUICK_PACE })
    await person.do.home.create({ name }, calling)
    return { person, id: person.id, device: person.device, isOn: true }
  }

  async #makeStation(folder: string, name: string): Promise<OneStation> {
    const station = TestStation.at(join(folder, name), this.#network, this.clock)
    this.#trial.onEnd(() => station.stop())
    await station.start({ name })
    const { device } = station
    return { name, station, device, isOn: true, nature: 'honest', copied: null, wasPutBack: false }
  }

  async #acquaint(): Promise<void> {
    const { person: alice } = this.author
    const { need, distrust } = this.preset
    for (const { person } of this.readers) await pair(alice, person)
    for (const { station } of this.stations) await joinStation(alice, station)
    await alice.do.stations.rule({ need, distrust }, calling)
    for (const { person } of this.readers) await knowsStations(person, alice)
    // A customer of the same station reads over the wire that they have anyway.
    if (this.#trial.random.isSo(0.3)) await joinStation(this.readers[0]!.person, this.stations[0]!.station)
  }

  /** Liars and stations that are put back are together as many as the rule distrusts. */
  #chooseNatures(): void {
    const { random } = this.#trial
    for (let left = this.preset.distrust; left > 0; left--)
      random.pick(this.stations.filter(({ nature }) => nature === 'honest')).nature = random.pick([
        'liar',
        'forgetful',
      ])
    const natures = this.stations.map(({ nature }) => nature).join(' ')
    this.#trial.note(`${JSON.stringify(this.preset)}: ${natures}`)
  }

  get everybody(): OnePerson[] {
    return [this.author, ...this.readers]
  }

  /** True if a station may have lost decisions. */
  get isAnyPutBack(): boolean {
    return this.stations.some(({ wasPutBack }) => wasPutBack)
  }

  stationOf(device: Uint8Array): OneStation {
    return this.stations.find((one) => toHex(one.device) === toHex(device))!
  }

  /** Stations that are off come back more often than others go. */
  async turnStation(): Promise<void> {
    const { random } = this.#trial
    const isBack = random.isSo(0.5)
    const off = this.stations.filter(({ isOn }) => !isOn)
    await this.#turn(random.pick(isBack && off.length > 0 ? off : this.stations))
  }

  async #turn(one: OneStation): Promise<void> {
    this.#trial.note(`${one.name} goes ${one.isOn ? 'off' : 'on'}`)
    if (one.isOn) await one.station.stop()
    else await one.station.start()
    one.isOn = !one.isOn
  }

  turnAuthor(): Promise<void> {
    return this.turn(this.author)
  }

  turnReader(): Promise<void> {
    return this.turn(this.#trial.random.pick(this.readers))
  }

  async turn(one: OnePerson): Promise<void> {
    this.#trial.note(`${one.person.name} goes ${one.isOn ? 'off' : 'on'}`)
    this.#trial.count('people switched')
    if (one.isOn) await one.person.stop()
    else await one.person.start({ stationPace: QUICK_PACE })
    one.isOn = !one.isOn
  }

  pass(ms: number): void {
    this.#trial.note(`${ms / 60_000} min pass`)
    this.clock.pass(ms)
  }

  cut(): void {
    const { random } = this.#trial
    const one = random.pick([...this.everybody, ...this.stations])
    const other = random.pick(this.stations)
    if (one === other) return
    this.#trial.note(`cut off: ${nameOf(one)} from ${other.name}`)
    this.#network.partition(one.device, other.device)
  }

  heal(): void {
    this.#trial.note('all wires heal')
    this.#network.heal()
  }

  /** Copies the home of a station that may be put back. */
  async copy(): Promise<void> {
    const one = this.stations.find(({ nature }) => nature === 'forgetful')
    if (one === undefined) return
    const wasOn = one.isOn
    if (wasOn) await this.#turn(one)
    this.#trial.note(`${one.name} is copied`)
    one.copied = await copyHome(one.station.homeDir)
    if (wasOn) await this.#turn(one)
  }

  async putBack(): Promise<void> {
    const one = this.stations.find(({ copied }) => copied !== null)
    if (one === undefined) return
    const wasOn = one.isOn
    if (wasOn) await this.#turn(one)
    this.#trial.note(`${one.name} is put back`)
    this.#trial.count('stations put back')
    await putBack(one.station.homeDir, one.copied!)
    one.wasPutBack = true
    if (wasOn) await this.#turn(one)
  }

  /** Everything is on and connected again. */
  async calm(): Promise<void> {
    this.heal()
    for (const one of this.stations) if (!one.isOn) await this.#turn(one)
    for (const one of this.everybody) if (!one.isOn) await this.turn(one)
  }
}

const nameOf = (one: OnePerson | OneStation): string => ('name' in one ? one.name : one.person.name)
