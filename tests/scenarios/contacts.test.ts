// People meet and part: invites, knocks, names, blocking, forgetting, restarts.
import { expect, test } from 'vitest'
import { PLAIN_POLICY } from '../../src/core/contract/index.ts'
import { useCircle } from '../support/circle.ts'
import { PATIENCE_MS } from '../support/patience.ts'
import { calling, eventually, pair, Person } from '../support/person.ts'

const makeCircle = useCircle()
const refused = (code: string): unknown => expect.objectContaining({ code })
const contacts = async (person: Person) =>
  (await person.do.people.contacts({}, calling)).map(({ name, online, blocked }) => ({
    name,
    online,
    blocked,
  }))

async function makeStrangers(): Promise<[Person, Person]> {
  const { people, network } = await makeCircle(['alice'])
  const bob = await Person.create('bob', network)
  return [people[0]!, bob]
}

test('an invite makes one pairing and is then invalid, also between the same two persons', async () => {
  const { people } = await makeCircle(['alice', 'bob', 'carol'])
  const [alice, bob, carol] = people as [Person, Person, Person]
  const { invite, expiresAt } = await alice.do.invites.create({}, calling)
  expect(Date.parse(expiresAt) - Date.now()).toBeGreaterThan(23 * 3600_000)
  await bob.do.invites.accept({ link: invite, waitMs: PATIENCE_MS }, calling)
  await expect(bob.do.invites.accept({ link: invite, waitMs: PATIENCE_MS }, calling)).rejects.toEqual(
    refused('INVITE_USED'),
  )
  await expect(carol.do.invites.accept({ link: invite, waitMs: PATIENCE_MS }, calling)).rejects.toEqual(
    refused('INVITE_USED'),
  )
  const ref = await alice.write(bob, 'Still', 'the same feeds')
  await bob.arrival(ref)
  const short = await alice.do.invites.create({ lifetimeMs: 1 }, calling)
  await new Promise((resolve) => setTimeout(resolve, 5))
  await expect(carol.do.invites.accept({ link: short.invite, waitMs: PATIENCE_MS }, calling)).rejects.toEqual(
    refused('INVITE_EXPIRED'),
  )
  await expect(alice.do.invites.accept({ link: invite, waitMs: 10 }, calling)).rejects.toEqual(
    refused('INVALID'),
  )
  await expect(
    bob.do.invites.accept({ link: 'fumikura://invite/nonsense', waitMs: 10 }, calling),
  ).rejects.toEqual(refused('INVALID'))
})

test('an accepted invite waits for an inviter who is offline, also after a restart, and then goes on', async () => {
  const [alice, bob] = await makeStrangers()
  try {
    const { invite } = await alice.do.invites.create({}, calling)
    await alice.stop()
    expect(await bob.do.invites.accept({ link: invite, waitMs: 100 }, calling)).toMatchObject({
      name: 'alice',
      state: 'waiting',
    })
    await bob.stop()
    await bob.start()
    expect(await bob.do.invites.pending({}, calling)).toMatchObject([{ name: 'alice', state: 'waiting' }])
    await alice.start()
    await eventually(async () => (await contacts(bob)).some(({ name }) => name === 'alice'))
    expect(await bob.do.invites.pending({}, calling)).toEqual([])
  } finally {
    await bob.remove()
  }
})

test('contacts see each other connect and disconnect, and reconnect after either restarts', async () => {
  const [alice, bob] = (await makeCircle(['alice', 'bob'])).people as [Person, Person]
  await eventually(async () => (await contacts(alice))[0]?.online === true)
  await bob.stop()
  await eventually(async () => (await contacts(alice))[0]?.online === false)
  await bob.start()
  await eventually(async () => (await contacts(alice))[0]?.online === true)
  const ref = await alice.write(bob, 'Back', 'x')
  await bob.arrival(ref)
  const numbers = await Promise.all([
    alice.do.people.safetyNumber({ person: 'bob' }, calling),
    bob.do.people.safetyNumber({ person: 'alice' }, calling),
  ])
  expect(numbers[0].safetyNumber).toBe(numbers[1].safetyNumber)
  expect(numbers[0].safetyNumber.replaceAll(' ', '')).toMatch(/^\d{60}$/)
})

