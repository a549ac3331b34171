// A group of real engines: one body and one notice for all, and one recorded release per key.
import { afterAll, beforeAll, expect, test } from 'vitest'
import { calling, eventually, pair, Person } from '../../support/person.ts'
import { MemoryNetwork } from '../../support/memory-network.ts'

let network: MemoryNetwork
let alice: Person
let bob: Person
let carol: Person

beforeAll(async () => {
  network = new MemoryNetwork()
  alice = await Person.create('alice', network)
  bob = await Person.create('bob', network)
  carol = await Person.create('carol', network)
  await pair(alice, bob)
  await pair(alice, carol)
})

afterAll(() => Promise.all([alice, bob, carol].map((person) => person.remove())))

const isIn = (person: Person, name: string) =>
  eventually(
    async () => (await person.do.groups.list({}, calling)).some((group) => group.name === name),
    `${person.name} is in ${name}`,
  )

test('a post to a group is one body and one notice, whatever the number of members', async () => {
  await alice.do.groups.create({ name: 'Choir', style: 'conversation' }, calling)
  const group = await alice.do.groups.add(
    { group: 'Choir', persons: ['bob', 'carol'], history: false },
    calling,
  )
  expect([group.era, group.epoch, group.members.map(({ name, role }) => [name, role])]).toEqual([
    0,
    1,
    [
      ['alice', 'owner'],
      ['bob', 'poster'],
      ['carol', 'poster'],
    ],
  ])
  await isIn(bob, 'Choir')
  await isIn(carol, 'Choir')
  const ref = await alice.write({ name: 'Choir' }, 'Rehearsal', 'On Thursday.')
  expect(await alice.do.letters.cost({ ref }, calling)).toMatchObject({ bodies: 1, notices: 1 })
  await Promise.all([bob.arrival(ref), carol.arrival(ref)])
  expect((await bob.read(ref)).text).toBe('On Thursday.')
  const status = await alice.do.letters.status({ ref, limit: 10 }, calling)
  expect([status.tally, status.readers.map(({ name, state }) => [name, state])]).toEqual([
    { referenced: 1, notified: 1 },
    [
      ['bob', 'referenced'],
      ['carol', 'notified'],
    ],
  ])
})

test('members who are not contacts read each other’s posts and report their states', async () => {
  const ref = await bob.write({ name: 'Choir' }, 'Who drives?', 'I have four seats.')
  await carol.arrival(ref)
  expect((await carol.read(ref)).from.name).toBe('bob')
  await carol.do.letters.mark({ ref, value: 'accepted', note: 'me' }, calling)
  await eventually(async () => (await bob.status(ref)).some(({ note }) => note === 'me'), 'bob hears it')
})
