// A deletion tells only what is proven: stations may release a letter until they have heard of it,
// and its author learns who opened it.
import { expect, test } from 'vitest'
import { PLAIN_POLICY } from '../../../src/core/contract/index.ts'
import {
  comeBack,
  handedOver,
  isDropped,
  join,
  knowsStations,
  sharesHandedOver,
  useCustomers,
} from '../../support/customers.ts'
import { readOwnFeeds } from '../../support/own-words.ts'
import { calling, eventually, type Person } from '../../support/person.ts'

const { open, network, pair, person, station } = useCustomers()

async function begin() {
  const { alice, bob, stations } = await open(2)
  const ref = await alice.write(bob, 'secret subject', 'Words that go.')
  await sharesHandedOver(alice, ref)
  await bob.arrival(ref)
  network.partition(alice.device, bob.device)
  const cut = (isCut: boolean): void => {
    for (const { device } of stations)
      if (isCut) network.partition(alice.device, device)
      else network.heal(alice.device, device)
  }
  return { alice, bob, ref, cut }
}

const stateOf = (alice: Person, ref: string): Promise<string | undefined> =>
  alice.status(ref).then(
    ([reader]) => reader?.state,
    (error: unknown) => (error as { code: string }).code,
  )

test('a deletion without the stations is waiting, and a reader who opens it there is told', async () => {
  const { alice, bob, ref, cut } = await begin()
  cut(true)
  const deleted = await alice.do.space.delete({ ref }, calling)
  expect(deleted).toMatchObject({
    isDestroyed: false,
    deletion: { atStations: 2 },
    waiting: { stations: { of: 2, confirmed: 0 }, readers: [{ name: 'bob', state: 'recalling' }] },
  })
  expect(await stateOf(alice, ref)).toBe('recalling')
  expect(await alice.list('sent')).toMatchObject([{ ref, subject: null, excerpt: null, state: 'recalling' }])
  expect((await alice.list('sent'))[0]?.deletedAt).not.toBeNull()
  expect((await bob.read(ref)).text).toBe('Words that go.')
  cut(false)
  network.heal(alice.device, bob.device)
  await eventually(async () => (await stateOf(alice, ref)) === 'referenced', 'alice learns it')
  const [waiting] = await alice.do.space.deletions({}, calling)
  expect(waiting?.readers).toMatchObject([{ name: 'bob', state: 'referenced' }])
  await alice.stop()
  await comeBack(alice)
  expect(await stateOf(alice, ref)).toBe('referenced')
  await expect(alice.read(ref)).rejects.toMatchObject({ code: 'NOT_FOUND' })
})

test('a deletion ends when the stations have confirmed it, also over a restart', async () => {
  const { alice, bob, ref, cut } = await begin()
  cut(true)
  await alice.do.space.delete({ ref }, calling)
  await alice.stop()
  await comeBack(alice)
  expect(await alice.do.space.deletions({}, calling)).toHaveLength(1)
  cut(false)
  await eventually(
    async () => (await alice.do.space.deletions({}, calling)).length === 0,
    'both have confirmed it',
  )
  expect(await stateOf(alice, ref)).toBe('NOT_FOUND')
  expect(await alice.list('sent')).toEqual([])
  await expect(bob.read(ref, 4_000)).rejects.toMatchObject({ code: 'RECALLED' })
})

test('a deletion with reachable stations says so when it is asked again', async () => {
  const { alice, ref } = await begin()
  expect((await alice.do.space.delete({ ref }, calling)).isDestroyed).toBe(false)
  await eventually(
    async () => (await alice.do.space.deletions({}, calling)).length === 0,
    'both have confirmed it',
  )
})

test.each([['reader'], ['author']])(
  'they are never together, and the station of the %s does not wait for words that were deleted',
  async (whose) => {
    const [alice, bob] = [await person('alice'), await person('bob')]
    await pair(alice, bob)
    await join(whose === 'reader' ? bob : alice, await station('cellar'))
    await knowsStations(alice, bob)
    await knowsStations(bob, alice)
    const cardOfBob = bob.home.parts.identity
    const policy = { ...PLAIN_POLICY, mode: 'open' } as const
    const read = await alice.write(bob, 'read', 'Read together.', { policy })
    await bob.arrival(read)
    await bob.stop()
    const unread = await alice.write(bob, 'unread', 'zkunreadzk', { policy })
    for (const ref of [read, unread]) await alice.do.space.delete({ ref }, calling)
    const next = await alice.write(bob, 'next', 'After them.', { policy })
    await (whose === 'reader' ? isDropped(alice, cardOfBob) : handedOver(alice))
    expect(await readOwnFeeds(alice)).not.toMatch(/zkunreadzk|Read together/)
    await alice.stop()
    await comeBack(bob)
    await bob.arrival(next)
    await expect(bob.read(next)).resolves.toMatchObject({ text: 'After them.' })
  },
)
