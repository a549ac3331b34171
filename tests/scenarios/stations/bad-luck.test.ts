// Stations that go down, lie, or are shared; authors that lose their device; and files.
import { expect, test } from 'vitest'
import { PLAIN_POLICY } from '../../../src/core/contract/index.ts'
import { apart } from '../../support/apart.ts'
import { comeBack, handedOver, join, knowsStations, useCustomers } from '../../support/customers.ts'
import { Losses } from '../../support/comeback.ts'
import { LyingStation } from '../../support/lying-station.ts'
import { addFile, makeFile, savedContent } from '../../support/files.ts'
import { PATIENCE_MS } from '../../support/patience.ts'
import { calling, eventually } from '../../support/person.ts'
import { useTempFolders } from '../../support/temp-folder.ts'

const OPEN = { ...PLAIN_POLICY, mode: 'open' } as const

const { network, person, station, pair } = useCustomers()
const makeFolder = useTempFolders()

/**
 * A block that a station asks for while it is cleared is given up after 10 s, and tried again after
 * 30.
 */
const SLOW_MS = 60_000

test('a station that was down gets what was sent meanwhile', async () => {
  const [alice, bob, cellar] = [await person('alice'), await person('bob'), await station('cellar')]
  await pair(alice, bob)
  await join(alice, cellar)
  await alice.write(bob, 'before', 'Before.')
  await handedOver(alice)
  await cellar.stop()
  const ref = await alice.write(bob, 'meanwhile', 'Meanwhile.')
  await eventually(async () => {
    const [row] = await alice.do.stations.list({}, calling)
    return row!.waiting === 1 && !row!.online
  })
  const status = (): Promise<unknown> => alice.do.letters.status({ ref, limit: 10 }, calling)
  expect(await status()).toMatchObject({ stations: { of: 1, handedOver: 0 } })
  expect(await alice.do.home.status({}, calling)).toMatchObject({ onlyHere: 1 })
  await cellar.start()
  await handedOver(alice)
  expect(await status()).toMatchObject({ stations: { of: 1, handedOver: 1 } })
  expect(await alice.do.home.status({}, calling)).toMatchObject({ onlyHere: 0 })
})

test(
  'a station does not wait for what was deleted before, and clears what is deleted later',
  async () => {
    const [alice, bob, cellar] = [await person('alice'), await person('bob'), await station('cellar')]
    await pair(alice, bob)
    const [before, later] = [await alice.write(bob, 'a', 'Gone.'), await alice.write(bob, 'b', 'Going.')]
    await alice.write(bob, 'c', 'Stays.')
    await alice.do.space.delete({ ref: before }, calling)
    await join(alice, cellar)
    await handedOver(alice)
    const bytes = (): number => cellar.do.customers()[0]!.bytes
    const full = bytes()
    await cellar.stop()
    await alice.do.space.delete({ ref: later }, calling)
    await cellar.start()
    await eventually(() => bytes() < full, 'the station clears the blocks')
    await handedOver(alice)
  },
  SLOW_MS + 30_000,
)

test('two people share a station, and each reads the other from it', async () => {
  const [alice, bob, cellar] = [await person('alice'), await person('bob'), await station('cellar')]
  await pair(alice, bob)
  await join(alice, cellar)
  await join(bob, cellar)
  await knowsStations(alice, bob)
  await knowsStations(bob, alice)
  await bob.stop()
  const ref = await alice.write(bob, 'shared', apart('By our station.'), { policy: OPEN })
  await handedOver(alice)
  await alice.stop()
  await comeBack(bob)
  await bob.arrival(ref)
  expect((await bob.read(ref)).text).toBe(apart('By our station.'))
})

test('a picture and a large file open while their author is off', async () => {
  const [alice, bob, cellar] = [await person('alice'), await person('bob'), await station('cellar')]
  await pair(alice, bob)
  await join(alice, cellar)
  await knowsStations(bob, alice)
  await bob.stop()
  const folder = await makeFolder()
  const files = [await makeFile(folder, 'small', 3_000), await makeFile(folder, 'large', 700_000)]
  const attachments = await Promise.all(files.map(async ({ path }) => (await addFile(alice, path)).file))
  const ref = await alice.write(bob, 'files', 'Two of them.', { policy: OPEN, attachments })
  await handedOver(alice)
  await alice.stop()
  await comeBack(bob)
  await bob.arrival(ref)
  for (const [i, { content }] of files.entries())
    expect((await savedContent(bob, ref, await makeFolder(), i + 1)).equals(content)).toBe(true)
})

test('a reader goes on elsewhere if a station only claims to have everything', async () => {
  const [alice, bob, cellar] = [await person('alice'), await person('bob'), await station('cellar')]
  await pair(alice, bob)
  const liar = await LyingStation.open(network)
  try {
    await alice.do.stations.add({ link: liar.link, waitMs: PATIENCE_MS }, calling)
    await join(alice, cellar)
    await knowsStations(bob, alice)
    await bob.stop()
    const ref = await alice.write(bob, 'claimed', apart('Only one has it.'), { policy: OPEN })
    await handedOver(alice)
    await alice.stop()
    await comeBack(bob)
    await bob.arrival(ref)
    expect((await bob.read(ref)).text).toBe(apart('Only one has it.'))
    expect(liar.asked).toContain('kept')
  } finally {
    await liar.remove()
  }
})

test('an author who recovers on a new device keeps their station', async () => {
  const [alice, bob, cellar] = [await person('alice'), await person('bob'), await station('cellar')]
  await pair(alice, bob)
  await join(alice, cellar)
  await alice.write(bob, 'before', 'Before the loss.')
  await handedOver(alice)
  const losses = await Losses.begin(network)
  try {
    const words = await alice.do.home.words({}, calling)
    const again = await losses.comeBack(alice, words, await losses.backUp(alice))
    await eventually(async () => (await again.do.stations.list({}, calling))[0]?.online === true)
    expect(cellar.do.customers()).toHaveLength(1)
    const ref = await again.write(bob, 'after', 'After the loss.', { policy: OPEN })
    await eventually(
      async () => (await again.do.letters.status({ ref, limit: 1 }, calling)).stations?.handedOver === 1,
      'the new device hands over',
    )
  } finally {
    await losses.end()
  }
})

test('a station that reaches its limit says so, and letters wait for it', async () => {
  const [alice, bob, home] = [await person('alice'), await person('bob'), await station('small')]
  await pair(alice, bob)
  const link = await home.invite({ bytes: 40_000 })
  await alice.do.stations.add({ link, waitMs: PATIENCE_MS }, calling)
  await alice.write(bob, 'large', 'x'.repeat(90_000))
  await eventually(
    async () => (await alice.do.stations.list({}, calling))[0]?.full === true,
    'the station is full',
  )
  expect(await alice.do.stations.list({}, calling)).toMatchObject([{ waiting: 1, fenced: false }])
})
