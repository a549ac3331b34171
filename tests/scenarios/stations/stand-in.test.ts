// A computer that stands in for a friend: one call switches it on and makes a link. It hands the
// friend's letters over, also after a restart, until it is switched off.
import { afterEach, expect, test } from 'vitest'
import { homePaths } from '../../../src/core/index.ts'
import { StandIn } from '../../../src/main/host/stand-in.ts'
import { MemoryNetwork } from '../../support/memory-network.ts'
import { PATIENCE_MS } from '../../support/patience.ts'
import { calling, eventually, pair, Person } from '../../support/person.ts'

const closing: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close()
})

async function open(network: MemoryNetwork, ben: Person): Promise<StandIn> {
  return StandIn.open({
    paths: homePaths(ben.homeDir),
    network: {},
    findName: async () => 'Ben',
    log: { debug: noop, info: noop, warn: noop, error: noop },
    station: { createWires: (keyPair) => network.wires(keyPair), writeBufferBytes: 1 << 20 },
  })
}
const noop = (): void => undefined

test('a friend’s letter opens from this computer while the friend’s own is off', async () => {
  const network = new MemoryNetwork()
  const [alice, ben, carol] = (await Promise.all(
    ['alice', 'ben', 'carol'].map((name) => Person.create(name, network)),
  )) as [Person, Person, Person]
  for (const person of [alice, ben, carol]) closing.push(() => person.remove())
  await pair(alice, carol)
  let standIn = await open(network, ben)
  closing.push(() => standIn.close())
  expect(await standIn.handlers.state({}, calling)).toEqual({
    ...{ isOn: false, isRunning: false, customers: 0, bytes: 0 },
  })

  const { link, number } = await standIn.handlers.offer({}, calling)
  expect(number).toMatch(/^\d{4} \d{4} \d{4}$/)
  const { name } = await alice.do.stations.add({ link, waitMs: PATIENCE_MS }, calling)
  expect(name).toBe('Ben')
  const ref = await alice.write(carol, 'The keys', 'Behind the door.')
  await carol.arrival(ref)
  await eventually(async () => (await alice.do.stations.list({}, calling))[0]?.waiting === 0)
  expect(standIn.state).toMatchObject({ isOn: true, isRunning: true, customers: 1 })
  expect(standIn.state.bytes).toBeGreaterThan(0)

  // It is on after a restart.
  await standIn.close()
  standIn = await open(network, ben)
  await eventually(() => standIn.state.isRunning)
  expect(standIn.state.customers).toBe(1)
  await alice.stop()
  expect((await carol.read(ref)).text).toBe('Behind the door.')

  expect(await standIn.handlers.switchOff({}, calling)).toMatchObject({ isOn: false, isRunning: false })
  await standIn.close()
  standIn = await open(network, ben)
  expect(standIn.state).toMatchObject({ isOn: false, isRunning: false })
})
