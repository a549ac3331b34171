// Controlled posts to a group, opened at the stations of an author who is off, and recalled.
import { expect, test } from 'vitest'
import { comeBack, join, knowsCardOf, sharesHandedOver, useCustomers } from '../../support/customers.ts'
import { foundGroup } from '../../support/groups.ts'
import { calling, eventually, type Person } from '../../support/person.ts'
import { refused } from '../../support/refused.ts'
import type { TestStation } from '../../support/station.ts'

const { person, station, pair } = useCustomers()

interface Circle {
  alice: Person
  bob: Person
  carol: Person
  stations: TestStation[]
}

/**
 * Alice, who has so many stations, with bob and carol in one group. Bob and carol are no contacts,
 * unless carol owns the group.
 */
async function open(count: number, owner: 'alice' | 'carol' = 'alice'): Promise<Circle> {
  const [alice, bob, carol] = [await person('alice'), await person('bob'), await person('carol')]
  const stations = await Promise.all(Array.from({ length: count }, (_, n) => station(`station ${n + 1}`)))
  await pair(alice, bob)
  await pair(alice, carol)
  for (const one of stations) await join(alice, one)
  if (owner === 'carol') await pair(carol, bob)
  if (owner === 'carol') await foundGroup(carol, 'garden', [alice, bob])
  else await foundGroup(alice, 'garden', [bob, carol])
  for (const reader of [bob, carol]) await knowsCardOf(reader, alice)
  return { alice, bob, carol, stations }
}

async function post(author: Person, title: string, text: string): Promise<string> {
  return author.write({ name: 'garden' }, title, text)
}

const statesOf = async (alice: Person, ref: string): Promise<Record<string, string>> =>
  Object.fromEntries((await alice.status(ref)).map(({ name, state }) => [name, state]))

const reaches = (alice: Person, ref: string, states: Record<string, string>): Promise<void> =>
  eventually(
    async () => JSON.stringify(await statesOf(alice, ref)) === JSON.stringify(states),
    8_000,
    `the states ${JSON.stringify(states)}`,
  )

test('members open a post while its author is off, and the author learns who did', async () => {
  const { alice, bob, carol } = await open(3)
  const ref = await post(alice, 'seeds', 'Sow in March.')
  await sharesHandedOver(alice, ref)
  for (const reader of [bob, carol]) await reader.arrival(ref)
  await alice.stop()
  await eventually(async () => (await bob.list())[0]?.opensFrom === 'stations', 5_000, 'from stations')
  expect((await bob.read(ref)).text).toBe('Sow in March.')
  await comeBack(alice)
  await reaches(alice, ref, { bob: 'referenced', carol: 'notified' })
  const { readers } = await alice.do.letters.recall({ ref }, calling)
  expect(Object.fromEntries(readers.map(({ name, outcome }) => [name, outcome]))).toMatchObject({
    bob: 'too-late',
  })
  await reaches(alice, ref, { bob: 'referenced', carol: 'recalled' })
  await alice.stop()
  await expect(carol.read(ref, 2_500)).rejects.toEqual(refused('RECALLED'))
}, 60_000)

test('a recall of a post with one station away stays recalling, and is certain when it is back', async () => {
  const { alice, bob, carol, stations } = await open(3)
  const ref = await post(alice, 'secret', 'Never.')
  await sharesHandedOver(alice, ref)
  for (const reader of [bob, carol]) await reader.arrival(ref)
  await bob.stop()
  await carol.stop()
  await stations[2]!.stop()
  const first = await alice.do.letters.recall({ ref, waitMs: 1_000 }, calling)
  expect(first.readers).toMatchObject([{ outcome: 'recalling' }, { outcome: 'recalling' }])
  await reaches(alice, ref, { bob: 'recalling', carol: 'recalling' })
  await stations[2]!.start()
  const certain = await alice.do.letters.recall({ ref, waitMs: 10_000 }, calling)
  expect(certain.readers).toMatchObject([{ outcome: 'recalled' }, { outcome: 'recalled' }])
  await alice.stop()
  await comeBack(bob)
  await expect(bob.read(ref, 1_500)).rejects.toEqual(refused('RECALLED'))
}, 60_000)

test('a removed member is refused at the stations of an absent author as soon as one member knows', async () => {
  const { alice, bob, carol } = await open(3, 'carol')
  const before = await post(alice, 'before', 'Opened before.')
  const after = await post(alice, 'after', 'Not for bob.')
  for (const ref of [before, after]) await sharesHandedOver(alice, ref)
  for (const reader of [bob, carol]) await reader.arrival(after)
  await bob.read(before)
  await alice.stop()
  await bob.stop()
  await carol.do.groups.remove({ group: 'garden', persons: ['bob'] }, calling)
  const { ledger } = carol.home.parts
  await eventually(
    () => ledger.get('SELECT 1 FROM removals') === undefined,
    5_000,
    'all stations know of the removal',
  )
  expect((await carol.read(after)).text).toBe('Not for bob.')
  await carol.stop()
  // Bob does not know of it, so only the stations refuse.
  await comeBack(bob)
  await expect(bob.read(after, 1_500)).rejects.toMatchObject({ code: 'KEEPERS_AWAY' })
}, 60_000)

test('a member who comes while the author is off gets the notice from a station too', async () => {
  const { alice, bob, carol } = await open(1)
  await bob.stop()
  await carol.stop()
  const ref = await post(alice, 'news', 'While you were away.')
  await sharesHandedOver(alice, ref)
  await alice.stop()
  await comeBack(bob)
  await bob.arrival(ref)
  expect((await bob.read(ref)).text).toBe('While you were away.')
}, 60_000)
