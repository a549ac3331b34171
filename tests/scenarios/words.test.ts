// Short open letters: their words come with the notice, and nothing else is fetched.
// There is still one body, in the store of its author.
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { utf8 } from '../../src/core/base/index.ts'
import { PLAIN_POLICY, type Policy } from '../../src/core/contract/index.ts'
import { getRef, objectId } from '../../src/core/store/index.ts'
import { findInFiles } from '../support/decrypted-files.ts'
import { MemoryNetwork } from '../support/memory-network.ts'
import { calling, eventually, pair, Person } from '../support/person.ts'
import { exportHome, verifyHere } from '../support/portable.ts'

let network: MemoryNetwork
let alice: Person
let bob: Person
let carol: Person

const OPEN: Policy = { ...PLAIN_POLICY, mode: 'open' }
const WAITING = 'SELECT object FROM own_words WHERE waiting IS NOT NULL'
const TEXT = '今日の練習は、7時からに変わりました。'
/** 140 different characters, 420 bytes, that deflate to 312. */
const TWEET = String.fromCodePoint(...Array.from({ length: 140 }, (_, i) => 0x4e00 + 61 * i))

beforeEach(async () => {
  network = new MemoryNetwork()
  alice = await Person.create('alice', network)
  bob = await Person.create('bob', network)
  carol = await Person.create('carol', network)
  await pair(alice, bob)
  await pair(alice, carol)
})

afterEach(() => Promise.all([alice.remove(), bob.remove(), carol.remove()]))

const write = (to: { name: string } | { name: string }[], text: string, more: Partial<Policy> = {}) =>
  alice.write(to, '', text, { policy: { ...OPEN, ...more } })

const excerptAt = async (person: Person, ref: string): Promise<string | null | undefined> =>
  (await person.list()).find((one) => one.ref === ref)?.excerpt

test('a short open letter is listed, found and read while its author is away', async () => {
  const ref = await write(bob, TEXT)
  await bob.arrival(ref)
  await alice.stop()
  expect((await bob.list())[0]).toMatchObject({ ref, state: 'sealed', opensFrom: 'here', excerpt: TEXT })
  const found = await bob.do.letters.search({ query: '練習', limit: 10 }, calling)
  expect(found.map((one) => one.ref)).toEqual([ref])
  expect(await bob.read(ref, 0)).toMatchObject({ text: TEXT, verified: true })
  await bob.stop()
  await bob.start()
  expect(await bob.read(ref, 0)).toMatchObject({ text: TEXT, verified: true })
  expect((await bob.list())[0]).toMatchObject({ state: 'referenced' })
})

test('a message of 140 characters is one block of at most 808 bytes, and no other block is fetched', async () => {
  const { feeds, ledger, ownCores } = { ...alice.home.parts, ownCores: alice.home.ownCores }
  const { myCore } = feeds.find(ledger, bob.home.parts.identity.person)!
  const feed = await ownCores.openCore(myCore)
  await write(bob, 'the first one settles cards and arrivals')
  await eventually(async () => (await bob.list()).length === 1)
  const before = { length: feed.length, bytes: feed.byteLength }
  const ref = await write(bob, TWEET)
  await bob.arrival(ref)
  await bob.read(ref)
  expect(feed.length - before.length).toBe(1)
  expect(feed.byteLength - before.bytes).toBeLessThanOrEqual(808)
  const { core, start } = getRef(ref)
  expect(await bob.home.parts.foreignCores.hasAll(core, start, start + 1)).toBe(false)
})

test('a text of 4,000 characters is still in its notice, because it is deflated there', async () => {
  const text = Array.from({ length: 4000 / 20 }, (_, i) => `${1000 + i} Blumen im Garten`.slice(0, 20)).join(
    '',
  )
  const ref = await write(bob, text)
  await bob.arrival(ref)
  await alice.stop()
  expect(await bob.read(ref, 0)).toMatchObject({ text, verified: true })
})

test('a letter to several persons has its body apart, and one with a long text too', async () => {
  const toTwo = await write([bob, carol], TEXT)
  const long = await write(bob, 'x'.repeat(2401))
  await bob.arrival(toTwo)
  await bob.arrival(long)
  expect([await excerptAt(bob, toTwo), await excerptAt(bob, long)]).toEqual([null, null])
  expect((await bob.read(toTwo)).text).toBe(TEXT)
  expect((await bob.read(long)).text).toHaveLength(2401)
})

test('a post to a group tells its words to all members, and one body remains', async () => {
  await alice.do.groups.create({ name: 'Choir', style: 'conversation' }, calling)
  await alice.do.groups.add({ group: 'Choir', persons: ['bob', 'carol'], history: false }, calling)
  await eventually(async () => (await carol.do.groups.list({}, calling)).length === 1)
  await eventually(async () => (await bob.do.groups.list({}, calling)).length === 1)
  const ref = await write({ name: 'Choir' }, TEXT)
  await Promise.all([bob.arrival(ref), carol.arrival(ref)])
  expect(await alice.do.letters.cost({ ref }, calling)).toMatchObject({ bodies: 1, notices: 1 })
  await alice.stop()
  expect(await bob.read(ref, 0)).toMatchObject({ text: TEXT })
  expect(await carol.read(ref, 0)).toMatchObject({ text: TEXT })
})

