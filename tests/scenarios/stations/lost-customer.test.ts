// A station that does not know a person any longer: the person sees it, and joins again or leaves.
import { expect, test } from 'vitest'
import { PLAIN_POLICY } from '../../../src/core/contract/index.ts'
import { apart } from '../../support/apart.ts'
import { comeBack, handedOver, join, knowsStations, useCustomers } from '../../support/customers.ts'
import { PATIENCE_MS } from '../../support/patience.ts'
import { calling, eventually, type Person } from '../../support/person.ts'
import type { TestStation } from '../../support/station.ts'

const OPEN = { ...PLAIN_POLICY, mode: 'open' } as const
const { person, station, pair } = useCustomers()

/** The station forgets the person, as after a request of another one of their devices. */
async function forgets({ device }: TestStation, alice: Person): Promise<void> {
  const peer = alice.home.peers.find(device)!
  await peer.request('station-leave', new Uint8Array(0), 5_000)
  peer.close()
  await eventually(
    async () => (await alice.do.stations.list({}, calling)).some(({ isCustomer }) => !isCustomer),
    'the station is known to be lost',
  )
}

test('a person sees that a station lost them, joins it again, and their letters go there again', async () => {
  const [alice, bob, cellar] = [await person('alice'), await person('bob'), await station('cellar')]
  await pair(alice, bob)
  const joined = await join(alice, cellar)
  await knowsStations(bob, alice)
  const letter = await alice.write(bob, 'open', apart('Read it at night.'), { policy: OPEN })
  await bob.arrival(letter)
  await handedOver(alice)
  expect(await alice.do.home.status({}, calling)).not.toHaveProperty('lostStations')

  await forgets(cellar, alice)
  expect(await alice.do.home.status({}, calling)).toMatchObject({ lostStations: 1 })
  expect(await join(alice, cellar)).toEqual(joined)
  expect(await alice.do.stations.list({}, calling)).toMatchObject([{ name: 'cellar', isCustomer: true }])
  await handedOver(alice)
  await alice.stop()
  expect((await bob.read(letter)).text).toBe(apart('Read it at night.'))
})

test('leaving a station that does not know the person ends at once', async () => {
  const [alice, cellar] = [await person('alice'), await station('cellar')]
  await join(alice, cellar)
  await forgets(cellar, alice)
  const { told } = await alice.do.stations.leave({ station: 'cellar', waitMs: PATIENCE_MS }, calling)
  expect(told).toBe(true)
  await alice.stop()
  await comeBack(alice)
  expect(await alice.do.stations.list({}, calling)).toEqual([])
})
