// Letters that attack the index of their reader. They are listed or refused, and all others stay
// where they are.
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { deflateRawSync } from 'node:zlib'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { RefText } from '../../../src/core/contract/index.ts'
import { DAILY_BYTES } from '../../../src/core/inbox/daily-costs.ts'
import { readPrefix, sealObject } from '../../../src/core/seal/index.ts'
import type { CodedBody } from '../../../src/core/store/body-coding.ts'
import {
  encodeCoded,
  encodeObject,
  formatRef,
  getRef,
  objectId,
  type ObjectHeader,
} from '../../../src/core/store/index.ts'
import { foundGroup, untilAgreed } from '../../support/groups.ts'
import { TurnProbe } from '../../support/longest-turn.ts'
import { Mallory, skippedBy, type MadeObject } from '../../support/mallory.ts'
import { MemoryNetwork } from '../../support/memory-network.ts'
import { calling, eventually, pair, Person } from '../../support/person.ts'

/** One run: each of these becomes six kana under NFKC. */
const KANA = '\u3316'.repeat(430_000)
/** One run of letters. */
const LETTERS = 'a'.repeat(4_250_000)
/** Each of these becomes eighteen characters. */
const BLESSING = '\ufdfa '
/** In CPU time. The rule is 50 ms; a loaded machine and the collector of garbage take their share. */
const LONGEST_TURN_MS = 200

let network: MemoryNetwork
let bob: Person
const people: { remove(): Promise<void> }[] = []

const joinAs = async (name: string): Promise<Person> => {
  const person = await Person.create(name, network)
  people.push(person)
  return person
}

beforeEach(async () => {
  network = new MemoryNetwork()
  bob = await joinAs('bob')
})

afterEach(async () => {
  await Promise.all(people.splice(0).map((person) => person.remove()))
})

const search = async (query: string): Promise<number> =>
  (await bob.do.letters.search({ query, limit: 100 }, calling)).length

/** Everything that is read from the index. */
async function expectAllLists(person: Person, letters: number): Promise<void> {
  const threads = await person.do.threads.list(
    { box: 'inbox', limit: 50, order: 'newest', only: [] },
    calling,
  )
  expect(await person.list()).toHaveLength(letters)
  expect(threads).toHaveLength(letters)
  expect((await person.do.home.standing({}, calling)).boxes.inbox.total).toBe(letters)
}

test.each([
  ['one run of kana', KANA],
  ['one run of letters', LETTERS],
])('a letter of %s is listed, found by its title, and removed; all others stay', async (_, text) => {
  const [mallory, carol] = [await joinAs('mallory'), await joinAs('carol')]
  await pair(bob, mallory)
  await pair(bob, carol)
  const honest = await carol.write(bob, 'before', 'an honest letter')
  await bob.arrival(honest)
  const ref = await mallory.write(bob, 'A poem', text)
  await bob.arrival(ref)
  expect((await bob.read(ref, 60_000)).text).toBe(text)
  await expectAllLists(bob, 2)
  expect(await search('poem')).toBe(1)
  await bob.arrival(await carol.write(bob, 'later', 'help'))
  await bob.stop()
  await bob.start()
  await expectAllLists(bob, 3)
  await bob.do.letters.bin({ refs: [ref], bin: 'trash' }, calling)
  await expectAllLists(bob, 2)
  expect(await search('poem')).toBe(0)
  expect((await bob.do.doctor.report({}, calling)).unfiled).toEqual({ count: 0, letters: [] })
})

test('a post of such a run ends the lists of no member', async () => {
  const [mallory, carol] = [await joinAs('mallory'), await joinAs('carol')]
  await pair(carol, bob)
  await pair(carol, mallory)
  await foundGroup(carol, 'garden', [bob, mallory])
  await untilAgreed(carol, 'garden', [bob, mallory])
  const ref = await mallory.write({ name: 'garden' }, 'Minutes', KANA)
  for (const person of [bob, carol]) {
    await person.arrival(ref)
    await person.read(ref, 60_000)
    expect((await person.list()).map(({ subject }) => subject)).toContain('Minutes')
  }
})

