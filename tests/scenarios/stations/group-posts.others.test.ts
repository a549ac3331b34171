// Members of a group who were removed, who come late, or who put their shares together.
import { expect, test } from 'vitest'
import { listGates } from '../../../src/core/gates/gates.ts'
import { PLAIN_POLICY } from '../../../src/core/contract/index.ts'
import { objectId, parseRef } from '../../../src/core/store/index.ts'
import { comeBack, join, knowsCardOf, sharesHandedOver } from '../../support/customers.ts'
import { post, reaches, useGroupStations, type Circle } from '../../support/group-stations.ts'
import { addMembers, untilAgreed } from '../../support/groups.ts'
import { PATIENCE_MS } from '../../support/patience.ts'
import { calling, eventually, pair, type Person } from '../../support/person.ts'
import { refused } from '../../support/refused.ts'
import type { TestStation } from '../../support/station.ts'

const { network, open, person, station } = useGroupStations()

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
    'all stations know of the removal',
  )
  expect((await carol.read(after)).text).toBe('Not for bob.')
  await carol.stop()
  // Bob does not know of it, so only the stations refuse.
  await comeBack(bob)
  await expect(bob.read(after, 1_500)).rejects.toMatchObject({ code: 'KEEPERS_AWAY' })
})

test.for(['carol', 'alice'] as const)(
  'a removal that %s brings to one station reaches the others within 5 s, with everybody off',
  async (bringer) => {
    const circle = await open(3, 'carol')
    const { alice, bob, carol, stations } = circle
    const ref = await post(alice, 'after', 'Not for bob.')
    await sharesHandedOver(alice, ref)
    await bob.arrival(ref)
    await bob.stop()
    if (bringer === 'carol') await alice.stop()
    const [first, ...others] = stations
    for (const { device } of others) network.partition(circle[bringer].device, device)
    await carol.do.groups.remove({ group: 'garden', persons: ['bob'] }, calling)
    await eventually(() => hasStruck(first!), 'the first station knows of the removal')
    await Promise.all([alice.stop(), carol.stop()])
    for (const one of others) await eventually(() => hasStruck(one), 'the others know of it')
    await comeBack(bob)
    await expect(bob.read(ref, 1_500)).rejects.toMatchObject({
      code: 'KEEPERS_AWAY',
      details: { answered: 3, needed: 2, of: 3 },
    })
  },
)

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
})

test('a member who missed a record of the group gets it from a station of its absent owner', async () => {
  const { alice, bob, carol } = await open(1)
  await bob.stop()
  await carol.stop()
  await alice.do.groups.change({ group: 'garden', name: 'meadow' }, calling)
  const ref = await alice.write({ name: 'meadow' }, 'news', 'Under the new name.')
  await sharesHandedOver(alice, ref)
  await alice.stop()
  await comeBack(bob)
  await bob.arrival(ref)
  expect((await bob.read(ref)).text).toBe('Under the new name.')
  expect((await bob.do.groups.list({}, calling)).map(({ name }) => name)).toEqual(['meadow'])
})

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
  const { readers } = await alice.do.letters.recall({ ref, waitMs: PATIENCE_MS }, calling)
  expect(readers.map(({ outcome }) => outcome)).not.toContain('recalled')
  await reaches(alice, ref, { bob: 'unknown', carol: 'unknown' })
  const { audiences } = await alice.do.letters.who({ ref, limit: 10 }, calling)
  expect(audiences.map(({ state }) => state)).toEqual(['unknown'])
})

test('a newcomer opens at the stations what they may read, once its author has told them', async () => {
  const { alice, bob, dave } = await openWithGuest(1)
  const early = await post(alice, 'early', 'Before dave came.')
  await sharesHandedOver(alice, early)
  await addMembers(alice, 'garden', [dave], true)
  const late = await post(alice, 'late', 'Since dave came.')
  await sharesHandedOver(alice, late)
  for (const ref of [early, late]) await dave.arrival(ref)
  await eventually(() => areRostersTold(alice), 'the station knows dave')
  await alice.stop()
  expect((await dave.read(late)).text).toBe('Since dave came.')
  expect((await dave.read(early)).text).toBe('Before dave came.')
  expect((await bob.read(early)).text).toBe('Before dave came.')
})

