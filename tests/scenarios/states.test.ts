// Marks of readers. The latest counts, the history is kept,
// and the author receives them also after an absence.
import { expect, test } from 'vitest'
import { PLAIN_POLICY } from '../../src/core/contract/index.ts'
import { useCircle } from '../support/circle.ts'
import { calling, eventually, type Person } from '../support/person.ts'

const makeCircle = useCircle()
const mark = (person: Person, ref: string, value: 'done' | 'accepted' | 'declined', note?: string) =>
  person.do.letters.mark({ ref, value, note }, calling)

test('the latest mark of a reader counts, and every earlier one stays', async () => {
  const [alice, bob] = (await makeCircle(['alice', 'bob'])).people as [Person, Person]
  const ref = await alice.write(bob, 'Will you?', 'come on Friday')
  await bob.arrival(ref)
  await expect(mark(bob, ref, 'accepted')).rejects.toMatchObject({ code: 'SEALED' })
  await bob.read(ref)
  await mark(bob, ref, 'accepted', 'yes')
  await mark(bob, ref, 'declined', 'sorry, no')
  expect(await mark(bob, ref, 'done')).toEqual({ ref, state: 'done' })
  await eventually(async () => (await alice.status(ref))[0]?.state === 'done')
  const [reader] = await alice.status(ref)
  expect(reader).toMatchObject({ state: 'done', note: null })
  expect(reader!.history.map(({ value, note }) => [value, note])).toEqual([
    ['done', null],
    ['declined', 'sorry, no'],
    ['accepted', 'yes'],
  ])
  expect((await bob.list())[0]).toMatchObject({ state: 'done' })
  expect((await alice.list('sent'))[0]).toMatchObject({ state: 'done' })
})

test('a note of 1,000 Japanese characters reaches the author whole', async () => {
  const [alice, bob] = (await makeCircle(['alice', 'bob'])).people as [Person, Person]
  const ref = await alice.write(bob, 'Will you?', 'come on Friday')
  await bob.arrival(ref)
  await bob.read(ref)
  const note = '梨'.repeat(1000)
  await mark(bob, ref, 'done', note)
  await eventually(async () => (await alice.status(ref))[0]?.note === note)
})

test('a state reaches its author within a second when online, and after reconnecting otherwise', async () => {
  const { people, network } = await makeCircle(['alice', 'bob'])
  const [alice, bob] = people as [Person, Person]
  const ref = await alice.write(bob, 'A', 'a')
  await bob.arrival(ref)
  await bob.read(ref)
  await mark(bob, ref, 'accepted')
  await eventually(async () => (await alice.status(ref))[0]?.state === 'accepted')
  network.partition(alice.device, bob.device)
  await mark(bob, ref, 'done')
  await alice.stop()
  await alice.start()
  expect(await alice.status(ref)).toMatchObject([{ state: 'accepted' }])
  network.heal()
  await eventually(async () => (await alice.status(ref))[0]?.state === 'done')
})

test('a sent letter shows the state that all readers reached, or that they differ', async () => {
  const [alice, bob, carol] = (await makeCircle(['alice', 'bob', 'carol'])).people as [Person, Person, Person]
  const ref = await alice.write([bob, carol], 'Both', 'x')
  const sentState = async () => (await alice.list('sent'))[0]?.state
  expect(await sentState()).toBe('notified')
  await Promise.all([bob.arrival(ref), carol.arrival(ref)])
  await bob.read(ref)
  expect(await sentState()).toBe('mixed')
  await carol.read(ref)
  expect(await sentState()).toBe('referenced')
})

test('marking an open letter is the consent that shows that it was read', async () => {
  const [alice, bob] = (await makeCircle(['alice', 'bob'])).people as [Person, Person]
  const ref = await alice.write(bob, 'Open', 'x', { policy: { ...PLAIN_POLICY, mode: 'open' } })
  await bob.arrival(ref)
  await bob.read(ref)
  expect(await alice.status(ref)).toMatchObject([{ state: 'notified' }])
  await mark(bob, ref, 'done', 'read it')
  await eventually(async () => (await alice.status(ref))[0]?.state === 'done')
  await expect(mark(alice, ref, 'done')).rejects.toMatchObject({ code: 'NOT_A_READER' })
})

test('a page of readers begins after one of them, and after nobody else', async () => {
  const [alice, bob] = (await makeCircle(['alice', 'bob'])).people as [Person, Person]
  const ref = await alice.write(bob, 'Hello', 'text')
  const read = async (after: string) =>
    (await alice.do.letters.status({ ref, limit: 10, after }, calling)).readers.length
  const [reader] = await alice.status(ref)
  expect(await read(reader!.person)).toBe(0)
  await expect(read('nobody')).rejects.toMatchObject({ code: 'INVALID' })
})
