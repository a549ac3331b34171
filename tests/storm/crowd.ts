// A crowd: three to five engines that all know each other, over two networks at once, so that a
// pair has one or two wires. It also controls the network: cuts, pauses, delays and partitions, and
// the calm afterwards.
import { join } from 'node:path'
import { JoinedWires } from '../../src/core/network/wires/joined-wires.ts'
import type { EngineOptions } from '../../src/core/home-state.ts'
import { calling, pair, Person } from '../support/person.ts'
import { MemoryNetwork } from '../support/memory-network.ts'
import type { Random } from './random.ts'
import type { Trial } from './trial.ts'

const NAMES = ['alice', 'bob', 'carol', 'dave', 'erin']
const MAX_DELAY_MS = 12

const WEATHER = { cut: 3, cutAll: 2, pause: 2, resume: 4, delay: 2, partition: 4, heal: 4, far: 1 }

export class Crowd {
  readonly people: Person[] = []
  /** Like a LAN and the swarm. The LAN is preferred, and wires move between the two. */
  readonly #near = new MemoryNetwork({ via: 'lan' })
  readonly #far = new MemoryNetwork({ via: 'swarm' })
  readonly #trial: Trial

  private constructor(trial: Trial) {
    this.#trial = trial
  }

  static async gather(trial: Trial, size: number): Promise<Crowd> {
    const crowd = new Crowd(trial)
    const folder = await trial.folder()
    for (const name of NAMES.slice(0, size)) {
      const person = Person.at(name, join(folder, name), crowd.#near)
      trial.onEnd(() => person.stop())
      await crowd.start(person)
      await person.do.home.create({ name }, calling)
      for (const other of crowd.people) await pair(other, person)
      crowd.people.push(person)
    }
    return crowd
  }

  start(person: Person): Promise<void> {
    return person.start({ createWires: this.#createWires })
  }

  readonly #createWires: EngineOptions['createWires'] = ({ device }, isAllowed) =>
    new JoinedWires({
      preferred: this.#near.wires(device, isAllowed),
      fallback: this.#far.wires(device, isAllowed),
    })

  async restart(person: Person): Promise<void> {
    this.#trial.note(`${person.name} restarts`)
    this.#trial.count('restarts')
    await person.stop()
    await this.start(person)
  }

  changeWeather(random: Random): void {
    const [a, b] = this.#pickPair(random)
    const network = random.pick([this.#near, this.#far])
    const turn = random.pickWeighted(WEATHER)
    this.#trial.note(`${network.via} ${turn} ${a.name} ${b.name}`)
    switch (turn) {
      case 'cut':
        return network.cut(a.device, b.device)
      case 'cutAll':
        return network.cutAll()
      case 'pause':
        return network.pause()
      case 'resume':
        return network.resume()
      case 'delay':
        return this.#delay(random)
      case 'partition':
        return this.#partition(a, b)
      case 'heal':
        return this.#heal(a, b)
      case 'far':
        // Leaves the pair one network. A request on the cut wire gets no answer on the other.
        return network.partition(a.device, b.device)
    }
  }

  calm(): void {
    for (const network of [this.#near, this.#far]) {
      network.delay(0)
      network.resume()
      network.heal()
    }
  }

  #delay(random: Random): void {
    const choices = random.seed()
    const mostMs = random.isSo(0.3) ? 0 : random.between(1, MAX_DELAY_MS)
    const delay = (): number => (mostMs === 0 ? 0 : (choices % 7) + random.share() * mostMs)
    for (const network of [this.#near, this.#far]) network.delay(delay)
  }

  #partition(a: Person, b: Person): void {
    this.#trial.count('partitions')
    for (const network of [this.#near, this.#far]) network.partition(a.device, b.device)
  }

  #heal(a: Person, b: Person): void {
    for (const network of [this.#near, this.#far]) network.heal(a.device, b.device)
  }

  #pickPair(random: Random): [Person, Person] {
    const a = random.pick(this.people)
    return [a, random.pick(this.people.filter((person) => person !== a))]
  }
}
