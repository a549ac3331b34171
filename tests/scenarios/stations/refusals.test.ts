// What stations say about a letter ends it for nobody, however many of them lie. Only its author's
// device, or the author's signature in the feed, does.
import { expect, test } from 'vitest'
import type { RefText } from '../../../src/core/contract/index.ts'
import { comeBack, join, knowsStations, sharesHandedOver, useCustomers } from '../../support/customers.ts'
import { post, useGroupStations } from '../../support/group-stations.ts'
import { LyingStation } from '../../support/lying-station.ts'
import { parseRef } from '../../../src/core/store/index.ts'
import { PATIENCE_MS } from '../../support/patience.ts'
import { calling, eventually, type Person } from '../../support/person.ts'
import { refused } from '../../support/refused.ts'

const { person, station, pair, open, network } = useCustomers()
const groups = useGroupStations()

interface Rule {
  of: number
  need: number
  distrust: number
}

/** Alice with as many stations, of which the last ones lie, and bob who knows them. */
async function openWithLiars({ of, need, distrust }: Rule, liarCount: number) {
  const [alice, bob] = [await person('alice'), await person('bob')]
  await pair(alice, bob)
  for (let i = 0; i < of - liarCount; i++) await join(alice, await station(`honest ${i}`))
  const liars = await joinLiars(alice, liarCount, network)
  await alice.do.stations.rule({ need, distrust }, calling)
  await knowsStations(bob, alice)
  return { alice, bob, liars }
}

async function joinLiars(alice: Person, count: number, at: typeof network): Promise<LyingStation[]> {
  const liars = await Promise.all(Array.from({ length: count }, () => LyingStation.open(at)))
  for (const liar of liars) {
    liar.confirmGates(alice.home.parts.identity.person)
    await alice.do.stations.add({ link: liar.link, waitMs: PATIENCE_MS }, calling)
  }
  return liars
}

/** What bob's home has written down about the end of its only letter. */
const writtenDown = ({ home }: Person): unknown =>
  home.parts.ledger.get('SELECT withdrawn, withdrawn_at FROM received')

const NOTHING = { withdrawn: null, withdrawn_at: null }
const LATER = Date.now() + 400 * 86_400_000

const isConnected = (bob: Person, alice: Person): Promise<void> =>
  eventually(() => bob.home.parts.peers.find(alice.device) !== null, 'connected')

/** The liars have no block of the letter, so bob gets them from her while she is connected. */
async function fetchBlocks(bob: Person, alice: Person, text: RefText): Promise<void> {
  const { foreignCores, peers, store } = bob.home.parts
  const ref = parseRef(text)!
  peers.find(alice.device)!.attach(await foreignCores.openCore(ref.core))
  expect(await store.readBlocks(ref, 5_000)).not.toBeNull()
}

const CASES: [Rule, number][] = [
  [{ of: 1, need: 1, distrust: 0 }, 1],
  [{ of: 2, need: 2, distrust: 1 }, 1],
  [{ of: 3, need: 2, distrust: 1 }, 2],
]

test.each(CASES)('%o: %i stations that lie end no letter', async (rule, count) => {
  const { alice, bob, liars } = await openWithLiars(rule, count)
  const ref = await alice.write(bob, 'never recalled', 'Still here.')
  await sharesHandedOver(alice, ref)
  await bob.arrival(ref)
  await fetchBlocks(bob, alice, ref)
  await alice.stop()
  for (const liar of liars) liar.refuse('EXPIRED', LATER)
  // The lease of a letter that does not expire has ended: bob waits for another gate.
  await expect(bob.read(ref, 1_000)).rejects.toMatchObject({ code: 'KEEPERS_AWAY' })
  for (const { asked } of liars) expect(asked).toContain('gate-open')
  expect(writtenDown(bob)).toEqual(NOTHING)
  for (const liar of liars) liar.refuse('RECALLED', 1)
  const said = { by: 'stations', of: rule.of }
  await expect(bob.read(ref)).rejects.toMatchObject({ code: 'RECALLED', details: said })
  expect(writtenDown(bob)).toEqual(NOTHING)
  expect((await bob.list())[0]).toMatchObject({ state: 'sealed' })
  await bob.stop()
  await comeBack(bob)
  await comeBack(alice)
  await isConnected(bob, alice)
  expect((await bob.read(ref)).text).toBe('Still here.')
  for (const liar of liars) await liar.remove()
})

