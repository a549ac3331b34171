// People and stations of a bench as processes: an author without stations, one with three, one with
// five, readers who know all three authors, and a contact who is never there.
import { join } from 'node:path'
import type { Setting } from '../bench.ts'
import { pairProcesses, restartPerson, startDht, startPerson, type PersonProcess } from './people.ts'
import type { StationProcessTasks } from './station.ts'
import { Worker } from './worker.ts'

/** Every reader's name begins so, and nothing else does. */
export const READER_NAME = 'Ottokar'
export const ABSENT = 'nobody-home'

const FEW = 3
const MANY = 5

export interface StationProcess {
  name: string
  homeDir: string
  worker: Worker<StationProcessTasks>
}

/** By how many stations they have. */
type Authors = Record<'none' | 'few' | 'many', PersonProcess>

export class StationsWorld {
  readonly #setting: Setting
  readonly #dht: string
  readonly authors: Authors
  readonly readerNames: string[] = []
  /** Those of `many`; the others are those of `few`. */
  readonly stations: StationProcess[] = []
  #readers: PersonProcess[] = []

  private constructor(setting: Setting, dht: string, authors: Authors) {
    this.#setting = setting
    this.#dht = dht
    this.authors = authors
  }

  static async gather(setting: Setting, readers: number): Promise<StationsWorld> {
    const dht = await startDht(setting)
    const start = (name: string): Promise<PersonProcess> => startPerson(setting, name, dht)
    const authors = { none: await start('none'), few: await start('few'), many: await start('many') }
    const world = new StationsWorld(setting, dht, authors)
    setting.say(`${readers} readers and ${FEW + MANY} stations start`)
    await world.#pairAll(readers)
    await world.#joinAll()
    for (const reader of world.#readers) await reader.run('untilStationsKnown', FEW + MANY)
    await world.dismissReaders()
    return world
  }

  async #pairAll(count: number): Promise<void> {
    const names = Array.from({ length: count }, (_, at) => `${READER_NAME}-${at + 1}`)
    for (const name of [...names, ABSENT]) {
      const reader = await startPerson(this.#setting, name, this.#dht)
      for (const author of Object.values(this.authors)) await pairProcesses(author, reader)
      if (name === ABSENT) await reader.end()
      else this.#readers.push(reader)
    }
    this.readerNames.push(...names)
  }

  async #joinAll(): Promise<void> {
    for (let number = 1; number <= FEW; number++) {
      const { worker } = await this.#startStation(`little-${number}`)
      await this.authors.few.run('joinStation', await worker.run('invite', undefined))
    }
    for (let number = 1; number <= MANY; number++) {
      const station = await this.#startStation(`cellar-${number}`)
      this.stations.push(station)
      await this.authors.many.run('joinStation', await station.worker.run('invite', undefined))
    }
  }

  async #startStation(name: string, aheadMs = 0): Promise<StationProcess> {
    const homeDir = join(this.#setting.folder, name)
    const words = [homeDir, this.#dht, name, String(aheadMs)]
    return { name, homeDir, worker: await Worker.start<StationProcessTasks>(this.#setting, 'station', words) }
  }

  async restartStation(at: number, aheadMs: number): Promise<void> {
    const { name, worker } = this.stations[at]!
    await worker.end()
    this.stations[at] = await this.#startStation(name, aheadMs)
  }

  async dismissReaders(): Promise<void> {
    for (const reader of this.#readers.splice(0)) await reader.end()
  }

  async bringReaders(aheadMs: number): Promise<PersonProcess[]> {
    for (const name of this.readerNames)
      this.#readers.push(await restartPerson(this.#setting, name, { dht: this.#dht, aheadMs }))
    return this.#readers
  }
}
