// Recall, hold and expiry race with opening, hundreds of times, over a connection with delays and
// cuts.
// Afterwards both sides agree, and a recalled key is in no file of its author.
import { afterAll, beforeAll, expect, onTestFailed, test } from 'vitest'
import { isEngineError } from '../../../src/core/contract/errors.ts'
import { PLAIN_POLICY, type Policy } from '../../../src/core/contract/index.ts'
import { objectId, parseRef } from '../../../src/core/store/index.ts'
import { findInFiles } from '../../support/decrypted-files.ts'
import { runs } from '../../support/many.ts'
import { calling, eventually, pair, Person } from '../../support/person.ts'
import { startStorm } from '../../support/storm.ts'
import { MemoryNetwork } from '../../support/memory-network.ts'
import { seededRandom } from '../../support/link.ts'

/** Another seed gives other interleavings: FUMIKURA_SEED=7 npx vitest run tests/scenarios/race */
const SEED = Number(process.env['FUMIKURA_SEED'] ?? 19_870_401)
/** More batches for a longer look: FUMIKURA_BATCHES=100 */
const BATCHES = Number(process.env['FUMIKURA_BATCHES'] ?? runs(1, 4))
const LETTERS = 100
/** All tries and acts of a batch start within this many milliseconds. */
const SPREAD_MS = 120
const WEATHER = { maxDelayMs: 6, maxCalmMs: 25, maxPauseMs: 15 }

let network: MemoryNetwork
let alice: Person
let bob: Person

beforeAll(async () => {
  network = new MemoryNetwork()
  alice = await Person.create('alice', network)
  bob = await Person.create('bob', network)
  await pair(alice, bob)
})

afterAll(() => Promise.all([alice.remove(), bob.remove()]))

const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))

/** The text, or the code of the refusal. */
async function tryToRead(ref: string): Promise<{ text: string } | { code: string }> {
  try {
    // Each try has its own signal, because hundreds wait at once.
    const { signal } = new AbortController()
    return { text: (await bob.do.letters.read({ ref, waitMs: 200 }, { signal })).text }
  } catch (error) {
    if (isEngineError(error)) return { code: error.code }
    throw error
  }
}

/** Retries until the answer no longer depends on the connection. */
async function readAtLast(ref: string): Promise<{ text: string } | { code: string }> {
  for (let i = 0; ; i++) {
    const result = await tryToRead(ref)
    if ('text' in result || i === 20 || !['UNREACHABLE', 'AUTHOR_AWAY'].includes(result.code)) return result
    await sleep(50)
  }
}

type Act = 'recall' | 'hold' | 'letGo'

async function act(ref: string, kind: Act): Promise<string> {
  return (await alice.do.letters[kind]({ ref }, calling)).readers[0]!.outcome
}

interface RacedLetter {
  ref: string
  text: string
  /** The outcome of the author's act, or null if only time passes. */
  outcome: string | null
  tries: ({ text: string } | { code: string })[]
}

/**
 * On a busy machine an expiry can pass before its letter is stored;
 * that letter gets a new expiry.
 */
async function writeInTime(subject: string, text: string, more: () => { policy?: Policy }): Promise<string> {
  for (;;) {
    try {
      return await alice.write(bob, subject, text, more())
    } catch (error) {
      if (!isEngineError(error) || error.code !== 'INVALID') throw error
    }
  }
}

/** Sends a hundred letters. Bob's two tries at each and `race` start at random times in a storm. */
async function raceBatch(
  seed: number,
  more: (random: () => number) => { policy?: Policy },
  race: ((ref: string) => Promise<string>) | null,
): Promise<RacedLetter[]> {
  const random = seededRandom(seed)
  const calm = startStorm(network, seed + 1, WEATHER)
  const letters = Array.from({ length: LETTERS }, async (_, i): Promise<RacedLetter> => {
    const text = `secret ${seed} ${i}`
    const startsAtMs = [random(), random(), random()].map((share) => share * SPREAD_MS)
    const ref = await writeInTime(`Letter ${i}`, text, () => more(random))
    const tryAt = (ms: number) => sleep(ms).then(() => tryToRead(ref))
    const acting = race === null ? Promise.resolve(null) : sleep(startsAtMs[2]!).then(() => race(ref))
    const [outcome, ...tries] = await Promise.all([acting, tryAt(startsAtMs[0]!), tryAt(startsAtMs[1]!)])
    return { ref, text, outcome, tries }
  })
  const raced = await Promise.all(letters)
  await calm()
  return raced
}

/** The state of a letter after the storm, from every view. */
async function standingOf({ ref, text, tries }: RacedLetter) {
  const object = objectId(parseRef(ref)!)
  const reader = bob.home.parts.identity.person
  const has = (table: string, column: string) =>
    alice.home.parts.ledger.get(
      `SELECT 1 FROM ${table} WHERE object = ? AND ${column} = ?`,
      object,
      reader,
    ) !== undefined
  const author = {
    state: (await alice.status(ref))[0]!.state,
    hasRelease: has('access_releases', 'person'),
    hasGrant: has('access_grants', 'audience'),
  }
  const last = await readAtLast(ref)
  return {
    ...author,
    isSettled: (await alice.status(ref))[0]!.state === author.state,
    reader: 'text' in last ? last.text === text && 'opened' : last.code,
    hasKey: bob.home.parts.store.findKept(bob.home.parts.ledger, object) !== null,
    gotItBefore: tries.some((tried) => 'text' in tried),
  }
}

