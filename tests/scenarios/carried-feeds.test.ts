// Records of feeds that travel with their announcement. They arrive without a question of their
// reader, no block is sent twice, and ordinary replication goes on after each of them.
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { Core } from '../../src/core/cores/index.ts'
import type { Peer } from '../../src/core/network/index.ts'
import { toHex } from '../../src/core/base/index.ts'
import { calling, eventually, pair, Person } from '../support/person.ts'
import { MemoryNetwork } from '../support/memory-network.ts'

let network: MemoryNetwork
let alice: Person
let bob: Person

beforeEach(async () => {
  network = new MemoryNetwork()
  alice = await Person.create('alice', network)
  bob = await Person.create('bob', network)
  await pair(alice, bob)
  await eventually(() => alice.home.peers.list().length === 1 && bob.home.peers.list().length === 1)
})
afterEach(() => Promise.all([alice.remove(), bob.remove()]))

const say = (text: string) => alice.do.talks.say({ with: 'bob', text }, calling)
const heard = async (): Promise<(string | null)[]> => (await bob.list()).map(({ excerpt }) => excerpt)
const untilHeard = (text: string) =>
  eventually(async () => (await heard()).includes(text), `bob hears ${text}`)
const pairOf = (one: Person, other: Person) =>
  one.home.parts.feeds.find(one.home.parts.ledger, other.home.parts.identity.person)!
/** Alice's feed as bob stores it. */
const feedAtBob = (): Promise<Core> => bob.home.parts.foreignCores.openCore(pairOf(bob, alice).theirCore)
const peerOf = (one: Person, other: Person): Peer => one.home.peers.find(other.device)!

/** Resolves when both ends know that bob has all of alice's feed. */
async function untilQuiet(): Promise<void> {
  const core = await feedAtBob()
  const { myCore } = pairOf(alice, bob)
  const isSo = (): boolean =>
    core.length === alice.home.ownCores.lengthOf(myCore) &&
    peerOf(alice, bob).knownLength(myCore) === core.length
  await eventually(isSo, 'bob has the whole feed')
}

/** Loses messages of alice while `isLost` says so. Their calls are counted. */
function loseMessages(isLost: (nth: number) => boolean): () => number {
  const peer = peerOf(alice, bob)
  const tell = peer.tell.bind(peer)
  let count = 0
  peer.tell = (method, message) => (isLost(count++) ? undefined : tell(method, message))
  return () => count
}

/** Nothing of bob reaches alice until `resume`. */
function holdBackFromAlice(): void {
  const wires = network.findPair(alice.device, bob.device)!
  wires.pause(toHex(wires.alice.remoteDevice) === toHex(bob.device) ? 'alice' : 'bob')
}

async function countDownloads(): Promise<() => number> {
  const core = await feedAtBob()
  let count = 0
  core.on('download', () => count++)
  return () => count
}

const isAlive = async (): Promise<boolean> => (await feedAtBob()).peers.every(({ paused }) => !paused)

test('what is said arrives although nothing of its reader reaches the author', async () => {
  await say('first')
  await untilHeard('first')
  await untilQuiet()
  holdBackFromAlice()
  await say('second')
  await untilHeard('second')
})

test('no block of a feed is sent twice, and hypercore pauses nobody', async () => {
  network.delay(20)
  await untilQuiet()
  const downloads = await countDownloads()
  for (let nth = 0; nth < 8; nth++) {
    await say(`word ${nth}`)
    await untilHeard(`word ${nth}`)
    await untilQuiet()
  }
  expect({ downloads: downloads(), isAlive: await isAlive() }).toEqual({ downloads: 0, isAlive: true })
})

test('records whose message is lost arrive by ordinary replication, among others that are carried', async () => {
  network.delay(20)
  await untilQuiet()
  const told = loseMessages((nth) => nth % 2 === 1)
  for (let nth = 0; nth < 10; nth++) {
    await say(`word ${nth}`)
    await untilHeard(`word ${nth}`)
    await untilQuiet()
  }
  expect(told()).toBeGreaterThan(8)
  expect(await isAlive()).toBe(true)
})