test('what is read in a group counts as read, as in a pair', async () => {
  await alice.do.groups.create({ name: 'Choir', style: 'conversation' }, calling)
  await alice.do.groups.add({ group: 'Choir', persons: ['bob'], history: false }, calling)
  await eventually(async () => (await bob.do.groups.list({}, calling)).length === 1)
  const readAtBob = async () => (await bob.do.doctor.report({}, calling)).feeds.read.bytes
  const before = await readAtBob()
  const { ref } = await alice.do.talks.say({ with: 'Choir', text: TEXT }, calling)
  await bob.arrival(ref)
  // One block of a feed has at least 512 bytes of text, with its padding.
  expect((await readAtBob()) - before).toBeGreaterThan(512)
})

test('140 characters of Japanese to a group are one block of 808 bytes, as to one person', async () => {
  await alice.do.groups.create({ name: 'Choir', style: 'conversation' }, calling)
  await alice.do.groups.add({ group: 'Choir', persons: ['bob'], history: false }, calling)
  await eventually(async () => (await bob.do.groups.list({}, calling)).length === 1)
  const sizes = async () => {
    const cores = alice.home.ownCores.list().filter(({ kind }) => kind === 'feed')
    const taken = await Promise.all(cores.map(({ core }) => alice.home.ownCores.openCore(core)))
    return taken.reduce((sum, { byteLength }) => sum + byteLength, 0)
  }
  await bob.arrival(await write({ name: 'Choir' }, 'The first one.'))
  const before = await sizes()
  const ref = await write({ name: 'Choir' }, TWEET)
  await bob.arrival(ref)
  expect((await sizes()) - before).toBe(808)
  expect(await bob.read(ref, 0)).toMatchObject({ text: TWEET })
})

test('what was opened from its notice is kept as its key alone, and counts as any other letter', async () => {
  const told = await write(bob, TEXT)
  const apart = await write(bob, 'x'.repeat(2401))
  for (const ref of [told, apart]) {
    await bob.arrival(ref)
    await bob.read(ref)
  }
  const kept = 'SELECT count(*) AS count, count(ref) AS refs, count(header) AS headers FROM kept_objects'
  expect(bob.home.parts.ledger.get(kept)).toMatchObject({ count: 2, refs: 1, headers: 1 })
  const { doctor, space } = bob.do
  expect((await doctor.report({}, calling)).store.kept).toBe(2)
  const { kept: ofOthers } = await space.report({}, calling)
  expect(ofOthers.letters.count).toBe(2)
  expect(bob.home.parts.store.findKept(bob.home.parts.ledger, objectId(getRef(told)))).toMatchObject({
    ref: getRef(told),
    header: { title: '', tags: [] },
  })
})

test('a held letter tells its words when it is let go, and keeps no second copy of them', async () => {
  const ref = await write(bob, TEXT, { hold: true })
  expect(alice.home.parts.ledger.all(WAITING)).toHaveLength(1)
  await alice.do.letters.letGo({ ref }, calling)
  await bob.arrival(ref)
  expect(alice.home.parts.ledger.all(WAITING)).toHaveLength(0)
  expect(await excerptAt(bob, ref)).toBe(TEXT)
})

test('a held letter that is recalled leaves its words in no file but the draft', async () => {
  // Too short to be deflated, so it can be searched for.
  const words = 'Zwölf quirlige Bäcker'
  const ref = await write(bob, words, { hold: true })
  expect(await findInFiles(alice.homeDir, utf8(words))).not.toEqual([])
  const { draft } = await alice.do.letters.recall({ ref }, calling)
  await alice.do.drafts.remove({ draft: draft! }, calling)
  await alice.stop()
  expect(await findInFiles(alice.homeDir, utf8(words))).toEqual([])
})

test('words and body survive the restart of a reader who has not opened them yet', async () => {
  const ref = await write(bob, TEXT)
  await bob.arrival(ref)
  await alice.stop()
  await bob.stop()
  await bob.start()
  expect(await excerptAt(bob, ref)).toBe(TEXT)
  expect(await bob.read(ref, 0)).toMatchObject({ text: TEXT })
})

test('an export has the text of a letter whose words came with its notice, and says that no proof is here', async () => {
  const ref = await write(bob, TEXT)
  await bob.arrival(ref)
  await bob.read(ref)
  await bob.do.talks.react({ ref, text: 'thanks' }, calling)
  const folder = await mkdtemp(join(tmpdir(), 'fumikura-words-'))
  try {
    await exportHome(bob, join(folder, 'all'))
    const read = (path: string): Promise<string> => readFile(join(folder, 'all', 'data', path), 'utf8')
    const [record] = (await read('records/letters.jsonl')).split('\n').filter((line) => line.includes(TEXT))
    expect(JSON.parse(record!)).toMatchObject({ reactions: [{ person: { name: 'bob' }, text: 'thanks' }] })
    const [proof] = await readdir(join(folder, 'all', 'data', 'proof'))
    expect(await read(`proof/${proof!}`)).toContain('"code":"UNPROVEN"')
    expect(await verifyHere(bob, join(folder, 'all'))).toMatchObject({
      ok: true,
      checked: 0,
      withheld: [{ code: 'UNPROVEN' }],
    })
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
})
