// People who write to each other for a bench that counts bytes: as processes over a real Hyperswarm, or, where so many
// processes are impossible, all in this one over wires in memory. The engines, their encryption and their counters are the same.
import { join } from 'node:path'
import type { RefText } from '../../src/core/contract/index.ts'
import { calling, pair, Person } from '../../tests/support/person.ts'
import { MemoryNetwork } from '../../tests/support/wire.ts'
import type { Setting } from '../bench.ts'
import { Arrivals } from './arrivals.ts'
import { letterText } from './letter-text.ts'
import { pairProcesses, startDht, startPerson, untilOnline, type PersonProcess } from './people.ts'
import type { LetterOrder } from './person.ts'
import { weigh, type Weight } from './weight.ts'

export interface Correspondent {
  readonly name: string
  send(order: LetterOrder): Promise<RefText>
  read(ref: RefText): Promise<void>
  /** Until so many letters have arrived since the beginning. */
  waitForArrivals(count: number): Promise<void>
  weigh(): Promise<Weight>
  leave(): Promise<void>
}

const PATIENCE_MS = 60_000
/** So many pairings are under way at once. */
const AT_ONCE = 8

/** An author, and readers who know only them. */
export async function gatherProcesses(setting: Setting, readers: number): Promise<Correspondent[]> {
  const dht = await startDht(setting)
  const author = await startPerson(setting, 'alice', dht)
  const all = [asCorrespondent('alice', author)]
  for (let number = 1; number <= readers; number++) {
    const reader = await startPerson(setting, `reader-${number}`, dht)
    await pairProcesses(author, reader)
    all.push(asCorrespondent(`reader-${number}`, reader))
  }
  await untilOnline(author, readers)
  return all
}

function asCorrespondent(name: string, person: PersonProcess): Correspondent {
  return {
    name,
    send: (order) => person.run('send', order),
    read: (ref) => person.run('read', ref),
    waitForArrivals: (count) => person.run('waitForArrivals', count),
    weigh: () => person.run('weigh', undefined),
    leave: () => person.end(),
  }
}

export class MemoryCircle {
  readonly network = new MemoryNetwork()
  readonly people: Person[] = []

  async join(setting: Setting, name: string): Promise<Person> {
    const person = Person.at(name, join(setting.folder, name), this.network)
    await person.start()
    setting.atEnd(() => person.stop())
    await person.do.home.create({ name }, calling)
    this.people.push(person)
    return person
  }
}

/** The same in this process. */
export async function gatherInMemory(setting: Setting, readers: number): Promise<Correspondent[]> {
  const circle = new MemoryCircle()
  const author = await circle.join(setting, 'alice')
  for (let number = 1; number <= readers; number += AT_ONCE) {
    const names = Array.from(
      { length: Math.min(AT_ONCE, readers - number + 1) },
      (_, at) => `reader-${number + at}`,
    )
    const some = await Promise.all(names.map((name) => circle.join(setting, name)))
    await Promise.all(some.map((reader) => pair(author, reader)))
  }
  return circle.people.map(personAsCorrespondent)
}

/** Everyone paired with everyone, in this process. */
export async function gatherCircle(setting: Setting, names: readonly string[]): Promise<Correspondent[]> {
  const circle = new MemoryCircle()
  for (const name of names) {
    const newcomer = await circle.join(setting, name)
    for (const other of circle.people.slice(0, -1)) await pair(other, newcomer)
  }
  return circle.people.map(personAsCorrespondent)
}

function personAsCorrespondent(person: Person): Correspondent {
  const arrivals = new Arrivals(person.do.events)
  return {
    name: person.name,
    send({ to, bytes, subject = 'About the garden', ...more }) {
      return person.write(
        to.map((name) => ({ name })),
        subject,
        letterText(bytes),
        more,
      )
    },
    read: (ref) => person.read(ref, PATIENCE_MS).then(() => undefined),
    waitForArrivals: (count) => arrivals.until(count),
    weigh: () => weigh(person.home, () => person.do.doctor.report({}, calling)),
    leave: () => person.stop(),
  }
}