const OPENED = {
  state: 'referenced',
  hasRelease: true,
  hasGrant: false,
  isSettled: true,
  reader: 'opened',
  hasKey: true,
}
const closed = (state: string, code: string) => ({
  ...{
    state,
    hasRelease: false,
    hasGrant: false,
    isSettled: true,
    reader: code,
    hasKey: false,
    gotItBefore: false,
  },
})

/** The state in bob's own list at the end; the feed brings him withdrawals. */
async function expectListed(raced: RacedLetter[], stateOf: (letter: RacedLetter) => string): Promise<void> {
  const listed = async () =>
    new Map((await bob.list()).map(({ ref, state }) => [ref as string, state as string]))
  const expected = new Map(raced.map((letter) => [letter.ref, stateOf(letter)]))
  const differs = async () => [...expected].filter(([ref, state]) => seen.get(ref) !== state)
  let seen = await listed()
  await eventually(async () => ((seen = await listed()), (await differs()).length === 0), 'bob’s list agrees')
}

const counts = new Map<string, number>()

/**
 * Statistics for long runs: how often each side won,
 * and how often the winner's answer was lost.
 */
function count(
  { outcome, tries }: RacedLetter,
  { state, gotItBefore }: { state: string; gotItBefore: boolean },
): void {
  const what = [
    outcome ?? state,
    state === 'referenced' && !gotItBefore ? 'answer lost' : null,
    ...tries.flatMap((tried) => ('code' in tried ? [`try: ${tried.code}`] : [])),
  ]
  for (const one of what) if (one !== null) counts.set(one, (counts.get(one) ?? 0) + 1)
}

function raceTest(name: string, offset: number, runBatch: (seed: number) => Promise<void>): void {
  test(name, { timeout: 30_000 + BATCHES * 10_000 }, async () => {
    onTestFailed(() => void process.stderr.write(`FUMIKURA_SEED=${SEED}\n`))
    for (let i = 0; i < BATCHES; i++) await runBatch(SEED + offset + i * 10)
    if (process.env['FUMIKURA_BATCHES'] !== undefined)
      process.stderr.write(`${name}: ${JSON.stringify(Object.fromEntries(counts))}\n`)
    counts.clear()
  })
}

/** Recalls, and after the acknowledgement searches every byte of the home for the key. */
async function recallAndSearch(ref: string): Promise<string> {
  const { content_key } = alice.home.parts.ledger.get<{ content_key: Uint8Array }>(
    'SELECT content_key FROM access_keys WHERE object = ?',
    objectId(parseRef(ref)!),
  )!
  expect(await findInFiles(alice.homeDir, content_key)).not.toEqual([])
  const outcome = await act(ref, 'recall')
  if (outcome === 'recalled') expect(await findInFiles(alice.homeDir, content_key)).toEqual([])
  return outcome
}

raceTest(
  'a letter that is recalled while it is opened is either recalled for both or referenced for both',
  0,
  async (seed) => {
    let nth = 0
    const recall = (ref: string) => (nth++ % 50 === 0 ? recallAndSearch(ref) : act(ref, 'recall'))
    const raced = await raceBatch(seed, () => ({}), recall)
    for (const letter of raced) {
      const standing = await standingOf(letter)
      count(letter, standing)
      expect(standing, letter.ref).toEqual(
        letter.outcome === 'recalled'
          ? closed('recalled', 'RECALLED')
          : { ...OPENED, gotItBefore: standing.gotItBefore },
      )
      expect(['recalled', 'too-late']).toContain(letter.outcome)
    }
    await expectListed(raced, ({ outcome }) => (outcome === 'recalled' ? 'recalled' : 'referenced'))
  },
)

raceTest(
  'a letter that is held while it is opened is either withheld from the reader or opened by them',
  1_000_000,
  async (seed) => {
    const raced = await raceBatch(
      seed,
      () => ({}),
      (ref) => act(ref, 'hold'),
    )
    for (const [i, letter] of raced.entries()) {
      const standing = await standingOf(letter)
      count(letter, standing)
      if (letter.outcome !== 'held') {
        expect(standing, letter.ref).toEqual({ ...OPENED, gotItBefore: standing.gotItBefore })
        continue
      }
      expect(standing, letter.ref).toEqual({ ...closed('held', 'HELD'), hasGrant: true })
      letter.outcome = await act(letter.ref, i % 2 === 0 ? 'letGo' : 'recall')
      const last = await standingOf(letter)
      if (i % 2 === 0)
        expect(last, letter.ref).toMatchObject({
          state: 'notified',
          hasRelease: false,
          reader: 'opened',
          hasKey: true,
        })
      else expect(last, letter.ref).toEqual(closed('recalled', 'RECALLED'))
    }
    await expectListed(raced, ({ outcome }) => (outcome === 'recalled' ? 'recalled' : 'referenced'))
  },
)

raceTest(
  'a letter that expires while it is opened is either expired for both or referenced for both',
  2_000_000,
  async (seed) => {
    let lastEnd = 0
    const expires = (random: () => number) => {
      const end = Date.now() + 80 + random() * 2 * SPREAD_MS
      lastEnd = Math.max(lastEnd, end)
      return { policy: { ...PLAIN_POLICY, expires: new Date(end).toISOString() } }
    }
    const raced = await raceBatch(seed, expires, null)
    await sleep(Math.max(0, lastEnd - Date.now()) + 20)
    for (const letter of raced) {
      const standing = await standingOf(letter)
      letter.outcome = standing.state
      count(letter, standing)
      expect(standing, letter.ref).toEqual(
        standing.state === 'expired'
          ? closed('expired', 'EXPIRED')
          : { ...OPENED, gotItBefore: standing.gotItBefore },
      )
    }
    await expectListed(raced, ({ outcome }) => outcome!)
  },
)
