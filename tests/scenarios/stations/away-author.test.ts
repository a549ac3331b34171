// An author with a station is off. Readers get the notices and open what is open.
import { expect, test } from 'vitest'
import { apart } from '../../support/apart.ts'
import {
  comeBack,
  handedOver,
  join,
  knowsStations,
  sharesHandedOver,
  useCustomers,
} from '../../support/customers.ts'
import { calling } from '../../support/person.ts'
import { PLAIN_POLICY } from '../../../src/core/contract/index.ts'

const OPEN = { ...PLAIN_POLICY, mode: 'open' } as const

const { person, station, pair } = useCustomers()

test('a reader gets notices and opens letters while their author is off', async () => {
  const [alice, bob, home] = [await person('alice'), await person('bob'), await station('cellar')]
  await pair(alice, bob)
  await join(alice, home)
  await knowsStations(bob, alice)
  await bob.stop()
  const open = await alice.write(bob, 'open', apart('Read it at night.'), { policy: OPEN })
  const controlled = await alice.write(bob, 'controlled', 'Ask me first.')
  await handedOver(alice)
  await sharesHandedOver(alice, controlled)
  expect(await alice.do.stations.list({}, calling)).toMatchObject([
    { name: 'cellar', online: true, handedOver: 2, waiting: 0, fenced: false },
  ])
  await alice.stop()
  await comeBack(bob)
  await bob.arrival(open)
  expect((await bob.read(open)).text).toBe(apart('Read it at night.'))
  expect((await bob.read(controlled)).text).toBe('Ask me first.')
})
