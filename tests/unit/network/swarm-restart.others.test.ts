// A device that is killed and returns, over a real DHT. No person has to do anything.
import { afterEach, beforeEach, expect, test } from 'vitest'
import { fromHex, silentLog } from '../../../src/core/base/index.ts'
import { runDht } from '../../../src/core/network/private-dht.ts'
import type { PrivateDht } from '../../../src/core/network/private-dht.ts'
import { listenClosely } from '../../../src/core/network/wires/index.ts'
import { createSwarmWires } from '../../../src/core/network/wires/swarm-wires.ts'
import type { WireSource } from '../../../src/core/network/wires/index.ts'
import { deviceOf, keyPairOf, startDevice } from '../../support/device-process.ts'
import type { DeviceProcess } from '../../support/device-process.ts'
import { nextClose, nextWire, settle } from '../../support/wire-events.ts'

let dht: PrivateDht
let near: WireSource
let far: DeviceProcess

const startFar = (): Promise<DeviceProcess> =>
  startDevice({ seed: 2, bootstrap: dht.bootstrap, mode: 'swarm' })

beforeEach(async () => {
  dht = await runDht()
  const [host, port] = dht.bootstrap.split(':') as [string, string]
  near = createSwarmWires({
    keyPair: keyPairOf(1),
    bootstrap: [{ host, port: Number(port) }],
    isAllowed: () => true,
    maxInbound: 16,
    log: silentLog,
  })
  far = await startFar()
})

afterEach(async () => {
  await far.kill()
  await near.close()
  await dht.close()
})

test('a killed device is detected soon by a waiting caller, and is reached soon after its return although it does not dial', async () => {
  near.dial(fromHex(deviceOf(2)))
  const wire = await nextWire(near)
  await far.kill()
  const stopListening = listenClosely(() => [wire])
  await nextClose(wire)
  stopListening()
  far = await startFar()
  await nextWire(near)
})

test('a killed device that returns and dials replaces its old wire before that times out', async () => {
  near.dial(fromHex(deviceOf(2)))
  const stale = await nextWire(near)
  await settle(300)
  await far.kill()
  far = await startFar()
  far.tell(`dial ${deviceOf(1)}`)
  const renewed = await nextWire(near)
  await nextClose(stale)
  expect(renewed.stream.destroyed).toBe(false)
})
