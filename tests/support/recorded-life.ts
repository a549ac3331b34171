// A network that lives while somebody records it: invites, a knock, letters, notes, stations, a
// group with a removal, recalls, and the returns of a reader and of an owner. It remembers every
// text that was written.
import { systemClock } from '../../src/core/base/index.ts'
import { PLAIN_POLICY } from '../../src/core/contract/index.ts'
import { objectId, parseRef } from '../../src/core/store/index.ts'
import { noTexts } from './attack.ts'
import { Captured } from './captured.ts'
import { Losses } from './comeback.ts'
import { join, knowsStations, QUICK_PACE, sharesHandedOver } from './customers.ts'
import { foundGroup, untilAgreed } from './groups.ts'
import { MemoryNetwork } from './memory-network.ts'
import { secretsOf } from './home-secrets.ts'
import { PATIENCE_MS } from './patience.ts'
import { calling, eventually, Person } from './person.ts'
import { Recording } from './recording.ts'
import { TestStation } from './station.ts'

export const KNOCK = 'May I come in? It is about the garden.'
export const CHOIR = { name: 'Choir' }
const controlled = { ...PLAIN_POLICY, mode: 'controlled' as const }
const open = { ...PLAIN_POLICY, mode: 'open' as const }

export class RecordedLife {
  readonly recording = new Recording()
  readonly captured = new Captured(this.recording)
  readonly network = new MemoryNetwork({ tap: this.recording.tap })
  /** All that was written. */
  readonly said = noTexts()
  /** The secrets of all ledgers, also of lost homes. */
  readonly secrets: Uint8Array[] = []
  readonly stations: TestStation[] = []
  readonly #made: Person[] = []
  #losses: Losses | null = null
  #count = 0

  async begin(): Promise<void> {
    this.recording.begin()
    this.#losses = await Losses.begin(this.network)
  }

  async end(): Promise<void> {
    this.recording.end()
    await Promise.all([...this.#made, ...this.stations].map((one) => one.remove()))
    await this.#losses!.end()
  }

  async person(name: string): Promise<Person> {
    const made = await Person.create(name, this.network, systemClock, { stationPace: QUICK_PACE })
    this.#made.push(made)
    await this.captured.takeWords(await made.do.home.words({}, calling))
    return made
  }

  async persons<Name extends string>(...names: Name[]): Promise<Record<Name, Person>> {
    const made: [Name, Person][] = []
    for (const name of names) made.push([name, await this.person(name)])
    return Object.fromEntries(made) as Record<Name, Person>
  }

  async knock(from: Person, to: Person): Promise<void> {
    const { address } = await to.do.people.whoami({}, calling)
    await from.do.knocks.send({ address, text: KNOCK, waitMs: PATIENCE_MS }, calling)
    this.said.knocks.add(KNOCK)
    const [knock] = await to.do.knocks.list({}, calling)
    await to.do.knocks.answer({ knock: knock!.knock, answer: 'yes' }, calling)
    await eventually(async () => (await from.do.people.contacts({}, calling)).length === 1)
  }

  async write(from: Person, to: { name: string }, isOpen: boolean): Promise<string> {
    const n = this.#count++
    const [subject, body] = [`Subject ${n}`, `The body of ${n}, as it was written.`]
    const ref = await from.write(to, subject, body, { policy: isOpen ? open : controlled })
    this.said.subjects.add(subject)
    this.said.bodies.add(body)
    await this.captured.takeObject(from, ref)
    return ref
  }

  /** Letters or posts of which the reader opens each, and answers it with a note. */
  async converse(from: Person, to: { name: string }, reader: Person, count: number): Promise<void> {
    for (let n = 0; n < count; n++) {
      const ref = await this.write(from, to, n % 2 === 0)
      await arrives(reader, ref)
      await reader.read(ref)
      const note = `The note ${this.#count}, as ${reader.name} wrote it.`
      await reader.do.letters.mark({ ref, value: 'done', note }, calling)
      this.said.notes.add(note)
    }
  }

  /** Letters or posts that stay unopened, with their shares at the stations of their author. */
  async leave(from: Person, to: { name: string }, reader: Person, count: number): Promise<string[]> {
    const refs: string[] = []
    for (let n = 0; n < count; n++) refs.push(await this.write(from, to, false))
    for (const ref of refs) await arrives(reader, ref)
    for (const ref of refs) await sharesHandedOver(from, ref)
    return refs
  }

  async joinStations(customer: Person, reader: Person, count: number): Promise<void> {
    for (let n = 0; n < count; n++) this.stations.push(await TestStation.create(this.network))
    for (const one of this.stations) await join(customer, one)
    await knowsStations(reader, customer)
  }

  async recall(author: Person, ref: string): Promise<void> {
    await author.do.letters.recall({ ref }, calling)
    await eventually(
      async () => (await author.status(ref)).every(({ state }) => state === 'recalled'),
      'the recall is certain',
    )
  }

  async found(owner: Person, members: Person[]): Promise<void> {
    await foundGroup(owner, CHOIR.name, members)
    await untilAgreed(owner, CHOIR.name, members)
    this.said.names.add(CHOIR.name)
  }

  backUp(person: Person): Promise<string> {
    return this.#losses!.backUp(person)
  }

  /** Call it after all that the person writes in this home. */
  async take(person: Person): Promise<void> {
    await this.captured.take(person)
    this.secrets.push(...secretsOf(person))
  }

  /** The person loses their device and comes back, with a backup or by the words alone. */
  async comeBack(person: Person, backup: string | null): Promise<Person> {
    await this.take(person)
    const words = await person.do.home.words({}, calling)
    return backup === null
      ? this.#losses!.comeBackBare(person, words)
      : this.#losses!.comeBack(person, words, backup)
  }
}

/** It asks the inbox for one letter: to list many, as a person does, takes longer than to send one. */
function arrives({ name, home }: Person, refText: string): Promise<void> {
  const { inbox, ledger } = home.parts
  const object = objectId(parseRef(refText)!)
  return eventually(() => inbox.find(ledger, object) !== null, `${name} gets the notice`)
}

/** Resolves when these contacts know the new device, and each has the other's secret. */
export function hasReturned(person: Person, contacts: Person[]): Promise<void> {
  return eventually(
    () =>
      person.home.returnNotifier.listWaiting().length === 0 &&
      contacts.every(({ home }) => home.parts.whoIs(person.device) !== null),
    `${person.name} is back`,
  )
}