test('a post that is announced again to newcomers has another gate, which opens for all', async () => {
  const { alice, bob, dave } = await openWithGuest(1)
  await bob.stop()
  const ref = await post(alice, 'held', 'For whoever is there.', { ...PLAIN_POLICY, hold: true })
  await addMembers(alice, 'garden', [dave])
  await alice.do.letters.letGo({ ref }, calling)
  await sharesHandedOver(alice, ref)
  await dave.arrival(ref)
  await eventually(() => areRostersTold(alice), 'the station knows dave')
  await comeBack(bob)
  await bob.arrival(ref)
  await alice.stop()
  for (const reader of [bob, dave]) expect((await reader.read(ref)).text).toBe('For whoever is there.')
})

test.for(['an addition', 'a removal'] as const)(
  'a change of stations after %s gives earlier posts to nobody who came without them',
  async (change) => {
    const { alice, bob, carol, dave } = await openWithGuest(1)
    const ref = await post(alice, 'early', 'Before dave came.')
    await sharesHandedOver(alice, ref)
    if (change === 'a removal') await alice.do.groups.remove({ group: 'garden', persons: ['carol'] }, calling)
    await addMembers(alice, 'garden', [dave])
    await join(alice, await station('another'))
    await eventually(() => /^(ended,)+live$/.test(stagesOf(alice, ref)), 'it has another gate')
    const late = await post(alice, 'late', 'Since dave came.')
    await sharesHandedOver(alice, late)
    await dave.arrival(late)
    await bob.arrival(late)
    await eventually(() => areRostersTold(alice), 'the stations know dave')
    expect((await dave.list()).map(({ subject }) => subject)).toEqual(['late'])
    await alice.stop()
    await expect(dave.read(ref, 1_000)).rejects.toMatchObject({ code: 'AUTHOR_AWAY' })
    expect((await bob.read(ref)).text).toBe('Before dave came.')
    if (change === 'a removal') await expect(carol.read(ref)).rejects.toEqual(refused('RECALLED'))
    await comeBack(alice)
    await expect(dave.read(ref)).rejects.toEqual(refused('NOT_A_READER'))
  },
)

test('a post of a member who may only read by now opens after a change of their stations', async () => {
  const { alice, bob, carol } = await open(1, 'carol')
  const ref = await post(alice, 'early', 'While I could post.')
  await sharesHandedOver(alice, ref)
  await bob.arrival(ref)
  await carol.do.groups.setRole({ group: 'garden', person: 'alice', role: 'reader' }, calling)
  await untilAgreed(carol, 'garden', [alice, bob])
  await join(alice, await station('another'))
  await eventually(() => /^(ended,)+live$/.test(stagesOf(alice, ref)), 'it has another gate')
  const waits = 'SELECT 1 FROM gate_pending_acts'
  await eventually(() => alice.home.parts.ledger.get(waits) === undefined, 'the old gate is burnt')
  await alice.stop()
  expect((await bob.read(ref)).text).toBe('While I could post.')
})

/** Nobody has opened anything there, so this is its first decision. */
const hasStruck = async (station: TestStation): Promise<boolean> => (await station.do.doctor()).decisions > 0

/** The stages of the gates of a post, the newest last. */
const stagesOf = (author: Person, ref: string): string =>
  listGates(author.home.parts.ledger, objectId(parseRef(ref)!))
    .map(({ stage }) => stage)
    .join()

const areRostersTold = (author: Person): boolean =>
  author.home.parts.ledger.get("SELECT 1 FROM roster_members WHERE stage IN ('new', 'gone')") === undefined

/** With dave, who is alice's contact and in no group yet. */
async function openWithGuest(count: number): Promise<Circle & { dave: Person }> {
  const circle = await open(count)
  const dave = await person('dave')
  await pair(circle.alice, dave)
  await knowsCardOf(dave, circle.alice)
  return { ...circle, dave }
}
