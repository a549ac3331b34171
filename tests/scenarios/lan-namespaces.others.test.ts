// Two machines on one cable, without internet and DHT: real multicast between network namespaces,
// so that no packet reaches the real networks of this machine.
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { canLayCables, layCable, leftAddress, type Cable } from '../support/cable.ts'
import { deviceOf, startDevice } from '../support/device-process.ts'
import type { DeviceProcess } from '../support/device-process.ts'
import { eventually, settle } from '../support/wire-events.ts'

/** An unused address on the cable, for a DHT that does not answer. */
const nowhere = '10.77.0.99:49737'

let cable: Cable
let left = ''
let right = ''
const devices: DeviceProcess[] = []

async function startIn(namespace: string, seed: number): Promise<DeviceProcess> {
  const device = await startDevice({ seed, bootstrap: nowhere, mode: 'lan', namespace })
  devices.push(device)
  return device
}

describe.skipIf(!canLayCables)('two devices on one cable (needs root)', () => {
  beforeEach(async () => {
    cable = await layCable()
    ;({ left, right } = cable)
  })
  afterEach(async () => {
    await Promise.all(devices.splice(0).map((device) => device.kill()))
    cable.pull()
  })

  test('find each other and exchange bytes', async () => {
    const alice = await startIn(left, 1)
    const bob = await startIn(right, 2)
    await settle(300)
    alice.tell(`dial ${deviceOf(2)}`)
    const [wire, heard] = await Promise.all([alice.until('wire'), bob.until('heard')])
    expect(wire).toMatchObject({ device: deviceOf(2), via: 'lan' })
    expect(heard).toMatchObject({ device: deviceOf(1), text: 'hello from 1' })
  })

  test('find each other also if the second starts later and only the first one looks', async () => {
    const alice = await startIn(left, 1)
    alice.tell(`dial ${deviceOf(2)}`)
    await settle(1_000)
    const bob = await startIn(right, 2)
    const heard = await alice.until('heard')
    expect(heard.text).toBe('hello from 2')
    expect(bob.lines.filter(({ event }) => event === 'wire').length).toBe(1)
  })

  test('find each other again after one is killed and returns on another port', async () => {
    const alice = await startIn(left, 1)
    const bob = await startIn(right, 2)
    alice.tell(`dial ${deviceOf(2)}`)
    await alice.until('heard')
    await bob.kill()
    await alice.until('closed')
    const seen = alice.lines.length
    await startIn(right, 2)
    expect((await alice.until('heard', seen)).text).toBe('hello from 2')
  })

  test('notice that the cable is unplugged, and that it is plugged in again', async () => {
    const alice = await startIn(left, 1)
    const bob = await startIn(right, 2)
    alice.tell(`dial ${deviceOf(2)}`)
    await alice.until('heard')
    cable.unplug(left, leftAddress)
    await Promise.all([alice.until('closed'), bob.until('closed')])
    const seen = alice.lines.length
    cable.plugIn(left, '10.77.0.7/24')
    await alice.until('heard', seen)
  })

  test('end up with one connection if both look for each other, and tell the other that they close', async () => {
    const alice = await startIn(left, 1)
    const bob = await startIn(right, 2)
    alice.tell(`dial ${deviceOf(2)}`)
    bob.tell(`dial ${deviceOf(1)}`)
    await Promise.all([alice.until('heard'), bob.until('heard')])
    const open = (device: DeviceProcess): number =>
      device.lines.filter(({ event }) => event === 'wire').length -
      device.lines.filter(({ event }) => event === 'closed').length
    await eventually('one wire each', () => open(alice) === 1 && open(bob) === 1)
    await Promise.all([alice.close(), bob.until('closed')])
  })
})
