// Letters that stations can release while their author is off, and recalls that still hold.
import { expect, test } from 'vitest'
import { listGates } from '../../../src/core/gates/gates.ts'
import type { EngineEvent, JoinedStation, OpensFrom } from '../../../src/core/contract/index.ts'
import { objectId, parseRef } from '../../../src/core/store/index.ts'
import { comeBack, join, knowsStations, sharesHandedOver, useCustomers } from '../../support/customers.ts'
import { PATIENCE_MS } from '../../support/patience.ts'
import { calling, eventually, type Person } from '../../support/person.ts'
import { refused } from '../../support/refused.ts'

const { person, station, pair, open } = useCustomers()

const stateOf = async (alice: Person, ref: string): Promise<string | undefined> =>
  (await alice.status(ref))[0]?.state

const reaches = (alice: Person, ref: string, state: string): Promise<void> =>
  eventually(async () => (await stateOf(alice, ref)) === state, `the state ${state}`)

/** What each station is known to have decided for the only reader. */
const votesOf = async (alice: Person, ref: string): Promise<(string | null)[]> =>
  (await alice.status(ref))[0]!.stations!.votes.map(({ vote }) => vote)

/** Where the list of the reader says that the only letter can be opened. */
const reachesFrom = (bob: Person, from: OpensFrom): Promise<void> =>
  eventually(async () => (await bob.list())[0]?.opensFrom === from, `from ${from}`)

test('with one station a controlled letter opens while its author is off, and the author learns it', async () => {
  const { alice, bob } = await open(1)
  const ref = await alice.write(bob, 'gated', 'At night.')
  await sharesHandedOver(alice, ref)
  const [{ station }] = (await alice.do.stations.list({}, calling)) as [JoinedStation]
  expect((await alice.status(ref))[0]?.stations).toEqual({
    ...{ of: 1, handedOver: 1, released: 0, burned: 0, burnedByWord: 0, held: 0, letGo: 0 },
    ...{ sent: 1, need: 1, certainAt: 1, votes: [{ station, vote: null }] },
  })
  await bob.arrival(ref)
  await reachesFrom(bob, 'author')
  await alice.stop()
  await reachesFrom(bob, 'stations')
  expect((await bob.read(ref)).text).toBe('At night.')
  await comeBack(alice)
  await reaches(alice, ref, 'referenced')
  const { readers } = await alice.do.letters.recall({ ref }, calling)
  expect(readers).toMatchObject([{ outcome: 'too-late' }])
})

test('with three stations two open a letter, and one alone does not', async () => {
  const { alice, bob, stations } = await open(3)
  const [one, other] = [
    await alice.write(bob, 'one', 'Two of three.'),
    await alice.write(bob, 'other', 'No.'),
  ]
  await sharesHandedOver(alice, one)
  await sharesHandedOver(alice, other)
  await bob.arrival(other)
  await alice.stop()
  await stations[0]!.stop()
  expect((await bob.read(one)).text).toBe('Two of three.')
  await stations[1]!.stop()
  await expect(bob.read(other, 1_000)).rejects.toMatchObject({
    code: 'KEEPERS_AWAY',
    details: { answered: 1, needed: 2, of: 3 },
  })
})

test('the list counts the stations that answer, and the shares that are here', async () => {
  const { alice, bob, stations } = await open(3)
  const ref = await alice.write(bob, 'counted', 'Two of three.')
  await sharesHandedOver(alice, ref)
  await bob.arrival(ref)
  await alice.stop()
  await reachesFrom(bob, 'stations')
  const heard: EngineEvent[] = []
  bob.do.events.subscribe((event) => heard.push(event))
  await stations[0]!.stop()
  await stations[1]!.stop()
  await reachesFrom(bob, 'nobody')
  await eventually(() => heard.some(({ type }) => type === 'author-stations-changed'), 'the page hears of it')
  await expect(bob.read(ref, 1_000)).rejects.toMatchObject({ code: 'KEEPERS_AWAY' })
  const { device } = stations[2]!
  await stations[2]!.stop()
  await eventually(() => !bob.home.stations.sightings.isHere(device), 'the third is missed')
  await stations[1]!.start()
  // The share of the third station was kept.
  await reachesFrom(bob, 'stations')
})

test('a home that was just opened has tried no station, and then counts those that answer', async () => {
  const { alice, bob } = await open(1)
  const ref = await alice.write(bob, 'early', 'Wait for it.')
  await sharesHandedOver(alice, ref)
  await bob.arrival(ref)
  await alice.stop()
  await bob.stop()
  await comeBack(bob, { firstReadMs: 300 })
  expect((await bob.list())[0]?.opensFrom).toBe('nobody')
  await reachesFrom(bob, 'stations')
})

test('the stations of somebody who just went away are tried before the next round', async () => {
  const { alice, bob } = await open(1)
  const ref = await alice.write(bob, 'soon', 'Gone.')
  await sharesHandedOver(alice, ref)
  await bob.stop()
  await comeBack(bob, { readAgainMs: [600_000, 600_000] })
  await bob.arrival(ref)
  await reachesFrom(bob, 'author')
  await alice.stop()
  await reachesFrom(bob, 'stations')
})

test('shares of two stations open a letter, although never both were reachable', async () => {
  const { alice, bob, stations } = await open(2)
  await alice.do.stations.rule({ need: 2, distrust: 0 }, calling)
  await knowsStations(bob, alice)
  const [ref, other] = [await alice.write(bob, 'one', 'In halves.'), await alice.write(bob, 'other', 'Both.')]
  await sharesHandedOver(alice, ref)
  await sharesHandedOver(alice, other)
  await bob.arrival(other)
  await alice.stop()
  await stations[1]!.stop()
  const details = { answered: 1, needed: 2, of: 2 }
  await expect(bob.read(ref, 1_000)).rejects.toMatchObject({ code: 'KEEPERS_AWAY', details })
  await bob.stop()
  await comeBack(bob)
  await stations[1]!.start()
  // A station that has just started decides only after it has heard of the others.
  expect((await bob.read(other)).text).toBe('Both.')
  await stations[0]!.stop()
  expect((await bob.read(ref)).text).toBe('In halves.')
})