test('an index that such a letter had stopped catches up at the next start', async () => {
  const [mallory, carol] = [await joinAs('mallory'), await joinAs('carol')]
  await pair(bob, mallory)
  await pair(bob, carol)
  const ref = await mallory.write(bob, 'A poem', KANA)
  await bob.arrival(ref)
  const arrived = new Promise<void>((resolve) => {
    bob.home.parts.inbox.events.on('arrived', () => resolve())
  })
  // From here on nothing was applied: each transaction with the opened letter had been rolled back.
  await bob.read(ref, 60_000)
  await carol.write(bob, 'later', 'an honest letter')
  await arrived
  await bob.stop()
  await bob.start()
  await expectAllLists(bob, 2)
  expect(await search('later')).toBe(1)

  // The rebuild, too, had ended at the letter.
  await bob.stop()
  for (const suffix of ['', '-wal', '-shm']) await rm(join(bob.homeDir, `index${suffix}`), { force: true })
  await bob.start()
  await expectAllLists(bob, 2)
  expect(await search('later')).toBe(1)
})

test('the doctor names a letter that cannot be filed, it can be removed, and the others stay', async () => {
  const carol = await joinAs('carol')
  await pair(bob, carol)
  const ref = await carol.write(bob, 'broken', 'this row cannot be computed')
  const { kinds } = bob.home.parts
  const { letter } = kinds
  const describe = letter.describe!
  const broken = objectId(getRef(ref))
  const failing: typeof describe = (rows, object) => {
    if (Buffer.compare(object, broken) === 0) throw new RangeError('Maximum call stack size exceeded')
    return describe(rows, object)
  }
  ;(kinds as { letter: typeof letter }).letter = { ...letter, describe: failing }
  const whole = await carol.write(bob, 'whole', 'this one is')
  await bob.arrival(whole)
  const { inbox, ledger } = bob.home.parts
  await eventually(() => inbox.find(ledger, broken) !== null, 'the other one is filed')
  expect((await bob.list()).map((entry) => entry.ref)).toEqual([whole])
  const report = await bob.do.doctor.report({}, calling)
  const object = Buffer.from(broken).toString('hex')
  expect(report.unfiled).toEqual({
    count: 1,
    letters: [{ ref, object, filedBy: 'nothing', reason: 'RangeError' }],
  })
  expect(report.warnings).toContainEqual(expect.stringContaining('could not be indexed'))
  await bob.do.letters.bin({ refs: [ref], bin: 'trash' }, calling)
  expect((await bob.do.doctor.report({}, calling)).unfiled.count).toBe(0)
  await bob.stop()
  await bob.start()
  await expectAllLists(bob, 1)
  expect((await bob.do.doctor.report({}, calling)).unfiled.count).toBe(0)
})

interface Told {
  made: MadeObject
  body: CodedBody
}

/** Letters whose words come with their notices: as much text as 2,400 coded bytes may stand for. */
async function makeShort(mallory: Mallory, count: number, unit: string): Promise<Told[]> {
  const author = { person: mallory.person, device: mallory.device.publicKey }
  const core = await mallory.objects()
  const text = Buffer.from(unit.repeat(Math.floor(38_000 / Buffer.byteLength(unit))))
  const plain = deflateRawSync(text, { level: 9 })
  const padding = Array<Buffer>(Math.floor((2_395 - plain.length) / 5)).fill(Buffer.from([0, 0, 0, 255, 255]))
  const body: CodedBody = { coding: 'deflate', bytes: Buffer.concat([...padding, plain]) }
  const make = async (i: number): Promise<Told> => {
    const header = headerOf(i)
    const { blocks, contentKey, ...sealed } = await sealObject(author, encodeCoded(header, body))
    const ref = { ...author, ...sealed, core: core.key, start: i, chunkCount: 1 }
    const [block] = blocks
    const made = { ref, refText: formatRef(ref), object: objectId(ref), header, contentKey, block: block! }
    return { made: { ...made, bytes: block!.byteLength }, body }
  }
  return Promise.all(Array.from({ length: count }, (_, i) => make(i)))
}

function headerOf(i: number, title = ''): ObjectHeader {
  const to = [bob.home.parts.identity.person]
  const type = 'text/markdown; charset=utf-8'
  return {
    kind: 'letter',
    title,
    at: Date.now() + i,
    type,
    to,
    links: [],
    madeFor: { kind: 'person' },
    tags: [],
  }
}

