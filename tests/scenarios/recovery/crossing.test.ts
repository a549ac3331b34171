// Losses on both sides of a pair: returns that cross, and a person whom the other had forgotten.
import { afterEach, beforeEach, expect, test } from 'vitest'
import { PLAIN_POLICY } from '../../../src/core/contract/index.ts'
import { Losses } from '../../support/comeback.ts'
import { foundGroup, untilAgreed } from '../../support/groups.ts'
import { MemoryNetwork } from '../../support/memory-network.ts'
import { calling, eventually, pair, Person } from '../../support/person.ts'

let network: MemoryNetwork
let losses: Losses
let people: Person[]

beforeEach(async () => {
  network = new MemoryNetwork()
  losses = await Losses.begin(network)
  people = []
})

afterEach(async () => {
  await Promise.all(people.map((person) => person.remove()))
  await losses.end()
})

async function person(name: string): Promise<Person> {
  const made = await Person.create(name, network)
  people.push(made)
  return made
}

const secretOf = (one: Person, other: Person): string => {
  const { feeds, ledger } = one.home.parts
  const pairRow = feeds.find(ledger, other.home.parts.identity.person)
  return Buffer.from(pairRow?.pairSecret ?? []).toString('hex')
}

test('two who come back at once, and meet through a group, hear each other again and open what waited', async () => {
  const [alice, bob, carol] = [await person('alice'), await person('bob'), await person('carol')]
  await pair(alice, bob)
  await pair(carol, alice)
  await pair(carol, bob)
  await foundGroup(carol, 'Choir', [alice, bob])
  await untilAgreed(carol, 'Choir', [alice, bob])
  const policy = { ...PLAIN_POLICY, mode: 'controlled' as const }
  const toBob = await alice.write(bob, 'To bob', 'from before', { policy })
  const toAlice = await bob.write(alice, 'To alice', 'also from before', { policy })
  await bob.arrival(toBob)
  await alice.arrival(toAlice)
  const words = await Promise.all([alice, bob].map((one) => one.do.home.words({}, calling)))
  const backups = [await losses.backUp(alice), await losses.backUp(bob)]
  const [alice2, bob2] = await Promise.all([
    losses.comeBack(alice, words[0]!, backups[0]!),
    losses.comeBack(bob, words[1]!, backups[1]!),
  ])
  await eventually(() => secretOf(alice2, bob2) === secretOf(bob2, alice2), 'one secret')
  const again = await alice2.write(bob2, 'Again', 'we hear each other')
  const back = await bob2.write(alice2, 'Back', 'so do we')
  await bob2.arrival(again)
  await alice2.arrival(back)
  await eventually(async () => (await bob2.read(toBob).catch(() => null)) !== null, 'bob opens it')
  await eventually(async () => (await alice2.read(toAlice).catch(() => null)) !== null, 'alice opens it')
  expect(await bob2.read(toBob)).toMatchObject({ text: 'from before' })
  expect(await alice2.read(toAlice)).toMatchObject({ text: 'also from before' })
})

test('a person who was forgotten comes back by the words alone, pairs again, and opens what waited', async () => {
  const [alice, bob] = [await person('alice'), await person('bob')]
  await pair(alice, bob)
  const words = await bob.do.home.words({}, calling)
  const policy = { ...PLAIN_POLICY, mode: 'controlled' as const }
  const ref = await alice.write(bob, 'To bob', 'released, then lost', { policy })
  await bob.arrival(ref)
  await bob.read(ref)
  // The device was lost before its reports of the arrival and of the key reached alice.
  await alice.home.parts.ledger.write((tx) => {
    tx.run('UPDATE access_audiences SET arrived_at = NULL')
    tx.run('UPDATE access_releases SET kept_at = NULL')
  })
  await alice.do.people.forget({ person: 'bob' }, calling)
  const again = await losses.comeBackBare(bob, words)
  await pair(alice, again)
  await again.arrival(ref)
  expect(await again.read(ref)).toMatchObject({ text: 'released, then lost' })
})