test('an answer of hypercore that records overtook does not end the replication of the feed', async () => {
  await untilQuiet()
  const core = await feedAtBob()
  let overtaken = 0
  core.on('verification-error', () => overtaken++)
  holdBackFromAlice()
  for (let nth = 0; nth < 4; nth++) {
    await say(`word ${nth}`)
    await untilHeard(`word ${nth}`)
  }
  network.findPair(alice.device, bob.device)!.resume()
  await untilQuiet()
  loseMessages(() => true)
  await say('not carried')
  await untilHeard('not carried')
  // Otherwise this test has shown nothing.
  expect(overtaken).toBeGreaterThan(0)
  expect(await isAlive()).toBe(true)
})

test('messages in another order, and many at once, lose nothing', async () => {
  network.delay(20)
  await untilQuiet()
  const peer = peerOf(alice, bob)
  const tell = peer.tell.bind(peer)
  let held: (() => void) | null = null
  peer.tell = (method, message) => {
    const [before, now] = [held, (): void => tell(method, message)]
    held = before === null ? now : null
    if (before !== null) [now, before].forEach((send) => send())
  }
  await Promise.all(Array.from({ length: 60 }, (_, nth) => say(`word ${nth}`)))
  for (let nth = 0; nth < 60; nth++) await untilHeard(`word ${nth}`)
  await untilQuiet()
  peer.tell = () => undefined
  await say('not carried')
  await untilHeard('not carried')
  expect(await isAlive()).toBe(true)
})

test('what was written while there was no wire arrives with the answer to the first message', async () => {
  await say('before')
  await untilHeard('before')
  await untilQuiet()
  network.partition(alice.device, bob.device)
  for (const text of ['one', 'two', 'three']) await say(text)
  // The answer is ahead of ordinary replication by the time of one way. A busy disk must not use it
  // up.
  network.delay(400)
  const downloads = await countDownloads()
  network.heal()
  await untilHeard('three')
  await untilQuiet()
  expect({ downloads: downloads(), isAlive: await isAlive() }).toEqual({ downloads: 0, isAlive: true })
  loseMessages(() => true)
  await say('not carried')
  await untilHeard('not carried')
})

test('more records than a message holds arrive, and the rest by ordinary replication', async () => {
  network.partition(alice.device, bob.device)
  await Promise.all(Array.from({ length: 40 }, (_, nth) => say(`word ${nth}`)))
  network.delay(10)
  network.heal()
  for (let nth = 0; nth < 40; nth++) await untilHeard(`word ${nth}`)
  await untilQuiet()
  expect(await isAlive()).toBe(true)
})

test('wires that are cut in the middle of messages lose nothing', async () => {
  network.delay(5)
  for (let round = 0; round < 6; round++) {
    const saying = Promise.all(Array.from({ length: 5 }, (_, nth) => say(`${round} ${nth}`)))
    network.cut(alice.device, bob.device)
    await saying
    network.cut(alice.device, bob.device)
  }
  for (let round = 0; round < 6; round++)
    for (let nth = 0; nth < 5; nth++) await untilHeard(`${round} ${nth}`)
})

test('a post to a group is carried to its members', async () => {
  await alice.do.groups.create({ name: 'choir', style: 'conversation' }, calling)
  await alice.do.groups.add({ group: 'choir', persons: ['bob'], history: false }, calling)
  await eventually(async () => (await bob.do.groups.list({}, calling)).length === 1)
  const post = (text: string) => alice.do.talks.say({ with: 'choir', text }, calling)
  await post('first')
  await untilHeard('first')
  const { ledger } = bob.home.parts
  const [key] = bob.home.groups.feeds.listLatestOf(ledger, alice.device)
  const feed = await bob.home.parts.foreignCores.openCore(key!)
  await eventually(() => peerOf(alice, bob).knownLength(key!) === feed.length)
  network.delay(20)
  let downloads = 0
  feed.on('download', () => downloads++)
  await post('second')
  await untilHeard('second')
  await eventually(() => peerOf(alice, bob).knownLength(key!) === feed.length)
  expect(downloads).toBe(0)
})

test('hundreds of letters at once arrive, also if they overtake the answers of hypercore', async () => {
  const AT_ONCE = 200
  let arrived = 0
  bob.do.events.subscribe(({ type }) => {
    if (type === 'letter-arrived') arrived++
  })
  for (let round = 1; round <= 3; round++) {
    await Promise.all(Array.from({ length: AT_ONCE }, (_, nth) => alice.write(bob, `letter ${nth}`, 'x')))
    await eventually(() => arrived === round * AT_ONCE, `round ${round}`)
  }
  expect(await isAlive()).toBe(true)
})