async function tell(mallory: Mallory, letters: readonly Told[]): Promise<void> {
  const notices = letters.map(({ made, body }) => {
    const { salt } = readPrefix(made.block)
    const words = { salt, type: 'text/markdown; charset=utf-8' as const, tags: [], body }
    const grant = mallory.grantFor(bob, made)
    return { type: 'notice' as const, notice: mallory.noticeOf(made, { mode: 'open', grant, words }) }
  })
  await mallory.write(bob, ...notices)
  const { inbox, ledger } = bob.home.parts
  await eventually(() => inbox.find(ledger, letters.at(-1)!.made.object) !== null, 'all are filed')
}

async function startMallory(): Promise<Mallory> {
  const mallory = await Mallory.pairWith(network, bob)
  people.push(mallory)
  return mallory
}

test('a flood of texts that nobody opened holds the thread briefly, and is removed as briefly', async () => {
  const mallory = await startMallory()
  await bob.list()
  await tell(mallory, await makeShort(mallory, 200, BLESSING))
  const probe = new TurnProbe()
  const list = await bob.list()
  expect(list).toHaveLength(100)
  expect(list.every(({ excerpt }) => excerpt!.startsWith(BLESSING.trim()))).toBe(true)
  for (const { ref } of list.slice(0, 5)) await bob.do.letters.bin({ refs: [ref!], bin: 'trash' }, calling)
  await bob.list()
  expect(probe.end()).toBeLessThan(LONGEST_TURN_MS)
})

test('of one person and day only so much text is searchable unopened, also after a rebuild', async () => {
  const mallory = await startMallory()
  const letters = await makeShort(mallory, 40, 'orchid and more words ')
  await tell(mallory, letters)
  const most = Math.floor(DAILY_BYTES.text / (38_000 + 64))
  expect(await search('orchid')).toBe(most)
  const rebuild = async (): Promise<void> => {
    await bob.stop()
    for (const suffix of ['', '-wal', '-shm']) await rm(join(bob.homeDir, `index${suffix}`), { force: true })
    await bob.start()
  }
  await rebuild()
  expect(await search('orchid')).toBe(most)
  // Whoever opens one has asked for it.
  const last = letters.at(-1)!.made.refText as RefText
  await bob.read(last)
  expect(await search('orchid')).toBe(most + 1)
  await rebuild()
  expect(await search('orchid')).toBe(most + 1)
  expect(await bob.list()).toHaveLength(40)
})

/** Makes a letter that has a core of its own. */
async function makeLong(mallory: Mallory, bytes: number): Promise<MadeObject> {
  const author = { person: mallory.person, device: mallory.device.publicKey }
  const header = headerOf(0, 'A prayer')
  const text = Buffer.from('\ufdfa'.repeat(Math.floor(bytes / 3)))
  const { blocks, contentKey, ...sealed } = await sealObject(author, encodeObject(header, text))
  const core = await mallory.objects()
  await mallory.append(
    core,
    blocks.map((block) => Buffer.from(block)),
  )
  const ref = { ...author, ...sealed, core: core.key, start: 0 }
  const size = blocks.reduce((sum, { byteLength }) => sum + byteLength, 0)
  const block = blocks[0]!
  return { ref, refText: formatRef(ref), object: objectId(ref), header, contentKey, block, bytes: size }
}

test('the longest letter is indexed by its start, in turns; a longer one is refused by its notice', async () => {
  const mallory = await startMallory()
  const long = await makeLong(mallory, 16 << 20)
  await mallory.announce(bob, long, { mode: 'open', grant: mallory.grantFor(bob, long) })
  await bob.arrival(long.refText)
  await bob.read(long.refText, 60_000)
  const probe = new TurnProbe()
  expect(await bob.list()).toHaveLength(1)
  expect(probe.end()).toBeLessThan(LONGEST_TURN_MS)
  expect(await search('prayer')).toBe(1)

  const { ref, bytes } = long
  const chunkCount = Math.ceil((20 << 20) / 65_536)
  const larger = {
    ...long,
    ref: { ...ref, chunkCount },
    bytes: bytes + (chunkCount - ref.chunkCount) * 65_536,
  }
  await mallory.announce(bob, larger, { mode: 'open', grant: mallory.grantFor(bob, long) })
  await eventually(async () => (await skippedBy(bob))['feed-record-malformed'] === 1, 'it is refused')
  expect(await bob.list()).toHaveLength(1)
})
