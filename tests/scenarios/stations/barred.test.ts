// Whoever may no longer open at the author's own device may not open at the stations either: blocked
// and forgotten contacts, while the author is on or off.
import { expect, test } from 'vitest'
import { PLAIN_POLICY } from '../../../src/core/contract/index.ts'
import { isGated } from '../../../src/core/delivery/ask-keepers.ts'
import { getRef, objectId } from '../../../src/core/store/ref.ts'
import { foundGroup } from '../../support/groups.ts'
import { comeBack, join, knowsStations, sharesHandedOver, useCustomers } from '../../support/customers.ts'
import { PATIENCE_MS } from '../../support/patience.ts'
import { calling, eventually, pair, type Person } from '../../support/person.ts'

const { station, open } = useCustomers()

const refusalOf = (bob: Person, ref: string): Promise<string | null> =>
  bob.read(ref, 4_000).then(
    () => null,
    (error: unknown) => (error as { code: string }).code,
  )

const confirmed = (alice: Person, person: string, count: number): Promise<void> =>
  eventually(
    async () => (await alice.do.people.reach({ person }, calling)).stations?.confirmed === count,
    `${count} stations have confirmed it`,
  )

function namesGate({ home: { parts } }: Person, ref: string): boolean {
  const letter = parts.inbox.find(parts.ledger, objectId(getRef(ref)))
  return letter !== null && isGated(letter)
}

async function writeSealed(alice: Person, bob: Person, subject = 'sealed'): Promise<string> {
  const ref = await alice.write(bob, subject, `Words of ${subject}.`)
  await sharesHandedOver(alice, ref)
  await bob.arrival(ref)
  return ref
}

test('a blocked contact opens nothing at the stations until the block is lifted', async () => {
  const { alice, bob } = await open(2)
  const ref = await writeSealed(alice, bob)
  await alice.do.people.block({ person: 'bob' }, calling)
  await confirmed(alice, 'bob', 2)
  expect(await refusalOf(bob, ref)).not.toBeNull()
  await alice.stop()
  expect(await refusalOf(bob, ref)).toBe('HELD')
  await comeBack(alice)
  expect(await alice.status(ref)).toMatchObject([{ state: 'held' }])
  await alice.do.people.unblock({ person: 'bob' }, calling)
  await confirmed(alice, 'bob', 2)
  await alice.stop()
  expect((await bob.read(ref)).text).toBe('Words of sealed.')
})

test('a letter that its author held stays held after the end of a block', async () => {
  const { alice, bob } = await open(1)
  const [held, free] = [await writeSealed(alice, bob, 'held'), await writeSealed(alice, bob, 'free')]
  await alice.do.letters.hold({ ref: held }, calling)
  await alice.do.people.block({ person: 'bob' }, calling)
  // To let go of it ends the author's hold, and not the block.
  await alice.do.letters.letGo({ ref: free }, calling)
  await confirmed(alice, 'bob', 1)
  await alice.stop()
  expect(await refusalOf(bob, free)).toBe('HELD')
  await comeBack(alice)
  await alice.do.people.unblock({ person: 'bob' }, calling)
  await confirmed(alice, 'bob', 1)
  await alice.stop()
  expect((await bob.read(free)).text).toBe('Words of free.')
  expect(await refusalOf(bob, held)).toBe('HELD')
})

test('stations hold a letter that was held before its author had any', async () => {
  const { alice, bob } = await open(0)
  const ref = await alice.write(bob, 'sealed', 'Later.')
  await bob.arrival(ref)
  await alice.do.letters.hold({ ref }, calling)
  await join(alice, await station('first'))
  await sharesHandedOver(alice, ref)
  await eventually(async () => (await alice.status(ref))[0]!.state === 'held', 'the station holds it')
  await alice.do.letters.letGo({ ref }, calling)
  await eventually(async () => (await alice.status(ref))[0]!.state === 'notified', 'it let go')
  const { ledger } = alice.home.parts
  const isLive = (): boolean => ledger.get("SELECT 1 FROM gates WHERE stage = 'live'") !== undefined
  await eventually(isLive, 'the notice names the gate')
  await sharesHandedOver(alice, ref)
  // Without the card he does not know where to ask, without the notice for which gate.
  await knowsStations(bob, alice)
  await eventually(() => namesGate(bob, ref), 'the notice that bob has names the gate')
  await alice.stop()
  expect((await bob.read(ref)).text).toBe('Later.')
})

