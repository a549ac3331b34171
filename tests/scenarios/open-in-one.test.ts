// Opening a controlled letter with one request: its blocks come with the key, or nothing is released.
import { afterEach, beforeEach, expect, test } from 'vitest'
import { toHex } from '../../src/core/base/index.ts'
import type { Core } from '../../src/core/cores/index.ts'
import { getRef } from '../../src/core/store/index.ts'
import { pair, Person } from '../support/person.ts'
import { MemoryNetwork } from '../support/memory-network.ts'
import { refused } from '../support/refused.ts'

let network: MemoryNetwork
let alice: Person
let bob: Person

beforeEach(async () => {
  network = new MemoryNetwork()
  alice = await Person.create('alice', network)
  bob = await Person.create('bob', network)
  await pair(alice, bob)
})
afterEach(() => Promise.all([alice.remove(), bob.remove()]))

/** Bytes that cannot be compressed, as a text. */
const longText = (bytes: number): string =>
  Array.from({ length: bytes / 8 }, () => Math.random().toString(36).slice(2, 10).padEnd(8, 'x')).join('')

async function sendSealed(text: string): Promise<string> {
  const ref = await alice.write(bob, 'A letter', text)
  await bob.arrival(ref)
  return ref
}

const coreAtBob = (ref: string): Promise<Core> => bob.home.parts.foreignCores.openCore(getRef(ref).core)
const released = () => alice.home.parts.ledger.all('SELECT 1 FROM access_releases').length

/** Counts bob's requests, and the blocks that hypercore fetches for him. */
async function watch(ref: string): Promise<() => { requests: number; downloads: number }> {
  const peer = bob.home.peers.find(alice.device)!
  const request = peer.request.bind(peer)
  const seen = { requests: 0, downloads: 0 }
  peer.request = (method, ...rest) => {
    if (method === 'release') seen.requests++
    return request(method, ...rest)
  }
  const core = await coreAtBob(ref)
  core.on('download', () => seen.downloads++)
  return () => seen
}

test.each([6_000, 40_000, 64 * 1024])('a letter of %i bytes is opened with one request', async (bytes) => {
  const text = longText(bytes)
  const ref = await sendSealed(text)
  const seen = await watch(ref)
  expect(await bob.read(ref)).toMatchObject({ text })
  expect(seen()).toEqual({ requests: 1, downloads: 0 })
  // Attached, it would show bob how many letters alice writes.
  expect(bob.home.peers.find(alice.device)!.hasAttached(getRef(ref).core)).toBe(false)
})

test('letters are opened in any order, with a core that is empty, known or stale', async () => {
  const texts = Array.from({ length: 9 }, (_, nth) => longText(2_000 + 8 * nth))
  const refs: string[] = []
  for (const text of texts.slice(0, 6)) refs.push(await sendSealed(text))
  const seen = await watch(refs[0]!)
  for (const nth of [3, 0, 5]) expect(await bob.read(refs[nth]!)).toMatchObject({ text: texts[nth] })
  for (const text of texts.slice(6)) refs.push(await sendSealed(text))
  for (const nth of [1, 8, 4, 2, 7, 6]) expect(await bob.read(refs[nth]!)).toMatchObject({ text: texts[nth] })
  expect(seen()).toEqual({ requests: 9, downloads: 0 })
})

test('a longer letter is fetched first, and then released', async () => {
  const text = longText(200_000)
  const ref = await sendSealed(text)
  expect(await bob.read(ref)).toMatchObject({ text })
})

test('an author who lacks the blocks releases nothing', async () => {
  const ref = await sendSealed('words')
  const { core, start } = getRef(ref)
  await alice.home.ownCores.clear(core, start, start + 1)
  await expect(bob.read(ref, 1_500)).rejects.toEqual(refused('UNREACHABLE'))
  expect(released()).toBe(0)
})

test('an author whose blocks are in another core than the reader was told releases nothing yet', async () => {
  const ref = await sendSealed('words')
  const { store } = alice.home.parts
  const carryOwn = store.carryOwn.bind(store)
  let counted = -1
  store.carryOwn = (rows, object, known, maxBytes) => {
    counted = released()
    return carryOwn(rows, object, { ...known, core: known.core.map((byte) => byte ^ 1) }, maxBytes)
  }
  expect(await bob.read(ref)).toMatchObject({ text: 'words' })
  expect(counted).toBe(0)
})

test('a letter that is held is refused, and its reader gets no block', async () => {
  const ref = await sendSealed('words')
  await alice.do.letters.hold({ ref }, { signal: new AbortController().signal })
  await expect(bob.read(ref)).rejects.toEqual(refused('HELD'))
  const core = await coreAtBob(ref)
  expect([core.length, released()]).toEqual([0, 0])
})

test('an answer that is lost after the commit is given again, and counts once', async () => {
  const ref = await sendSealed('words')
  let cuts = 0
  alice.home.desk.events.on('released', () => {
    cuts++
    network.cut(alice.device, bob.device)
  })
  expect(await bob.read(ref, 10_000)).toMatchObject({ text: 'words' })
  expect([cuts, released()]).toEqual([1, 1])
})

test('an author who is killed after the commit answers the same after a restart', async () => {
  const ref = await sendSealed('words')
  const records = () =>
    alice.home.parts.ledger
      .all<{ record: Uint8Array }>('SELECT record FROM access_releases')
      .map(({ record }) => toHex(record))
  const committed = new Promise<void>((resolve) => {
    alice.home.desk.events.on('released', () => {
      network.unplug(alice.device)
      resolve()
    })
  })
  const reading = bob.read(ref, 20_000)
  await committed
  const before = records()
  await alice.stop()
  await alice.start()
  expect(await reading).toMatchObject({ text: 'words' })
  expect(records()).toEqual(before)
})

test('a wire that is cut at any moment of an opening loses no letter', async () => {
  const refs: string[] = []
  for (let nth = 0; nth < 6; nth++) refs.push(await sendSealed(`letter ${nth}`))
  network.delay(5)
  for (const [nth, ref] of refs.entries()) {
    const reading = bob.read(ref, 10_000).catch(() => null)
    await new Promise((resolve) => setTimeout(resolve, 4 * nth))
    network.cut(alice.device, bob.device)
    await reading
    expect(await bob.read(ref, 10_000)).toMatchObject({ text: `letter ${nth}` })
  }
  expect(released()).toBe(6)
})
