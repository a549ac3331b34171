// Controlled posts to a group, opened at the stations of an author who is off, and recalled.
import { expect, test } from 'vitest'
import { comeBack, sharesHandedOver } from '../../support/customers.ts'
import { post, reaches, useGroupStations } from '../../support/group-stations.ts'
import { PATIENCE_MS } from '../../support/patience.ts'
import { calling, eventually } from '../../support/person.ts'
import { refused } from '../../support/refused.ts'

const { open } = useGroupStations()

test('members open a post while its author is off, and the author learns who did', async () => {
  const { alice, bob, carol } = await open(3)
  const ref = await post(alice, 'seeds', 'Sow in March.')
  await sharesHandedOver(alice, ref)
  for (const reader of [bob, carol]) await reader.arrival(ref)
  await alice.stop()
  await eventually(async () => (await bob.list())[0]?.opensFrom === 'stations', 'from stations')
  expect((await bob.read(ref)).text).toBe('Sow in March.')
  await comeBack(alice)
  await reaches(alice, ref, { bob: 'referenced', carol: 'notified' })
  // Bob's own word comes before the news of the stations.
  await eventually(
    async () => (await alice.status(ref))[0]!.stations!.released > 1,
    'the stations tell that they released',
  )
  const [bobs, carols] = await alice.status(ref)
  expect(bobs!.stations).toMatchObject({ of: 3, handedOver: 3 })
  expect(carols!.stations).toMatchObject({ of: 3, handedOver: 3, released: 0, burned: 0 })
  const { readers } = await alice.do.letters.recall({ ref }, calling)
  expect(Object.fromEntries(readers.map(({ name, outcome }) => [name, outcome]))).toMatchObject({
    bob: 'too-late',
  })
  await reaches(alice, ref, { bob: 'referenced', carol: 'recalled' })
  await alice.stop()
  await expect(carol.read(ref)).rejects.toEqual(refused('RECALLED'))
})

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
  const certain = await alice.do.letters.recall({ ref, waitMs: PATIENCE_MS }, calling)
  expect(certain.readers).toMatchObject([{ outcome: 'recalled' }, { outcome: 'recalled' }])
  await alice.stop()
  await comeBack(bob)
  await expect(bob.read(ref)).rejects.toEqual(refused('RECALLED'))
})
