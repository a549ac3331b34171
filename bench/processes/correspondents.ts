// People who write to each other, for benches that count bytes: as processes on a real Hyperswarm,
// or all in this process on connections in memory if there are too many for processes.
// The engines, their encryption and their counters are the same.
import { mkdtempSync } from 'node:fs'
import { join } from 'node:path'
import { PLAIN_POLICY, type FileId, type RefText } from '../../src/core/contract/index.ts'
import { calling, pair, Person } from '../../tests/support/person.ts'
import { MemoryNetwork } from '../../tests/support/memory-network.ts'
import type { Setting } from '../bench.ts'
import { pause } from '../rounds.ts'
import { Arrivals } from './arrivals.ts'
import { letterText } from './letter-text.ts'
import { pairProcesses, startDht, startPerson, untilOnline, type PersonProcess } from './people.ts'
import type { LetterOrder } from './person.ts'
import { sumOf, weigh, type Weight } from './weight.ts'

export interface Correspondent {
  readonly name: string
  send(order: LetterOrder): Promise<RefText>
  read(ref: RefText): Promise<void>
  /** Creates a group with these contacts; letters can then be addressed to its name. */
  found(name: string, members: string[]): Promise<void>
  /** Stores a file of this machine and returns its id. */
  store(path: string): Promise<FileId>
  /** Fetches all attachments of a letter into a folder. */
  save(ref: RefText, folder: string): Promise<void>
  /** Resolves when this many letters have arrived since the start. */
  waitForArrivals(count: number): Promise<unknown>
  weigh(): Promise<Weight>
  leave(): Promise<void>
}

const PATIENCE_MS = 60_000
const QUIET_MS = 300
/** An idle connection sends less than this as a keep-alive. */
const QUIET_BYTES = 512
/** Pairings that run at the same time. */
const AT_ONCE = 8

/** Returns a new folder, for people whose names are used already in the bench's folder. */
export function apart(setting: Setting): Setting {
  return { ...setting, folder: mkdtempSync(join(setting.folder, 'people-')) }
}

/** Returns an author, and readers who know only the author. */
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
    found: (group, members) => person.run('foundGroup', { name: group, members }),
    store: async (path) => (await person.run('storeFile', path)).file,
    save: (ref, folder) => person.run('timeSave', { ref, folder }).then(() => undefined),
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

/** The same, in this process. */
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

/** Returns everyone paired with everyone, in this process. */
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
    send({ to, bytes, text, subject = 'About the garden', mode, ...more }) {
      return person.write(
        to.map((name) => ({ name })),
        subject,
        text ?? letterText(bytes),
        { ...more, policy: { ...PLAIN_POLICY, mode: mode ?? null } },
      )
    },
    read: (ref) => person.read(ref, PATIENCE_MS).then(() => undefined),
    async found(name, members) {
      await person.do.groups.create({ name, style: 'conversation' }, calling)
      await person.do.groups.add({ group: name, persons: members, history: false }, calling)
    },
    store: async (path) => (await person.do.files.add({ path }, calling)).file,
    save: (ref, folder) =>
      person.do.files.save({ ref, folder, waitMs: PATIENCE_MS }, calling).then(() => undefined),
    waitForArrivals: (count) => arrivals.until(count),
    weigh: () => weigh(person.home, () => person.do.doctor.report({}, calling)),
    leave: () => person.stop(),
  }
}

/** Weighs all people once no more bytes move. */
export async function weighAll(people: Correspondent[]): Promise<Weight[]> {
  let weights = await Promise.all(people.map((person) => person.weigh()))
  for (;;) {
    await pause(QUIET_MS)
    const next = await Promise.all(people.map((person) => person.weigh()))
    const moved = sumOf(next, 'sent') - sumOf(weights, 'sent')
    weights = next
    if (moved <= QUIET_BYTES * people.length) return weights
  }
}
