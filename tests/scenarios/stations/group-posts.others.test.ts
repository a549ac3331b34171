// Members of a group who were removed, who come late, or who put their shares together.
import { expect, test } from 'vitest'
import { comeBack, sharesHandedOver } from '../../support/customers.ts'
import { post, reaches, useGroupStations } from '../../support/group-stations.ts'
import { calling, eventually } from '../../support/person.ts'

const { network, open } = useGroupStations()

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

test('a post of which two members have one share each is never called recalled', async () => {
  const { alice, bob, carol, stations } = await open(3)
  const ref = await post(alice, 'shared out', 'Together they could.')
  await sharesHandedOver(alice, ref)
  for (const reader of [bob, carol]) await reader.arrival(ref)
  await alice.stop()
  // Bob reaches only the first station, and carol only the second one.
  for (const [reader, reached] of [
    [bob, 0],
    [carol, 1],
  ] as const) {
    for (const [at, one] of stations.entries())
      if (at !== reached) network.partition(reader.device, one.device)
    await expect(reader.read(ref, 1_500)).rejects.toMatchObject({
      code: 'KEEPERS_AWAY',
      details: { answered: 1, needed: 2, of: 3 },
    })
  }
  await bob.stop()
  await carol.stop()
  await comeBack(alice)
  const { readers } = await alice.do.letters.recall({ ref, waitMs: 8_000 }, calling)
  expect(readers.map(({ outcome }) => outcome)).not.toContain('recalled')
  await reaches(alice, ref, { bob: 'unknown', carol: 'unknown' })
  const { audiences } = await alice.do.letters.who({ ref, limit: 10 }, calling)
  expect(audiences.map(({ state }) => state)).toEqual(['unknown'])
}, 60_000)
