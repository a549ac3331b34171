// Where a contact's device was last: told on a wire, kept over a restart, and checked.
import { afterEach, beforeEach, expect, test } from 'vitest'
import { toHex } from '../../src/core/base/index.ts'
import { whereaboutsForm } from '../../src/core/network/whereabouts.ts'
import type { MemoryWires } from '../support/memory-wires.ts'
import { Mallory, skippedBy } from '../support/mallory.ts'
import { eventually, Person } from '../support/person.ts'
import { MemoryNetwork } from '../support/memory-network.ts'

let network: MemoryNetwork
let alice: Person
let mallory: Mallory
let located: Map<string, unknown>

beforeEach(async () => {
  located = new Map()
  network = new MemoryNetwork()
  alice = await Person.create('alice', network)
  mallory = await Mallory.pairWith(network, alice)
})
afterEach(() => Promise.all([alice.remove(), mallory.remove()]))

/** Starts alice on wires that note what they are told. */
async function restart(): Promise<void> {
  await alice.stop()
  await alice.start({
    createWires(identity, isAllowed) {
      const wires: MemoryWires = network.wires(identity.device, isAllowed)
      return Object.assign(wires, {
        locate: (device: Uint8Array, place: unknown) => void located.set(toHex(device), place),
      })
    },
  })
}

const tell = (nodes: { address: Uint8Array; port: number }[]) =>
  mallory.ask(alice.device, 'whereabouts', whereaboutsForm.encode({ nodes }))
const kept = () =>
  alice.home.parts.ledger
    .all<{ nodes: Uint8Array }>('SELECT nodes FROM whereabouts')
    .map(({ nodes }) => whereaboutsForm.decode(nodes).nodes.map(({ port }) => port))

test('the nodes that a contact tells are used at the next start, the latest ones only', async () => {
  await tell([{ address: Buffer.of(10, 0, 0, 7), port: 4977 }])
  await tell([{ address: Buffer.of(10, 0, 0, 8), port: 4978 }])
  await eventually(() => kept()[0]?.[0] === 4978)
  await restart()
  const nodes = [{ host: '10.0.0.8', port: 4978 }]
  expect([...located]).toEqual([[toHex(mallory.device.publicKey), { nodes, address: null }]])
})

test('the address of a contact on the last wire is used at the next start, beside the nodes', async () => {
  await tell([{ address: Buffer.of(10, 0, 0, 7), port: 4977 }])
  await eventually(() => kept()[0]?.[0] === 4977)
  for (const port of [4000, 4001]) {
    const peer = alice.home.parts.peers.find(mallory.device.publicKey)!
    Object.assign(peer.wire, { address: { host: '192.0.2.1', port } })
    alice.home.parts.peers.events.emit('connected', peer)
    await eventually(
      () => alice.home.parts.ledger.get('SELECT 1 FROM whereabouts WHERE port = ?', port) !== undefined,
    )
  }
  await restart()
  const place = { nodes: [{ host: '10.0.0.7', port: 4977 }], address: { host: '192.0.2.1', port: 4001 } }
  expect([...located]).toEqual([[toHex(mallory.device.publicKey), place]])
})

test('ports that cannot be are counted and not kept', async () => {
  for (const port of [0, 65_536, Number.MAX_SAFE_INTEGER])
    await tell([{ address: Buffer.of(10, 0, 0, 7), port }])
  await eventually(async () => (await skippedBy(alice))['request-whereabouts'] === 3)
  expect(kept()).toEqual([])
})

test('a flood of changes is not written', async () => {
  for (let port = 1; port <= 40; port++) void tell([{ address: Buffer.of(10, 0, 0, 7), port }])
  await eventually(async () => ((await skippedBy(alice))['too-many-whereabouts'] ?? 0) > 20)
  expect(kept()[0]?.[0]).toBeLessThan(10)
})
