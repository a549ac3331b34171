// Two machines on one cable and nothing else: no internet, no DHT. Real multicast between network namespaces of our own,
// so that nothing is ever said on the networks this machine really stands in.
import { execFileSync } from 'node:child_process'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { deviceOf, startDevice } from '../support/device-process.ts'
import type { DeviceProcess } from '../support/device-process.ts'
import { eventually, settle } from '../support/wire-events.ts'

const isRoot = process.getuid?.() === 0 && process.platform === 'linux'
/** An address on the cable where nobody is: the DHT that does not answer. */
const nowhere = '10.77.0.99:49737'

let left = ''
let right = ''
const devices: DeviceProcess[] = []

function ip(...args: string[]): void {
  execFileSync('ip', args, { stdio: ['ignore', 'ignore', 'inherit'] })
}

async function layCable(): Promise<void> {
  const id = `${process.pid}${Math.floor(Math.random() * 1_000)}`
  left = `fkl${id}`
  right = `fkr${id}`
  for (const name of [left, right]) ip('netns', 'add', name)
  ip('-n', left, 'link', 'add', 'cable', 'type', 'veth', 'peer', 'name', 'cable', 'netns', right)
  plugIn(left, '10.77.0.1/24')
  plugIn(right, '10.77.0.2/24')
  await eventually('the cable to carry', () => [left, right].every(isCarrying))
}

function isCarrying(namespace: string): boolean {
  return execFileSync('ip', ['-n', namespace, '-o', 'link', 'show', 'cable'], { encoding: 'utf8' }).includes(
    'state UP',
  )
}

function plugIn(namespace: string, address: string): void {
  ip('-n', namespace, 'addr', 'add', address, 'dev', 'cable')
  ip('-n', namespace, 'link', 'set', 'lo', 'up')
  ip('-n', namespace, 'link', 'set', 'cable', 'up')
}

async function startIn(namespace: string, seed: number): Promise<DeviceProcess> {
  const device = await startDevice({ seed, bootstrap: nowhere, mode: 'lan', namespace })
  devices.push(device)
  return device
}

describe.skipIf(!isRoot)('two devices on one cable (needs root)', () => {
  beforeEach(layCable)
  afterEach(async () => {
    await Promise.all(devices.splice(0).map((device) => device.kill()))
    for (const name of [left, right]) ip('netns', 'del', name)
  })

  test('they find each other and exchange bytes', async () => {
    const alice = await startIn(left, 1)
    const bob = await startIn(right, 2)
    await settle(300)
    const toldAt = Date.now()
    alice.tell(`dial ${deviceOf(2)}`)
    const [wire, heard] = await Promise.all([alice.until('wire'), bob.until('heard')])
    expect(wire).toMatchObject({ device: deviceOf(2), via: 'lan' })
    expect(heard).toMatchObject({ device: deviceOf(1), text: 'hello from 1' })
    expect(wire.atMs - toldAt).toBeLessThan(2_000)
  })

  test('who starts later is found, though only the first one looks', async () => {
    const alice = await startIn(left, 1)
    alice.tell(`dial ${deviceOf(2)}`)
    await settle(1_000)
    const bob = await startIn(right, 2)
    const heard = await alice.until('heard')
    expect(heard.text).toBe('hello from 2')
    expect(bob.lines.filter(({ event }) => event === 'wire').length).toBe(1)
  })

  test('a killed device that comes back, on another port, is found again', async () => {
    const alice = await startIn(left, 1)
    const bob = await startIn(right, 2)
    alice.tell(`dial ${deviceOf(2)}`)
    await alice.until('heard')
    await bob.kill()
    await alice.until('closed')
    const seen = alice.lines.length
    await startIn(right, 2)
    expect((await alice.until('heard', 10_000, seen)).text).toBe('hello from 2')
  })

  test('a cable that is pulled is noticed, and its return too', async () => {
    const alice = await startIn(left, 1)
    const bob = await startIn(right, 2)
    alice.tell(`dial ${deviceOf(2)}`)
    await alice.until('heard')
    ip('-n', left, 'addr', 'del', '10.77.0.1/24', 'dev', 'cable')
    ip('-n', left, 'link', 'set', 'cable', 'down')
    await Promise.all([alice.until('closed'), bob.until('closed')])
    const seen = alice.lines.length
    plugIn(left, '10.77.0.7/24')
    await alice.until('heard', 12_000, seen)
  }, 30_000)

  test('both looking for each other end up with one wire, and closing is quick', async () => {
    const alice = await startIn(left, 1)
    const bob = await startIn(right, 2)
    alice.tell(`dial ${deviceOf(2)}`)
    bob.tell(`dial ${deviceOf(1)}`)
    await Promise.all([alice.until('heard'), bob.until('heard')])
    const open = (device: DeviceProcess): number =>
      device.lines.filter(({ event }) => event === 'wire').length -
      device.lines.filter(({ event }) => event === 'closed').length
    await eventually('one wire each', () => open(alice) === 1 && open(bob) === 1)
    expect(await alice.close()).toBeLessThan(2_500)
    await bob.until('closed')
  })
})
