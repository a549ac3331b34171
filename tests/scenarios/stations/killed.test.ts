// A station that is killed while it fetches. What it said that it keeps is on its disk.
import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { createSigningKeyPair, type KeyPair } from '../../../src/core/seal/index.ts'
import { killChild, linesOf, startChild } from '../../support/child.ts'
import { MemoryNetwork } from '../../support/memory-network.ts'
import { eventually } from '../../support/person.ts'
import { RawCustomer } from '../../support/raw-customer.ts'
import { RawPeer } from '../../support/raw-peer.ts'
import { SocketWires } from '../../support/socket-wires.ts'
import { TestStation } from '../../support/station.ts'
import { makeBlocks } from '../../support/use-stations.ts'

const COUNT = 3_000
const ROUNDS = 3

let folder: string

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'fumikura-killed-'))
})

afterEach(async () => {
  await rm(folder, { recursive: true, force: true })
})

/** A network on which the only other device is the process at the socket. */
const overSocket = (path: string): MemoryNetwork =>
  ({ wires: (keyPair: KeyPair) => new SocketWires(keyPair, path, 'dials') }) as unknown as MemoryNetwork

test('kept is never more than what is on the disk after a kill', async () => {
  const [home, socket] = [join(folder, 'home'), join(folder, 'socket')]
  const start = async (): Promise<{ child: ChildProcess; link: string }> => {
    await rm(socket, { force: true })
    const child = await startChild('tests/scenarios/stations/station-child.ts', [home, socket])
    const [link] = (await once(linesOf(child), 'line')) as [string]
    return { child, link }
  }
  let { child, link } = await start()
  const customer = await RawCustomer.join('alice', overSocket(socket), link)
  const written = await customer.write(makeBlocks(COUNT))
  let last = 0
  for (let round = 0; round < ROUNDS; round++) {
    if (round > 0) ({ child, link } = await start())
    await eventually(() => customer.peer.isConnected(customer.station))
    await customer.keep(written)
    const before = last
    await eventually(async () => {
      const [kept] = await customer.kept(written.core.key)
      last = Math.max(last, kept!)
      return kept! > before
    })
    await killChild(child)
    await eventually(() => !customer.peer.isConnected(customer.station))
  }
  await customer.remove()
  await expectOnDisk(home, written.core.key, last)
})

async function expectOnDisk(home: string, key: Uint8Array, least: number): Promise<void> {
  const network = new MemoryNetwork()
  const station = TestStation.at(home, network)
  await station.start()
  const reader = await RawPeer.join(network, createSigningKeyPair())
  await reader.dial(station.device)
  const copy = await reader.wantCore(key)
  for (let at = 0; at < least; at++) expect(await copy.get(at, { timeout: 2000 })).toHaveLength(1000)
  expect(least).toBeGreaterThan(0)
  const [customer] = station.do.customers()
  expect(customer!.bytes).toBeGreaterThanOrEqual(least * 1000)
  await reader.remove()
  await station.remove()
}
