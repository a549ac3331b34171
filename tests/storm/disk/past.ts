// The history of a home: alice and bob have written to each other and opened some letters. Its
// undamaged state is the truth.
import { eventually, pair, Person } from '../../support/person.ts'
import { MemoryNetwork } from '../../support/memory-network.ts'
import { listAll } from '../../scenarios/bad-luck/wholeness.ts'
import { must, type Trial } from '../trial.ts'

export interface Past {
  alice: Person
  bob: Person
}

const LARGE_EVERY = 11

export function letterText(subject: string): string {
  const n = Number(/\d+$/.exec(subject)?.[0] ?? 0)
  return `This is ${subject}. `.repeat(n % LARGE_EVERY === 0 ? 4000 : 1 + (n % 9))
}

export async function makePast(trial: Trial, letters: number): Promise<Past> {
  const network = new MemoryNetwork()
  const people: Person[] = []
  for (const name of ['alice', 'bob']) {
    const person = await Person.create(name, network)
    trial.onEnd(() => person.remove())
    people.push(person)
  }
  const [alice, bob] = people as [Person, Person]
  await pair(alice, bob)
  for (let n = 1; n <= letters; n++) {
    await writeOne(alice, bob, `mine ${n}`)
    if (n % 3 === 0) await writeOne(bob, alice, `his ${n}`)
  }
  await readSome(bob, 4)
  await readSome(alice, 2)
  await eventually(
    async () => (await alice.list()).filter(({ state }) => state === 'sealed').length <= letters / 6,
  )
  return { alice, bob }
}

export async function writeOne(from: Person, to: Person, subject: string): Promise<void> {
  const ref = await from.write(to, subject, letterText(subject))
  await to.arrival(ref)
}

/** Opens every `every`th letter, oldest first. */
async function readSome(person: Person, every: number): Promise<void> {
  const refs = (await listAll(person, 'inbox')).map(({ ref }) => ref!).reverse()
  for (const [i, ref] of refs.entries()) if (i % every === 0) await person.read(ref)
}

export interface Look {
  /** The listed facts of each letter, by box and ref. */
  letters: Map<string, string>
  subjects: Map<string, string>
}

export async function lookAt(person: Person): Promise<Look> {
  const look: Look = { letters: new Map(), subjects: new Map() }
  for (const box of ['inbox', 'sent'] as const) {
    for (const { ref, subject, from, state } of await listAll(person, box)) {
      must(!look.letters.has(`${box} ${ref}`), `${subject} is listed twice in the ${box} of ${person.name}`)
      look.letters.set(`${box} ${ref}`, `${subject} by ${from.name}, ${state}`)
      look.subjects.set(ref!, subject!)
    }
  }
  return look
}
