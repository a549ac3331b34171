// The people and stations of the scenario `keepers-whole`, and what happens to them: they are
// switched off and on, cut off from each other, and put back to a copy of their home.
import { join } from 'node:path'
import { toHex } from '../../../src/core/base/index.ts'
import { join as joinStation, knowsStations, QUICK_PACE } from '../../support/customers.ts'
import { calling, pair, Person } from '../../support/person.ts'
import { MemoryNetwork } from '../../support/memory-network.ts'
import type { InviteOptions } from '../../../src/core/station/station-invites.ts'
import { TestStation } from '../../support/station.ts'
import { TestClock } from '../../support/test-clock.ts'
import { copyHome, putBack, type HomeCopy } from '../disk/home-copy.ts'
import type { Trial } from '../trial.ts'
import { killHome } from './kill-home.ts'
import { PRESETS as ALL_PRESETS, type Preset } from './run-parts.ts'

/** Whole engines are slow, so of five stations only the choice that the screens offer. */
const PRESETS = ALL_PRESETS.filter(({ of, need }) => of < 5 || need === 2)
const MAX_STATIONS = 7
const READERS: readonly string[] = ['bob', 'carol']

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
  /** The author has left it. */
  isOver: boolean
  /** It does not come back. */
  isDestroyed: boolean
  /** It has room for a few letters only. */
  isSmall: boolean
}

export class KeepersWorld {
  readonly clock = new TestClock()
  readonly preset: Preset
  readonly readers: OnePerson[] = []
  readonly stations: OneStation[] = []
  author!: OnePerson
  readonly network = new MemoryNetwork()
  readonly #trial: Trial
  readonly #folder: string

  private constructor(trial: Trial, folder: string) {
    this.#trial = trial
    this.#folder = folder
    this.preset = trial.random.pick(PRESETS)
  }