test('after a station is added, letters move to the new set, and open from it', async () => {
  const { alice, bob, stations } = await open(1)
  const ref = await alice.write(bob, 'moved', 'Moved.')
  await sharesHandedOver(alice, ref)
  await bob.arrival(ref)
  await join(alice, await station('second'))
  const { ledger } = alice.home.parts
  const stages = (): string =>
    listGates(ledger, objectId(parseRef(ref)!))
      .map(({ stage }) => stage)
      .join()
  await eventually(() => stages() === 'ended,live', 'the old gate is burned')
  await alice.stop()
  await stations[0]!.stop()
  expect((await bob.read(ref)).text).toBe('Moved.')
})

test('a recall is certain when enough stations have burned, and then nobody opens the letter', async () => {
  const { alice, bob, stations } = await open(3)
  const ref = await alice.write(bob, 'gated', 'Never.')
  await sharesHandedOver(alice, ref)
  await bob.arrival(ref)
  await bob.stop()
  await stations[2]!.stop()
  const first = await alice.do.letters.recall({ ref }, calling)
  expect(first.readers).toMatchObject([{ outcome: 'recalling' }])
  expect(first.draft).not.toBeNull()
  await expect(stateOf(alice, ref)).resolves.toBe('recalling')
  await eventually(async () => (await votesOf(alice, ref)).join() === 'burned,burned,', 'two burns')
  const { stations: shown } = await alice.do.letters.status({ ref, limit: 0 }, calling)
  expect(shown).toMatchObject({
    of: 3,
    at: [
      { name: 'station 1', online: true, has: true },
      { name: 'station 2', online: true, has: true },
      { name: 'station 3', online: false, has: true },
    ],
  })
  const recalls = async (): Promise<number[]> =>
    (await alice.do.stations.list({}, calling)).map((one) => one.recalls)
  expect(await recalls()).toEqual([0, 0, 1])
  await stations[2]!.start()
  const certain = await alice.do.letters.recall({ ref, waitMs: PATIENCE_MS }, calling)
  expect(certain.readers).toMatchObject([{ outcome: 'recalled' }])
  expect(await recalls()).toEqual([0, 0, 0])
  const { ledger } = alice.home.parts
  await eventually(
    () => ledger.get('SELECT 1 FROM access_keys WHERE content_key IS NOT NULL') === undefined,
    'the key is destroyed',
  )
  expect(await alice.do.drafts.list({}, calling)).toHaveLength(1)
  await alice.stop()
  await comeBack(bob)
  await expect(bob.read(ref)).rejects.toEqual(refused('RECALLED'))
})

test('a hold is certain when enough stations hold, and a let-go ends it', async () => {
  const { alice, bob, stations } = await open(2)
  const ref = await alice.write(bob, 'gated', 'Later.')
  await sharesHandedOver(alice, ref)
  await bob.arrival(ref)
  await stations[1]!.stop()
  const { readers } = await alice.do.letters.hold({ ref }, calling)
  expect(readers).toMatchObject([{ outcome: 'holding' }])
  await expect(alice.list('held')).resolves.toMatchObject([{ ref, state: 'holding', stateAt: null }])
  expect((await alice.do.home.standing({}, calling)).boxes.held).toMatchObject({ total: 1, unread: 0 })
  await stations[1]!.start()
  await reaches(alice, ref, 'held')
  await alice.stop()
  await expect(bob.read(ref, 2_500)).rejects.toEqual(refused('HELD'))
  await comeBack(alice)
  await alice.do.letters.letGo({ ref }, calling)
  await reaches(alice, ref, 'notified')
  await alice.stop()
  expect((await bob.read(ref)).text).toBe('Later.')
})

test('a let-go is under way until enough stations have heard of it', async () => {
  const { alice, bob, stations } = await open(2)
  await alice.do.stations.rule({ need: 2, distrust: 0 }, calling)
  await knowsStations(bob, alice)
  const ref = await alice.write(bob, 'gated', 'Both of you.')
  await sharesHandedOver(alice, ref)
  await alice.do.letters.hold({ ref }, calling)
  await reaches(alice, ref, 'held')
  await eventually(async () => (await votesOf(alice, ref)).every((vote) => vote === 'held'), 'both')
  await stations[1]!.stop()
  const { readers } = await alice.do.letters.letGo({ ref }, calling)
  expect(readers).toMatchObject([{ outcome: 'notified' }])
  await eventually(async () => (await votesOf(alice, ref)).includes('let-go'), 'one has heard of it')
  expect(await alice.status(ref)).toMatchObject([
    { state: 'letting-go', stations: { letGo: 1, held: 1, need: 2 } },
  ])
  expect(await alice.list('sent')).toMatchObject([{ ref, state: 'letting-go', stateAt: null }])
  expect(await alice.list('held')).toEqual([])
  await stations[1]!.start()
  await reaches(alice, ref, 'notified')
})

test('a letter without a gate waits for its author', async () => {
  const [alice, bob] = [await person('alice'), await person('bob')]
  await pair(alice, bob)
  const ref = await alice.write(bob, 'before', 'No station yet.')
  await bob.arrival(ref)
  await alice.stop()
  await reachesFrom(bob, 'nobody')
  await expect(bob.read(ref, 300)).rejects.toEqual(refused('AUTHOR_AWAY'))
})
