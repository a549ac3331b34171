// A newer program's blocks, methods and longer records reach an older program.
// None of them stops the records after it.
import { afterEach, beforeEach, expect, test } from 'vitest'
import { toHex } from '../../../src/core/base/index.ts'
import { findGroup, findNamedGroup } from '../../../src/core/groups/group-row.ts'
import { randomBytes } from '../../../src/core/seal/index.ts'
import { addMembers, foundGroup, untilAgreed } from '../../support/groups.ts'
import { skippedBy } from '../../support/mallory.ts'
import { knockAt } from '../../support/knock.ts'
import { calling, eventually, pair, Person } from '../../support/person.ts'
import { makeIdentity, RawPeer } from '../../support/raw-peer.ts'
import { MemoryNetwork } from '../../support/memory-network.ts'

let network: MemoryNetwork
let alice: Person
let bob: Person

beforeEach(async () => {
  network = new MemoryNetwork()
  alice = await Person.create('alice', network)
  bob = await Person.create('bob', network)
  await pair(alice, bob)
})

afterEach(() => Promise.all([alice.remove(), bob.remove()]))

/** Appends blocks of an unknown type to the core of the group. */
async function writeUnknownBlocks(count: number): Promise<void> {
  const { ledger } = alice.home.parts
  const { core } = findGroup(ledger, findNamedGroup(ledger, 'Choir')!)!
  await ledger.write((tx) => {
    for (let i = 0; i < count; i++)
      alice.home.ownCores.append(tx, core, () => Buffer.concat([Buffer.of(9), randomBytes(30)]))
  })
}

test('blocks of an unknown type in the core of a group hide no record before or after them', async () => {
  const carol = await Person.create('carol', network)
  try {
    await pair(alice, carol)
    await foundGroup(alice, 'Choir', [bob])
    await writeUnknownBlocks(3)
    await addMembers(alice, 'Choir', [carol])
    await untilAgreed(alice, 'Choir', [bob, carol])
    await bob.stop()
    await alice.do.groups.setRole({ group: 'Choir', person: 'carol', role: 'reader' }, calling)
    await writeUnknownBlocks(2)
    await bob.start()
    await untilAgreed(alice, 'Choir', [bob, carol])
    expect(await skippedBy(bob)).toMatchObject({ 'group-record-unknown': expect.any(Number) as unknown })
  } finally {
    await carol.remove()
  }
})

test('a call of an unknown method gets no answer, and the next call is served', async () => {
  const eve = await makeIdentity('eve')
  const stranger = await RawPeer.join(network, eve.device)
  try {
    await stranger.dial(alice.device)
    expect(await stranger.ask(alice.device, 'not-yet-known', randomBytes(40))).toBeNull()
    const { cardBytes: card, kemKey } = eve
    const knock = (tag: number, text: string): Promise<Uint8Array | null> =>
      knockAt(stranger, alice, { card, kemKey, text, extensions: [{ tag, bytes: randomBytes(8) }] })
    const answers = [await knock(2, 'Even.'), await knock(1, 'Odd.')]
    expect(answers.map((answer) => answer && toHex(answer))).toEqual(['00', '00'])
    const texts = async () => (await alice.do.knocks.list({}, calling)).map(({ text }) => text)
    await eventually(async () => (await texts()).length > 0)
    expect([await texts(), await skippedBy(alice)]).toEqual([['Odd.'], { 'knock-malformed': 1 }])
  } finally {
    await stranger.remove()
  }
})