test('a stranger can only knock; accepting makes them a contact', async () => {
  const [alice, bob] = await makeStrangers()
  try {
    const { address } = await alice.do.people.whoami({}, calling)
    const { state } = await bob.do.knocks.send({ address, text: '初めまして', waitMs: PATIENCE_MS }, calling)
    expect(state).toBe('delivered')
    await eventually(async () => (await alice.do.knocks.list({}, calling)).length === 1)
    const [knock] = await alice.do.knocks.list({}, calling)
    expect(knock).toMatchObject({ name: 'bob', text: '初めまして' })
    await bob.stop()
    await alice.do.knocks.answer({ knock: knock!.knock, answer: 'yes' }, calling)
    await bob.start()
    await eventually(async () => (await contacts(bob)).some(({ name }) => name === 'alice'))
    const ref = await bob.write(alice, 'Thank you', 'x')
    await alice.arrival(ref)
    expect(await alice.read(ref)).toMatchObject({ text: 'x' })
    expect(await alice.do.knocks.list({}, calling)).toEqual([])
  } finally {
    await bob.remove()
  }
})

test('a refusal is not reported to the stranger, and with knocks off nothing is listed', async () => {
  const [alice, bob] = await makeStrangers()
  try {
    const { address } = await alice.do.people.whoami({}, calling)
    await alice.do.knocks.setEnabled({ enabled: false }, calling)
    await bob.do.knocks.send({ address, text: 'one', waitMs: PATIENCE_MS }, calling)
    expect(await alice.do.knocks.list({}, calling)).toEqual([])
    await alice.do.knocks.setEnabled({ enabled: true }, calling)
    await bob.do.knocks.send({ address, text: 'two', waitMs: PATIENCE_MS }, calling)
    await eventually(async () => (await alice.do.knocks.list({}, calling)).length === 1)
    const [knock] = await alice.do.knocks.list({}, calling)
    await alice.do.knocks.answer({ knock: knock!.knock, answer: 'no' }, calling)
    expect(await bob.do.knocks.send({ address, text: 'three', waitMs: PATIENCE_MS }, calling)).toMatchObject({
      state: 'delivered',
    })
    expect(await alice.do.knocks.list({}, calling)).toEqual([])
    expect(await contacts(bob)).toEqual([])
  } finally {
    await bob.remove()
  }
})

test('a blocked contact receives nothing and reaches no one until unblocked', async () => {
  const [alice, bob] = (await makeCircle(['alice', 'bob'])).people as [Person, Person]
  const before = await alice.write(bob, 'Before', 'x')
  await bob.arrival(before)
  await alice.do.people.block({ person: 'bob' }, calling)
  await eventually(async () => (await contacts(bob))[0]?.online === false)
  expect(await contacts(alice)).toEqual([{ name: 'bob', online: false, blocked: true }])
  await expect(alice.write(bob, 'No', 'x')).rejects.toEqual(refused('BLOCKED'))
  await expect(bob.read(before, 200)).rejects.toEqual(refused('AUTHOR_AWAY'))
  const unheard = await bob.write(alice, 'Hello?', 'x')
  await alice.do.people.unblock({ person: 'bob' }, calling)
  await alice.arrival(unheard)
  expect(await bob.read(before)).toMatchObject({ text: 'x' })
})

test('a forgotten contact is a stranger, opened letters stay, and a new invite starts a new contact', async () => {
  const [alice, bob] = (await makeCircle(['alice', 'bob'])).people as [Person, Person]
  const kept = await bob.write(alice, 'Kept', 'from before')
  await alice.arrival(kept)
  await alice.read(kept)
  // Bob dials again at once, then as a stranger, so only the event shows that he lost the wire.
  const lostHer = new Promise((resolve) => bob.home.peers.events.on('disconnected', resolve))
  await alice.do.people.forget({ person: 'bob' }, calling)
  expect(await contacts(alice)).toEqual([])
  await lostHer
  expect(await alice.read(kept, 0)).toMatchObject({ text: 'from before', from: { name: 'bob' } })
  await expect(alice.write(bob, 'No', 'x')).rejects.toEqual(refused('NOT_FOUND'))
  const lost = await bob.write(alice, 'Undelivered', 'waits')
  await pair(alice, bob)
  await alice.arrival(lost)
  const again = await alice.write(bob, 'Again', 'x')
  await bob.arrival(again)
})

test('a name that two contacts share is AMBIGUOUS; an id never is', async () => {
  const { people, network } = await makeCircle(['alice', 'bob'])
  const [alice, bob] = people as [Person, Person]
  const other = await Person.create('Bob', network)
  try {
    await pair(alice, other)
    await expect(alice.write(bob, 's', 't')).rejects.toEqual(refused('AMBIGUOUS'))
    const { person } = await other.do.people.whoami({}, calling)
    await alice.do.letters.send({ to: [person], subject: 's', text: 't', policy: PLAIN_POLICY }, calling)
    await eventually(async () => (await other.list()).length === 1)
  } finally {
    await other.remove()
  }
})
