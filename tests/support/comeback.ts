// A person who loses their device and recovers in a new home, by their 24 words and a backup.
// The old home stays on disk, as a thief of the device would have it.
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { makeBackup } from '../../src/core/backup/make-backup.ts'
import { calling, Person } from './person.ts'
import type { MemoryNetwork } from './memory-network.ts'

export class Losses {
  readonly #network: MemoryNetwork
  readonly #folder: string
  readonly #people: Person[] = []
  #count = 0

  private constructor(network: MemoryNetwork, folder: string) {
    this.#network = network
    this.#folder = folder
  }

  static async begin(network: MemoryNetwork): Promise<Losses> {
    return new Losses(network, await mkdtemp(join(tmpdir(), 'fumikura-losses-')))
  }

  async backUp(person: Person): Promise<string> {
    const path = join(this.#folder, `${person.name}-${this.#count++}.fumikura-backup`)
    const { parts, ownCores } = person.home
    await makeBackup({ ...parts, ownCores, device: person.device }, path, { others: true, files: true })
    return path
  }

  /** Recovers the person in a new home. Stops their old home and leaves its files unchanged. */
  async comeBack(person: Person, words: string[], backup: string): Promise<Person> {
    const again = await this.#moveIn(person)
    await again.do.home.recover({ words, backup }, calling)
    return again
  }

  /** The same with the words alone. */
  async comeBackBare(person: Person, words: string[]): Promise<Person> {
    const again = await this.#moveIn(person)
    await again.do.home.recover({ words, name: person.name }, calling)
    return again
  }

  async #moveIn(person: Person): Promise<Person> {
    await person.stop()
    const again = Person.at(person.name, join(this.#folder, `home-${this.#count++}`), this.#network)
    this.#people.push(again)
    await again.start()
    return again
  }

  async end(): Promise<void> {
    await Promise.all(this.#people.map((person) => person.stop()))
    await rm(this.#folder, { recursive: true, force: true })
  }
}