test('the author’s device is heard before stations that lie, also when it is slow', async () => {
  const { alice, bob, liars } = await openWithLiars({ of: 1, need: 1, distrust: 0 }, 1)
  const ref = await alice.write(bob, 'slow', 'Here at last.')
  await sharesHandedOver(alice, ref)
  await bob.arrival(ref)
  await fetchBlocks(bob, alice, ref)
  liars[0]!.refuse('RECALLED', 1)
  // The request and its answer take longer than the device is asked alone.
  network.findPair(alice.device, bob.device)!.delay(800)
  expect((await bob.read(ref)).text).toBe('Here at last.')
  await liars[0]!.remove()
})

test('an opening that has ended asks the author for nothing when they come back', async () => {
  const { alice, bob, liars } = await openWithLiars({ of: 1, need: 1, distrust: 0 }, 1)
  const ref = await alice.write(bob, 'not now', 'Later.')
  await sharesHandedOver(alice, ref)
  await bob.arrival(ref)
  await fetchBlocks(bob, alice, ref)
  await alice.stop()
  liars[0]!.refuse('RECALLED', 1)
  await expect(bob.read(ref)).rejects.toEqual(refused('RECALLED'))
  await comeBack(alice)
  await isConnected(bob, alice)
  const { readers } = await alice.do.letters.recall({ ref }, calling)
  expect(readers).toMatchObject([{ outcome: expect.not.stringMatching('too-late') as string }])
  await liars[0]!.remove()
})

test('a letter that is written down as recalled opens if its author’s device gives it', async () => {
  const { alice, bob } = await open(1)
  const ref = await alice.write(bob, 'given', 'Here it is.')
  await sharesHandedOver(alice, ref)
  await bob.arrival(ref)
  await bob.home.parts.ledger.write((tx) => {
    tx.run("UPDATE received SET withdrawn = 'recalled', withdrawn_at = 1")
  })
  network.partition(alice.device, bob.device)
  await expect(bob.read(ref)).rejects.toEqual(refused('RECALLED'))
  network.heal()
  await isConnected(bob, alice)
  expect((await bob.read(ref)).text).toBe('Here it is.')
})

test('two of three that lie to the member of a group end no post', async () => {
  const { alice, bob } = await groups.open(1)
  const liars = await joinLiars(alice, 2, groups.network)
  await alice.do.stations.rule({ need: 2, distrust: 1 }, calling)
  await knowsStations(bob, alice)
  const ref = await post(alice, 'seeds', 'Sow in March.')
  await sharesHandedOver(alice, ref)
  await bob.arrival(ref)
  await alice.stop()
  for (const liar of liars) liar.refuse('RECALLED', 1)
  await expect(bob.read(ref)).rejects.toMatchObject({ code: 'RECALLED', details: { by: 'stations' } })
  expect(writtenDown(bob)).toEqual(NOTHING)
  await bob.stop()
  await comeBack(bob)
  await comeBack(alice)
  await isConnected(bob, alice)
  expect((await bob.read(ref)).text).toBe('Sow in March.')
  for (const liar of liars) await liar.remove()
})

test('an honest recall is written down by its signature, which the stations have too', async () => {
  const { alice, bob } = await open(2)
  const ref = await alice.write(bob, 'recalled', 'Never.')
  await sharesHandedOver(alice, ref)
  await bob.arrival(ref)
  network.partition(alice.device, bob.device)
  await alice.do.letters.recall({ ref, waitMs: PATIENCE_MS }, calling)
  await expect(bob.read(ref)).rejects.toEqual(refused('RECALLED'))
  await eventually(async () => (await bob.list())[0]?.state === 'recalled', 'the list says so')
})
