// A home as it is after years: thousands of letters from two people, one in twenty opened.
// Made by real engines on wires in memory, with a clock that passes; copied it could not be, because cores must not be.
import { calling, eventually, pair, Person } from './person.ts'
import { TestClock } from './test-clock.ts'
import { MemoryNetwork } from './wire.ts'

const AUTHORS = ['bob', 'carol']
/** So many share one wait for the disk, at both ends. */
const SENT_AT_ONCE = 500
const OPENED_EVERY = 20
const YEARS_MS = 2 * 365 * 24 * 60 * 60 * 1000
const PATIENCE_MS = 60_000

/** The subject of a letter, by its number from 0; no two are alike. */
export function subjectOf(number: number): string {
  return `No. ${number + 1}: ${number % 3 === 0 ? '庭の手入れについて' : 'about the garden'}`
}

/** Makes alice's home in `homeDir`, with so many letters in her inbox, the newest of them weeks old. Takes 1.5 ms a letter. */
export async function makeFullHome(homeDir: string, letters: number): Promise<void> {
  const network = new MemoryNetwork()
  const clock = new TestClock()
  clock.jump(-YEARS_MS)
  const alice = Person.at('alice', homeDir, network, clock)
  const authors: Person[] = []
  try {
    await alice.start()
    await alice.do.home.create({ name: 'alice' }, calling)
    for (const name of AUTHORS) authors.push(await Person.create(name, network, clock))
    for (const author of authors) await pair(alice, author)
    const rounds = Math.ceil(letters / SENT_AT_ONCE)
    for (let round = 0; round < rounds; round++) {
      clock.pass(Math.floor(YEARS_MS / (rounds + 1)))
      const first = round * SENT_AT_ONCE
      await sendRound(alice, authors[round % authors.length]!, first, Math.min(letters, first + SENT_AT_ONCE))
    }
  } finally {
    await Promise.all([alice.stop(), ...authors.map((author) => author.remove())])
  }
}

/** Sends the letters from `first` to before `end`, and opens some when all are there. */
async function sendRound(alice: Person, author: Person, first: number, end: number): Promise<void> {
  const numbers = Array.from({ length: end - first }, (_, at) => first + at)
  const refs = await Promise.all(
    numbers.map((number) => author.write(alice, subjectOf(number), textOf(number))),
  )
  const countReceived = async (): Promise<number> =>
    (await alice.do.letters.counts({}, calling)).boxes.inbox.total
  await eventually(async () => (await countReceived()) === end, PATIENCE_MS, `${end} letters have come`)
  for (const [at, ref] of refs.entries()) if (at % OPENED_EVERY === 0) await alice.read(ref)
}

function textOf(number: number): string {
  return `Letter ${number + 1}.\n\nThe roses want cutting, and the pear has come over the fence again. また来週書きます。\n`
}