  static async gather(trial: Trial, readers = READERS): Promise<KeepersWorld> {
    const world = new KeepersWorld(trial, await trial.folder())
    world.author = await world.#makePerson('alice')
    for (const name of readers) world.readers.push(await world.#makePerson(name))
    for (let n = 1; n <= world.preset.of; n++) await world.makeStation()
    await world.#acquaint()
    world.#chooseNatures()
    return world
  }

  async #makePerson(name: string): Promise<OnePerson> {
    const person = Person.at(name, join(this.#folder, name), this.network, this.clock)
    this.#trial.onEnd(() => person.stop())
    await person.start({ stationPace: QUICK_PACE })
    await person.do.home.create({ name }, calling)
    return { person, id: person.id, device: person.device, isOn: true }
  }

  /** Nobody is its customer yet. */
  async makeStation(): Promise<OneStation> {
    const name = `station ${this.stations.length + 1}`
    const station = TestStation.at(join(this.#folder, name), this.network, this.clock)
    this.#trial.onEnd(() => station.stop())
    await station.start({ name })
    const begun = {
      nature: 'honest',
      copied: null,
      wasPutBack: false,
      isOver: false,
      isSmall: false,
    } as const
    const one: OneStation = {
      name,
      station,
      device: station.device,
      isOn: true,
      ...begun,
      isDestroyed: false,
      isSmall: false,
    }
    this.stations.push(one)
    return one
  }

  async #acquaint(): Promise<void> {
    const { person: alice } = this.author
    for (const { person } of this.readers) await pair(alice, person)
    for (const { station } of this.stations) await joinStation(alice, station)
    await this.#setRule()
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

  find(name: string): OnePerson {
    return this.everybody.find(({ person }) => person.name === name)!
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
    const off = this.standing.filter(({ isOn }) => !isOn)
    await this.switch(random.pick(isBack && off.length > 0 ? off : this.standing))
  }

  /** Stations that the author has not left. */
  get standing(): OneStation[] {
    return this.stations.filter(({ isOver }) => !isOver)
  }

  async switch(one: OneStation): Promise<void> {
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

  /** What was written until now stays, as after kill -9. It is off then. */
  async kill(one: OnePerson | OneStation): Promise<void> {
    if (!one.isOn) return
    one.isOn = false
    this.#trial.note(`${nameOf(one)} is killed`)
    this.#trial.count('person' in one ? 'people killed' : 'stations killed')
    const home = 'person' in one ? one.person : one.station
    await killHome(this.network, one.device, home)
  }

  /** Switches on everyone who is off. */
  raise(one: OnePerson | OneStation): Promise<void> {
    return 'person' in one ? this.turn(one) : this.switch(one)
  }

  pass(ms: number): void {
    this.#trial.note(`${ms / 60_000} min pass`)
    this.clock.pass(ms)
  }

  cut(): void {
    const { random } = this.#trial
    const one = random.pick([...this.everybody, ...this.standing])
    const other = random.pick(this.standing)
    if (one === other) return
    this.#trial.note(`cut off: ${nameOf(one)} from ${other.name}`)
    this.network.partition(one.device, other.device)
  }

  heal(): void {
    this.#trial.note('all wires heal')
    this.network.heal()
  }

  /** Copies the home of a station that may be put back. */
  async copy(): Promise<void> {
    const one = this.standing.find(({ nature }) => nature === 'forgetful')
    if (one === undefined) return
    const wasOn = one.isOn
    if (wasOn) await this.switch(one)
    this.#trial.note(`${one.name} is copied`)
    one.copied = await copyHome(one.station.homeDir)
    if (wasOn) await this.switch(one)
  }

  async putBack(): Promise<void> {
    const one = this.standing.find(({ copied }) => copied !== null)
    if (one === undefined) return
    const wasOn = one.isOn
    if (wasOn) await this.switch(one)
    this.#trial.note(`${one.name} is put back`)
    this.#trial.count('stations put back')
    await putBack(one.station.homeDir, one.copied!)
    one.wasPutBack = true
    if (wasOn) await this.switch(one)
  }

  /** A station with a new home, which the author joins if they can. */
  async joinAnother(limits: InviteOptions = {}): Promise<void> {
    const { person } = this.author
    if (!this.author.isOn || this.standing.length >= MAX_STATIONS) return
    const one = await this.makeStation()
    const link = await one.station.invite(limits)
    this.#trial.note(
      `alice joins ${one.name}${Object.keys(limits).length > 0 ? ', which has little room' : ''}`,
    )
    this.#trial.count('stations joined')
    one.isSmall = Object.keys(limits).length > 0
    await person.do.stations.add({ link, waitMs: 10_000 }, calling)
    await this.#setRule()
  }

  /** The author leaves a station, if enough remain for the rule. `isLost`: it is destroyed. */
  async leave(one: OneStation, isLost: boolean): Promise<void> {
    const { person } = this.author
    const few = this.standing.filter(({ isSmall }) => !isSmall).length <= this.preset.of
    if (!this.author.isOn || (few && !one.isSmall)) return
    this.#trial.note(`${one.name} is ${isLost ? 'destroyed' : 'left'}`)
    this.#trial.count(isLost ? 'stations destroyed' : 'stations left')
    one.isOver = true
    one.isDestroyed = isLost
    if (isLost && one.isOn) await this.switch(one)
    const order = { station: one.name, waitMs: 200, lost: isLost }
    await person.do.stations.leave(order, calling)
    await this.#setRule()
  }

  /**
   * A change of the stations brings the usual numbers back. They stay if a station that lost
   * decisions was dropped, and those that are left are too few for the others.
   */
  async #setRule(): Promise<void> {
    const { need, distrust } = this.preset
    const { stations } = this.author.person.do
    const { n } = await stations.rule({}, calling)
    if (n >= this.preset.of) await stations.rule({ need, distrust }, calling)
  }

  /** Everything is on and connected again. */
  async calm(): Promise<void> {
    this.heal()
    // A station that was left still has to hear it.
    for (const one of this.stations) if (!one.isOn && !one.isDestroyed) await this.switch(one)
    for (const one of this.everybody) if (!one.isOn) await this.turn(one)
  }
}

export const nameOf = (one: OnePerson | OneStation): string => ('name' in one ? one.name : one.person.name)
