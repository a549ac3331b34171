// More people than an owner admits at once: each is admitted in turn,
// and a temporary connection is closed.
import { afterEach, expect, test } from 'vitest'
import { WideGroup } from '../../support/wide-group.ts'
import { calling, eventually, Person } from '../../support/person.ts'
import { MemoryNetwork } from '../../support/memory-network.ts'

const made: Person[] = []
afterEach(async () => {
  await Promise.all(made.splice(0).map((person) => person.remove()))
})

async function meet(network: MemoryNetwork, names: string[]): Promise<Person[]> {
  for (const name of names) made.push(await Person.create(name, network))
  return made
}

test('more link requests than an owner admits at a time are all admitted in one epoch', async () => {
  const names = ['alice', 'bob', 'carol', 'dave', 'erin']
  const [owner, ...others] = await meet(new MemoryNetwork({ maxInbound: 2 }), names)
  const choir = await WideGroup.found('Choir', owner!, others)
  expect(await owner!.do.groups.show({ group: 'Choir' }, calling)).toMatchObject({
    ...{ epoch: 1, memberCount: names.length },
  })
  const { ref } = await choir.post('Who hears this?')
  for (const other of others) expect(await other.read(ref)).toMatchObject({ text: 'Who hears this?' })
})

test('an admitted member who lost the connection before the first record reads it when the owner is online again', async () => {
  const network = new MemoryNetwork()
  const [alice, bob] = await meet(network, ['alice', 'bob'])
  await alice!.do.groups.create({ name: 'Choir', style: 'conversation' }, calling)
  const { link } = await alice!.do.groups.createLink({ group: 'Choir', needsApproval: false }, calling)
  const joined = bob!.do.groups.join({ link, waitMs: 500 }, calling)
  const isJoining = (): boolean =>
    bob!.home.parts.ledger.get("SELECT 1 FROM groups WHERE membership = 'joining'") !== undefined
  await eventually(isJoining, 'bob knows that he is a member')
  network.partition(alice!.device, bob!.device)
  await expect(joined).rejects.toMatchObject({ code: 'INVITER_AWAY' })
  network.heal()
  await eventually(async () => (await bob!.do.groups.list({}, calling))[0]?.memberCount === 2)
})

test('a connection to an author who is no longer followed is closed', async () => {
  const [alice, bob] = await meet(new MemoryNetwork(), ['alice', 'bob'])
  const { address } = await alice!.do.people.whoami({}, calling)
  await bob!.do.follows.follow({ who: address }, calling)
  const wires = (): number => bob!.home.peers.list().length
  await eventually(() => wires() === 1)
  await bob!.do.follows.unfollow({ who: address }, calling)
  await eventually(() => wires() === 0, 'the wire is closed')
})
