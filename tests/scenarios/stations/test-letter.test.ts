// The test letter: it opens through the stations alone, leaves nothing there, and says who did not
// answer.
import { expect, test } from 'vitest'
import { PATIENCE_MS } from '../../support/patience.ts'
import { calling, eventually } from '../../support/person.ts'
import { sharesHandedOver, useCustomers } from '../../support/customers.ts'

const { person, open } = useCustomers()

test('a test letter opens from enough stations, and leaves no gate', async () => {
  const { alice, stations } = await open(3)
  const before = stations.map((one) => one.do.customers()[0]!.gates)
  const { openedMs, ...tested } = await alice.do.stations.test({ waitMs: PATIENCE_MS }, calling)
  expect(tested).toMatchObject({ need: 2, stations: Array(3).fill({ answer: 'opened' }) })
  expect(openedMs).toBeGreaterThan(0)
  expect(stations.map((one) => one.do.customers()[0]!.gates)).toEqual(before)
  expect(await alice.list('sent')).toEqual([])
})

test('letters that are written after a test letter reach the stations with their shares', async () => {
  const { alice, bob } = await open(3)
  let ended = 0
  alice.home.peers.events.on('anonymousLeft', () => {
    ended++
  })
  await alice.do.stations.test({ waitMs: PATIENCE_MS }, calling)
  await eventually(() => ended === 3, 'the wires of the test are closed')
  await sharesHandedOver(alice, await alice.write(bob, 'After the test', 'x'))
})

test('with one of three stations off it still opens, and with two off it does not', async () => {
  const { alice, stations } = await open(3)
  await stations[0]!.stop()
  const one = await alice.do.stations.test({ waitMs: PATIENCE_MS }, calling)
  expect(one.openedMs).not.toBeNull()
  expect(one.stations.map(({ answer }) => answer).toSorted()).toEqual(['opened', 'opened', 'silent'])
  await stations[1]!.stop()
  expect(await alice.do.stations.test({ waitMs: PATIENCE_MS }, calling)).toMatchObject({ openedMs: null })
})

test('without a station there is nothing to test', async () => {
  const alice = await person('alice')
  await expect(alice.do.stations.test({ waitMs: PATIENCE_MS }, calling)).rejects.toMatchObject({
    code: 'INVALID',
  })
})
