// A station that reads the wires of readers does not learn who they are.
import { expect, test } from 'vitest'
import { toHex } from '../../../src/core/base/index.ts'
import { PLAIN_POLICY } from '../../../src/core/contract/index.ts'
import { discoveryKey } from '../../../src/core/cores/index.ts'
import { comeBack, knowsStations, useCustomers } from '../../support/customers.ts'
import { LyingStation } from '../../support/lying-station.ts'
import { PATIENCE_MS } from '../../support/patience.ts'
import { calling, eventually } from '../../support/person.ts'

const { network, person, pair } = useCustomers()

test('a reader proves other keys at each visit, and answers nothing there', async () => {
  const [alice, bob] = [await person('alice'), await person('bob')]
  await pair(alice, bob)
  const station = await LyingStation.open(network)
  try {
    await alice.do.stations.add({ link: station.link, waitMs: PATIENCE_MS }, calling)
    await bob.do.letters.send({ to: ['public'], subject: 'p', text: 'p', policy: PLAIN_POLICY }, calling)
    const publicCores = bob.home.ownCores.list().map(({ core }) => toHex(discoveryKey(core)))
    await knowsStations(bob, alice)
    const [bobKey, aliceKey] = [bob.device, alice.device].map(toHex)
    await alice.stop()
    await bob.stop()
    // Longer than an idle wire stays, because visits on one wire have the same keys.
    await comeBack(bob, { readAgainMs: [2_200, 2_200], visitMs: 20 })
    const readers = (): string[] => station.devices.filter((device) => device !== aliceKey)
    await eventually(() => readers().length >= 2, 'bob visits the station twice')
    expect(readers()).not.toContain(bobKey)
    expect(new Set(readers()).size).toBe(readers().length)
    const reader = Buffer.from(readers().at(-1)!, 'hex')
    // Only the feed of alice is asked for, and no public core of bob is offered.
    for (const key of station.peer.askedFor(reader)) expect(publicCores).not.toContain(key)
    for (const method of ['knock', 'station-grown', 'public-feed'])
      expect(await station.peer.ask(reader, method, new Uint8Array(8), 200)).toSatisfy(
        (answer: Uint8Array | null) => answer === null || answer.byteLength === 0,
      )
  } finally {
    await station.remove()
  }
})
