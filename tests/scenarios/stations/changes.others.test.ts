// The author's stations change while letters are unopened: one is added, left, destroyed, or loses
// decisions. At no time is there no gate that opens a letter, and a recall closes all of them.
import { expect, test } from 'vitest'
import { listGates } from '../../../src/core/gates/gates.ts'
import { objectId, parseRef } from '../../../src/core/store/index.ts'
import { comeBack, join, sharesHandedOver, useCustomers } from '../../support/customers.ts'
import { PATIENCE_MS } from '../../support/patience.ts'
import { calling, eventually, type Person } from '../../support/person.ts'
import { refused } from '../../support/refused.ts'

const { station, open } = useCustomers()

/** The stages of the gates of a letter, the newest last. */
const stagesOf = (alice: Person, ref: string): string[] =>
  listGates(alice.home.parts.ledger, objectId(parseRef(ref)!)).map(({ stage }) => stage)

const reachesStages = (alice: Person, ref: string, stages: string[]): Promise<void> =>
  eventually(() => stagesOf(alice, ref).join() === stages.join(), `the gates are ${stages.join()}`)

async function sent(alice: Person, bob: Person, text: string): Promise<string> {
  const ref = await alice.write(bob, 'waits', text)
  await sharesHandedOver(alice, ref)
  await bob.arrival(ref)
  return ref
}

test('a letter that was sent before the first station opens from it', async () => {
  const { alice, bob } = await open(0)
  const ref = await alice.write(bob, 'before', 'Before.')
  await bob.arrival(ref)
  const first = await station('first')
  await join(alice, first)
  await reachesStages(alice, ref, ['live'])
  await sharesHandedOver(alice, ref)
  await alice.stop()
  await eventually(async () => (await bob.list())[0]?.opensFrom === 'stations', 'the gate is known')
  expect((await bob.read(ref)).text).toBe('Before.')
})

test('a reader who has the old notice only finds the new gate in the feed at a station', async () => {
  const { alice, bob, stations } = await open(2)
  const ref = await sent(alice, bob, 'By the new one.')
  await bob.stop()
  const third = await station('third')
  await join(alice, third)
  await reachesStages(alice, ref, ['ended', 'live'])
  await alice.stop()
  await stations[1]!.stop()
  await comeBack(bob, { firstReadMs: 60_000 })
  expect((await bob.read(ref)).text).toBe('By the new one.')
})

test('a station is left only when its letters are at the others', async () => {
  const { alice, bob, stations } = await open(2)
  const ref = await sent(alice, bob, 'Of the one that stays.')
  await stations[1]!.stop()
  const first = await alice.do.stations.leave({ station: 'station 1', waitMs: 300 }, calling)
  expect(first.told).toBe(false)
  expect(stations[0]!.do.customers()).toHaveLength(1)
  await bob.stop()
  await stations[1]!.start()
  await eventually(() => stations[0]!.do.customers().length === 0, 'the station has let it go')
  await alice.stop()
  await stations[0]!.stop()
  await comeBack(bob)
  expect((await bob.read(ref)).text).toBe('Of the one that stays.')
})

test('leaving the only station leaves the letters to their author', async () => {
  const { alice, bob, stations } = await open(1)
  const ref = await sent(alice, bob, 'At home again.')
  const { told } = await alice.do.stations.leave({ station: 'station 1', waitMs: PATIENCE_MS }, calling)
  expect(told).toBe(true)
  expect(stations[0]!.do.customers()).toEqual([])
  expect(stagesOf(alice, ref)).toEqual(['ended'])
  expect((await bob.read(ref)).text).toBe('At home again.')
  const other = await alice.write(bob, 'later', 'Without a station.')
  expect(stagesOf(alice, other)).toEqual([])
  const { readers } = await alice.do.letters.recall({ ref: other }, calling)
  expect(readers).toMatchObject([{ outcome: 'recalled' }])
})

test('a recall between two gates closes both', async () => {
  const { alice, bob, stations } = await open(2)
  const ref = await sent(alice, bob, 'Never.')
  await bob.stop()
  await stations[1]!.stop()
  await join(alice, await station('third'))
  await reachesStages(alice, ref, ['live', 'new'])
  const first = await alice.do.letters.recall({ ref }, calling)
  expect(first.readers).toMatchObject([{ outcome: 'recalling' }])
  await stations[1]!.start()
  const certain = await alice.do.letters.recall({ ref, waitMs: PATIENCE_MS }, calling)
  expect(certain.readers).toMatchObject([{ outcome: 'recalled' }])
  await alice.stop()
  await comeBack(bob)
  await expect(bob.read(ref)).rejects.toEqual(refused('RECALLED'))
})

test('the word that a station is destroyed makes a recall certain, and has its own number', async () => {
  const { alice, bob, stations } = await open(3)
  const ref = await sent(alice, bob, 'Never.')
  await bob.stop()
  await stations[2]!.stop()
  await alice.do.letters.recall({ ref }, calling)
  const stateOf = async () => (await alice.status(ref))[0]
  await eventually(async () => (await stateOf())?.stations?.burned === 2)
  expect((await stateOf())?.state).toBe('recalling')
  await alice.do.stations.leave({ station: 'station 3', waitMs: 0, lost: true }, calling)
  expect(await stateOf()).toMatchObject({ state: 'recalled', stations: { burned: 3, burnedByWord: 1 } })
  expect(await alice.do.stations.rule({}, calling)).toMatchObject({ n: 2, need: 2, distrust: 1 })
})

test('letters live on at the other stations after one is destroyed', async () => {
  const { alice, bob, stations } = await open(3)
  const ref = await sent(alice, bob, 'Of two.')
  await stations[2]!.stop()
  await alice.do.stations.leave({ station: 'station 3', waitMs: 0, lost: true }, calling)
  await reachesStages(alice, ref, ['ended', 'live'])
  await alice.stop()
  expect((await bob.read(ref)).text).toBe('Of two.')
})

test('a station that lost decisions leaves the set, and the others open its letters', async () => {
  const { alice, bob, stations } = await open(3)
  const [kept, opened] = [await sent(alice, bob, 'Kept.'), await sent(alice, bob, 'Opened.')]
  const [first] = stations
  const putBack = await first!.copyHome()
  await alice.do.letters.recall({ ref: opened, waitMs: PATIENCE_MS }, calling)
  await putBack()
  await first!.start()
  await eventually(
    async () => (await alice.do.stations.list({}, calling)).some(({ fenced }) => fenced),
    'the station is fenced',
  )
  await reachesStages(alice, kept, ['ended', 'live'])
  expect(await alice.do.stations.rule({}, calling)).toMatchObject({ n: 2, need: 2 })
  await alice.stop()
  await first!.stop()
  expect((await bob.read(kept)).text).toBe('Kept.')
})
