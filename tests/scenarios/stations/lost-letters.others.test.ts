// Letters that a lost device sent after the backup: the restored home reads the feeds of that device
// back from its stations, and no contact is there.
import { afterEach, beforeEach, expect, test } from 'vitest'
import { PLAIN_POLICY } from '../../../src/core/contract/index.ts'
import { comeBack, handedOver, join, sharesHandedOver, useCustomers } from '../../support/customers.ts'
import { Losses } from '../../support/comeback.ts'
import { PATIENCE_MS } from '../../support/patience.ts'
import { calling, eventually, type Person } from '../../support/person.ts'
import { refused } from '../../support/refused.ts'
import type { TestStation } from '../../support/station.ts'

const { network, station, open } = useCustomers()
let losses: Losses
let alice: Person
let bob: Person
let stations: TestStation[]
let words: string[]

beforeEach(async () => {
  losses = await Losses.begin(network)
  ;({ alice, bob, stations } = await open(2))
  words = await alice.do.home.words({}, calling)
})

afterEach(() => losses.end())

const reaches = (author: Person, ref: string, state: string): Promise<void> =>
  eventually(async () => (await author.status(ref))[0]?.state === state, `the state ${state}`)

/** Resolves when the letter is in the list of this home. */
const isListed = (author: Person, ref: string): Promise<void> =>
  eventually(async () => (await author.list('sent')).some((one) => one.ref === ref), 'it is listed')

test('a letter that was sent after the backup appears again, opens from stations, and its author learns it', async () => {
  const backup = await losses.backUp(alice)
  const ref = await alice.write(bob, 'after', 'After the backup.')
  await sharesHandedOver(alice, ref)
  await bob.arrival(ref)
  await bob.stop()
  const again = await losses.comeBack(alice, words, backup)
  await isListed(again, ref)
  await comeBack(bob)
  expect((await bob.read(ref)).text).toBe('After the backup.')
  await reaches(again, ref, 'referenced')
})

test('a reader who has not read the notice of the lost device gets it from the restored home', async () => {
  const backup = await losses.backUp(alice)
  await bob.stop()
  const ref = await alice.write(bob, 'after', 'After the backup.')
  await sharesHandedOver(alice, ref)
  const again = await losses.comeBack(alice, words, backup)
  await isListed(again, ref)
  await comeBack(bob, { firstReadMs: 60_000 })
  await bob.arrival(ref)
  expect((await bob.read(ref)).text).toBe('After the backup.')
})

test('its author can neither read such a letter nor release it, and can remove it', async () => {
  const backup = await losses.backUp(alice)
  const ref = await alice.write(bob, 'after', 'After the backup.')
  await sharesHandedOver(alice, ref)
  const again = await losses.comeBack(alice, words, backup)
  await isListed(again, ref)
  expect((await again.list('sent'))[0]).toMatchObject({ subject: 'after' })
  await expect(again.read(ref)).rejects.toEqual(refused('DAMAGED'))
  await again.do.space.delete({ ref }, calling)
  // The stations confirm it first.
  await eventually(async () => (await again.list('sent')).length === 0)
})

test('a contact who is there gives the feed back too, and the stations tell what they decided', async () => {
  const backup = await losses.backUp(alice)
  const [opened, waits] = [
    await alice.write(bob, 'opened', 'Opened.'),
    await alice.write(bob, 'waits', 'Never.'),
  ]
  for (const ref of [opened, waits]) await sharesHandedOver(alice, ref)
  for (const ref of [opened, waits]) await bob.arrival(ref)
  await alice.stop()
  expect((await bob.read(opened)).text).toBe('Opened.')
  for (const one of stations) await one.stop()
  const again = await losses.comeBack(alice, words, backup)
  await isListed(again, waits)
  for (const one of stations) await one.start()
  await reaches(again, opened, 'referenced')
  const { readers } = await again.do.letters.recall({ ref: waits, waitMs: PATIENCE_MS }, calling)
  expect(readers).toMatchObject([{ outcome: 'recalled' }])
})

test('a hold of the restored home replaces the let-go of the lost device at the stations', async () => {
  const ref = await alice.write(bob, 'held', 'Held.')
  await sharesHandedOver(alice, ref)
  await bob.arrival(ref)
  await bob.stop()
  const backup = await losses.backUp(alice)
  for (let i = 0; i < 2; i++) {
    await alice.do.letters.hold({ ref }, calling)
    await alice.do.letters.letGo({ ref }, calling)
  }
  await eventually(async () => (await alice.status(ref))[0]?.stations?.letGo === 2, 'both let it go')
  const again = await losses.comeBack(alice, words, backup)
  await again.do.letters.hold({ ref }, calling)
  await eventually(async () => (await again.status(ref))[0]?.stations?.held === 2, 'both hold it')
  await again.stop()
  await comeBack(bob, { firstReadMs: 60_000 })
  await expect(bob.read(ref, 3_000)).rejects.toEqual(refused('HELD'))
})

test('a letter that was sent after the backup can be taken back at all of its stations', async () => {
  const backup = await losses.backUp(alice)
  const ref = await alice.write(bob, 'after', 'Never.')
  await sharesHandedOver(alice, ref)
  await bob.arrival(ref)
  await bob.stop()
  const again = await losses.comeBack(alice, words, backup)
  await isListed(again, ref)
  await again.do.letters.recall({ ref, waitMs: 1_000 }, calling)
  await eventually(() => stations.every(({ do: at }) => at.customers()[0]!.gates === 0), 'both have burned')
  await again.stop()
  await comeBack(bob, { firstReadMs: 60_000 })
  await expect(bob.read(ref)).rejects.toEqual(refused('RECALLED'))
})

test('a recall reaches the gate that the lost device dealt after the backup, once its station is joined', async () => {
  const ref = await alice.write(bob, 'moved', 'Never.')
  await sharesHandedOver(alice, ref)
  await bob.arrival(ref)
  const backup = await losses.backUp(alice)
  const third = await station('third')
  await join(alice, third)
  await eventually(() => third.do.customers()[0]!.gates === 1, 'the letter is there')
  await handedOver(alice)
  await eventually(
    () => stations.every(({ do: at }) => at.customers()[0]!.gates === 1),
    'the old gate is burned',
  )
  await bob.stop()
  const again = await losses.comeBack(alice, words, backup)
  await again.do.letters.recall({ ref, waitMs: 1_000 }, calling)
  const all = [...stations, third]
  const burned = (): boolean[] => all.map(({ do: at }) => at.customers()[0]!.gates === 0)
  await eventually(() => burned().join() === 'true,true,false', 'two have burned')
  await again.do.stations.add({ link: await third.invite(), waitMs: PATIENCE_MS }, calling)
  await eventually(() => all.every(({ do: at }) => at.customers()[0]!.gates === 0), 'all three have burned')
  await again.stop()
  await comeBack(bob, { firstReadMs: 60_000 })
  await expect(bob.read(ref)).rejects.toEqual(refused('RECALLED'))
})

test('a let-go and a recall of the lost device are known from its feed at a station', async () => {
  const policy = { ...PLAIN_POLICY, mode: 'controlled', hold: true } as const
  const ref = await alice.write(bob, 'waited', 'Never.', { policy })
  const backup = await losses.backUp(alice)
  await alice.do.letters.letGo({ ref }, calling)
  await sharesHandedOver(alice, ref)
  await bob.arrival(ref)
  await bob.stop()
  await alice.do.letters.recall({ ref, waitMs: PATIENCE_MS }, calling)
  await handedOver(alice)
  const again = await losses.comeBack(alice, words, backup)
  await reaches(again, ref, 'recalled')
})
