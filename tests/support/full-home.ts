// A home as it is after years: thousands of letters from two people, one in twenty opened.
// Made by real engines on wires in memory with a test clock. It cannot be copied,
// because copied cores fork.
import type { EventSource, RefText } from '../../src/core/contract/index.ts'
import { calling, pair, Person } from './person.ts'
import { TestClock } from './test-clock.ts'
import { MemoryNetwork } from './memory-network.ts'

const AUTHORS = ['bob', 'carol']
/** Letters per round. They share one fsync on both sides. */
const SENT_AT_ONCE = 500
const OPENED_EVERY = 20
const YEARS_MS = 2 * 365 * 24 * 60 * 60 * 1000
const PATIENCE_MS = 60_000

/** Returns the subject of a letter, by its number from 0; no two are alike. */
export function subjectOf(number: number): string {
  return `No. ${number + 1}: ${number % 3 === 0 ? '庭の手入れについて' : 'about the garden'}`
}

export interface FullHomeOptions {
  /** The newest `thread` letters are one opened thread of replies. Default none. */
  thread?: number
  /** The letters before these are another such thread. Default none. */
  second?: number
  /** Before these, `sealed` letters answer one of them; they are not opened. Default none. */
  sealed?: number
  /** True if seven of ten other letters answer one of the three that begin a thread. */
  isAnswered?: boolean
}

/** Makes alice's home in `homeDir` with `letters` letters in her inbox, the newest weeks old. */
export async function makeFullHome(
  homeDir: string,
  letters: number,
  { thread = 0, second = 0, sealed = 0, isAnswered = false }: FullHomeOptions = {},
): Promise<void> {
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
    const single = letters - thread - second - sealed
    const rounds = Math.ceil(single / SENT_AT_ONCE)
    for (let round = 0; round < rounds; round++) {
      clock.pass(Math.floor(YEARS_MS / (rounds + 1)))
      const first = round * SENT_AT_ONCE
      const author = authors[round % authors.length]!
      await sendRound(alice, author, first, Math.min(single, first + SENT_AT_ONCE), isAnswered)
    }
    await sendSealed(alice, authors[1]!, single, single + sealed)
    // Builds the index. Opening the thread uses it, and 200 releases at once must not wait for it.
    await alice.do.home.standing({}, calling)
    await sendThread(alice, authors[0]!, single + sealed, letters - thread)
    await sendThread(alice, authors[0]!, letters - thread, letters)
    // Applies the thread too, so that the first read of a test or bench does not pay for it.
    await alice.do.home.standing({}, calling)
  } finally {
    await Promise.all([alice.stop(), ...authors.map((author) => author.remove())])
  }
}

/** Sends the letters `first` to `end - 1`; opens some of them after all have arrived. */
async function sendRound(
  alice: Person,
  author: Person,
  first: number,
  end: number,
  isAnswered: boolean,
): Promise<void> {
  const arrived = arrivals(alice.do.events, end - first)
  const beginning = isAnswered ? first + Math.ceil((end - first) * 0.3) : end
  const refs = await sendNumbers(alice, author, first, beginning, () => undefined)
  refs.push(...(await sendNumbers(alice, author, beginning, end, (at) => refs[at % (beginning - first)])))
  await arrived
  const opened = refs.filter((_, at) => at % OPENED_EVERY === 0)
  await Promise.all(opened.map((ref) => alice.read(ref, PATIENCE_MS)))
}

function sendNumbers(
  alice: Person,
  author: Person,
  first: number,
  end: number,
  originalOf: (at: number) => RefText | undefined,
): Promise<RefText[]> {
  const numbers = Array.from({ length: end - first }, (_, at) => first + at)
  return Promise.all(
    numbers.map((number, at) =>
      author.write(alice, subjectOf(number), textOf(number), { replyTo: originalOf(at) }),
    ),
  )
}

/** Sends letters that answer the first of them. */
async function sendSealed(alice: Person, author: Person, first: number, end: number): Promise<void> {
  let original: RefText | undefined
  for (let at = first; at < end; at += SENT_AT_ONCE) {
    const next = Math.min(end, at + SENT_AT_ONCE)
    const arrived = arrivals(alice.do.events, next - at)
    const refs = await sendNumbers(alice, author, at, next, () => original)
    original ??= refs[0]
    await arrived
  }
}

async function sendThread(alice: Person, author: Person, first: number, end: number): Promise<void> {
  const arrived = arrivals(alice.do.events, end - first)
  const refs: RefText[] = []
  for (let number = first; number < end; number++)
    refs.push(await author.write(alice, subjectOf(number), textOf(number), { replyTo: refs.at(-1) }))
  await arrived
  await Promise.all(refs.map((ref) => alice.read(ref, PATIENCE_MS)))
}

/** Resolves when `count` letters have arrived after this call. */
function arrivals(events: EventSource, count: number): Promise<void> {
  let missing = count
  return new Promise((resolve, reject) => {
    if (missing === 0) return resolve()
    const timer = setTimeout(
      () => reject(new Error(`${missing} of ${count} letters have not come`)),
      PATIENCE_MS,
    )
    const stop = events.subscribe(({ type }) => {
      if (type !== 'letter-arrived' || --missing > 0) return
      stop()
      clearTimeout(timer)
      resolve()
    })
  })
}

function textOf(number: number): string {
  return `Letter ${number + 1}.\n\nThe roses want cutting, and the pear has come over the fence again. また来週書きます。\n`
}
