// Joining and leaving stations, and the rule by which they decide together.
import { expect, test } from 'vitest'
import { PATIENCE_MS } from '../../support/patience.ts'
import type { Person } from '../../support/person.ts'
import { comeBack, join, useCustomers } from '../../support/customers.ts'
import { calling, eventually } from '../../support/person.ts'
import { refused } from '../../support/refused.ts'

const { person, station } = useCustomers()

const list = (one: Person) => one.do.stations.list({}, calling)
const rule = (one: Person, wanted = {}) => one.do.stations.rule(wanted, calling)
const leave = (one: Person, wanted: string, waitMs = 5_000) =>
  one.do.stations.leave({ station: wanted, waitMs }, calling)

test('each joined station is in the newest set and among the mailboxes, under the preset rule', async () => {
  const alice = await person('alice')
  await expect(rule(alice)).rejects.toEqual(refused('INVALID'))
  const rules: unknown[] = []
  for (const name of ['one', 'two', 'three']) {
    expect(await join(alice, await station(name))).toMatchObject({ name })
    rules.push(await rule(alice))
  }
  expect(rules).toEqual([
    { n: 1, need: 1, distrust: 0, certainAt: 1, untilDays: 90 },
    { n: 2, need: 1, distrust: 0, certainAt: 2, untilDays: 90 },
    { n: 3, need: 2, distrust: 1, certainAt: 3, untilDays: 90 },
  ])
  const { sets, mailboxes } = alice.home.parts.identity.card.keepers
  expect(sets.map(({ id, devices }) => [id, devices.length])).toEqual([[3, 3]])
  expect(mailboxes).toEqual(sets[0]!.devices)
  expect((await list(alice)).map(({ name }) => name)).toEqual(['one', 'two', 'three'])
})

test('a rule is changed within its limits, and shown', async () => {
  const alice = await person('alice')
  for (const name of ['one', 'two', 'three']) await join(alice, await station(name))
  expect(await rule(alice, { need: 3 })).toEqual({ n: 3, need: 3, distrust: 1, certainAt: 2, untilDays: 90 })
  await expect(rule(alice, { need: 4 })).rejects.toEqual(refused('INVALID'))
  await expect(rule(alice, { need: 1 })).rejects.toEqual(refused('INVALID'))
  expect(await rule(alice, { distrust: 0 })).toEqual({
    n: 3,
    need: 3,
    distrust: 0,
    certainAt: 1,
    untilDays: 90,
  })
  expect(await rule(alice, { untilDays: 365 })).toMatchObject({ need: 3, distrust: 0, untilDays: 365 })
})

test('a link joins once, and joining again changes only the name', async () => {
  const [alice, bob, cellar] = [await person('alice'), await person('bob'), await station('cellar')]
  const link = await cellar.invite()
  const joined = await alice.do.stations.add({ link, waitMs: PATIENCE_MS }, calling)
  expect(await alice.do.stations.add({ link, name: 'attic', waitMs: PATIENCE_MS }, calling)).toEqual({
    ...joined,
    name: 'attic',
  })
  await expect(bob.do.stations.add({ link, waitMs: PATIENCE_MS }, calling)).rejects.toEqual(
    refused('INVITE_USED'),
  )
  await expect(bob.do.stations.add({ link: 'fumikura://station/oops', waitMs: 0 }, calling)).rejects.toEqual(
    refused('INVALID'),
  )
  const away = await cellar.invite()
  await cellar.stop()
  await expect(bob.do.stations.add({ link: away, waitMs: 50 }, calling)).rejects.toEqual(
    refused('UNREACHABLE'),
  )
  expect(await list(bob)).toEqual([])
})

test('a station has a number that no other has, and gets another name', async () => {
  const alice = await person('alice')
  for (const name of ['one', 'two']) await join(alice, await station(name))
  const [one, two] = await list(alice)
  expect([one?.number, two?.number]).toEqual([expect.stringMatching(TWELVE), expect.stringMatching(TWELVE)])
  expect(one!.number).not.toBe(two!.number)
  const named = await alice.do.stations.rename({ station: 'ONE', name: ' kitchen shelf ' }, calling)
  expect(named).toEqual({ station: one!.station, name: 'kitchen shelf' })
  expect((await list(alice)).map(({ name }) => name)).toEqual(['kitchen shelf', 'two'])
  await expect(alice.do.stations.rename({ station: 'one', name: 'x' }, calling)).rejects.toEqual(
    refused('NOT_FOUND'),
  )
})

const TWELVE = /^\d{4} \d{4} \d{4}$/

test('leaving removes everything at the station, also if it was away', async () => {
  const [alice, near, far] = [await person('alice'), await station('near'), await station('far')]
  await join(alice, near)
  await join(alice, far)
  await expect(leave(alice, 'nowhere')).rejects.toEqual(refused('NOT_FOUND'))
  expect(await leave(alice, 'NEAR')).toMatchObject({ name: 'near', told: true })
  expect(near.do.customers()).toEqual([])
  expect(await rule(alice)).toMatchObject({ n: 1 })
  await far.stop()
  expect(await leave(alice, 'far', 20)).toMatchObject({ name: 'far', told: false })
  expect(await list(alice)).toEqual([])
  expect(alice.home.parts.identity.card.keepers).toEqual({ sets: [], mailboxes: [] })
  await alice.stop()
  await far.start()
  expect(far.do.customers()).toHaveLength(1)
  await comeBack(alice)
  await eventually(() => far.do.customers().length === 0, 'the station knows that it was left')
})