test('a gate that is dealt during a block does not open, and does after it', async () => {
  const { alice, bob } = await open(1)
  const ref = await writeSealed(alice, bob)
  await alice.do.people.block({ person: 'bob' }, calling)
  await confirmed(alice, 'bob', 1)
  const link = await (await station('second')).invite()
  await alice.do.stations.add({ link, waitMs: PATIENCE_MS }, calling)
  await confirmed(alice, 'bob', 2)
  await eventually(async () => (await alice.status(ref))[0]?.stations?.of === 2, 'the new gate')
  await alice.stop()
  expect(await refusalOf(bob, ref)).not.toBeNull()
  await comeBack(alice)
  await alice.do.people.unblock({ person: 'bob' }, calling)
  await confirmed(alice, 'bob', 2)
  // The notice of the new gate follows the block.
  await sharesHandedOver(alice, ref)
  await alice.stop()
  expect((await bob.read(ref)).text).toBe('Words of sealed.')
})

test('a letter that falls due during a block arrives after it', async () => {
  const { alice, bob } = await open(1)
  const at = new Date(Date.now() + 700).toISOString()
  const policy = { ...PLAIN_POLICY, mode: 'open', at } as const
  const ref = await alice.write(bob, 'later', 'For tomorrow.', { policy })
  await alice.do.people.block({ person: 'bob' }, calling)
  await eventually(async () => (await alice.status(ref))[0]?.state === 'notified', 'it is due')
  await alice.stop()
  await new Promise((resolve) => setTimeout(resolve, 500))
  expect(await bob.list()).toEqual([])
  await comeBack(alice)
  await alice.do.people.unblock({ person: 'bob' }, calling)
  await bob.arrival(ref)
  expect((await bob.read(ref)).text).toBe('For tomorrow.')
})

test('what a forgotten contact has not opened stays closed, also after they are paired again', async () => {
  const { alice, bob } = await open(2)
  const [ref, read] = [await writeSealed(alice, bob), await writeSealed(alice, bob, 'read')]
  await bob.read(read)
  const { person } = await alice.do.people.reach({ person: 'bob' }, calling)
  await alice.do.people.forget({ person: 'bob' }, calling)
  await confirmed(alice, person, 2)
  expect(await alice.status(ref)).toMatchObject([{ state: 'recalled' }])
  expect((await alice.read(ref)).text).toBe('Words of sealed.')
  await alice.stop()
  expect(await refusalOf(bob, ref)).toBe('RECALLED')
  await comeBack(alice)
  await bob.do.people.forget({ person: 'alice' }, calling)
  await pair(alice, bob)
  expect(await refusalOf(bob, ref)).toBe('RECALLED')
  expect((await bob.read(read)).text).toBe('Words of read.')
  expect((await alice.read(ref)).text).toBe('Words of sealed.')
})

test('the count of stations does not claim one that is away', async () => {
  const { alice, bob, stations } = await open(2)
  await writeSealed(alice, bob)
  await stations[1]!.stop()
  await alice.do.people.block({ person: 'bob' }, calling)
  await confirmed(alice, 'bob', 1)
  expect((await alice.do.people.reach({ person: 'bob' }, calling)).stations).toEqual({ of: 2, confirmed: 1 })
  await stations[1]!.start()
  await confirmed(alice, 'bob', 2)
})

test('a blocked fellow member is struck at the stations, and the count waits for it', async () => {
  const { alice, bob, stations } = await open(1)
  await foundGroup(alice, 'garden', [bob])
  const post = await alice.write({ name: 'garden' }, 'post', 'For members.')
  await eventually(
    async () => (await alice.status(post)).every((one) => one.stations?.handedOver === 1),
    'at the station',
  )
  await bob.arrival(post)
  await stations[0]!.stop()
  await alice.do.people.block({ person: 'bob' }, calling)
  const reach = await alice.do.people.reach({ person: 'bob' }, calling)
  expect(reach).toMatchObject({ groups: [{ name: 'garden' }], stations: { of: 1, confirmed: 0 } })
  await stations[0]!.start()
  await confirmed(alice, 'bob', 1)
  await alice.stop()
  expect(await refusalOf(bob, post)).toBe('KEEPERS_AWAY')
})
