// A reply is a link. The original is shown by its ref,
// a thread follows the links, and opens nothing.
import { expect, test } from 'vitest'
import { readThreadTree } from '../../src/main/headless/thread-tree.ts'
import { useCircle } from '../support/circle.ts'
import { PATIENCE_MS } from '../support/patience.ts'
import { calling, eventually, type Person } from '../support/person.ts'

const makeCircle = useCircle()

/** As the command `thread` prints it, from pages of two letters. */
async function thread(person: Person, ref: string) {
  const get = (page: { ref: string }) => person.do.threads.get({ ...page, limit: 2 }, calling)
  const tree = await readThreadTree({ get }, ref)
  return tree.map((entry) => [entry.depth, entry.subject, 'code' in entry ? entry.code : entry.text])
}

async function openWhenThere(person: Person, ref: string): Promise<void> {
  await person.arrival(ref)
  await person.read(ref)
}

test('a thread is the tree of replies in reading order, the same from each of its letters', async () => {
  const [alice, bob] = (await makeCircle(['alice', 'bob'])).people as [Person, Person]
  const first = await alice.write(bob, 'Lunch?', 'at noon')
  await openWhenThere(bob, first)
  const yes = await bob.write(alice, 'Yes', 'gladly', { replyTo: first })
  const where = await bob.write(alice, 'Where', 'at Ueno?', { replyTo: first })
  await Promise.all([openWhenThere(alice, yes), openWhenThere(alice, where)])
  const there = await alice.write(bob, 'There', 'by the pond', { replyTo: where })
  await openWhenThere(bob, there)
  const expected = [
    [0, 'Lunch?', 'at noon'],
    [1, 'Yes', 'gladly'],
    [1, 'Where', 'at Ueno?'],
    [2, 'There', 'by the pond'],
  ]
  for (const ref of [first, yes, where, there]) expect(await thread(alice, ref)).toEqual(expected)
  expect(await thread(bob, there)).toEqual(expected)
  expect((await alice.read(where)).links).toEqual([{ rel: 'reply', ref: first }])
})

test('reading a reply or its thread never releases an unopened original', async () => {
  const [alice, bob] = (await makeCircle(['alice', 'bob'])).people as [Person, Person]
  const original = await alice.write(bob, 'Sealed', 'still sealed')
  const reply = await alice.write(bob, 'PS', 'one more thing', { replyTo: original })
  await Promise.all([bob.arrival(original), openWhenThere(bob, reply)])
  expect(await thread(bob, reply)).toEqual([
    [0, 'Sealed', 'SEALED'],
    [1, 'PS', 'one more thing'],
  ])
  expect(await alice.status(original)).toMatchObject([{ state: 'notified' }])
})

test('an original for other readers is a ref with the reason, and its author can be asked for it', async () => {
  const { people } = await makeCircle(['alice', 'bob', 'carol'])
  const [alice, bob, carol] = people as [Person, Person, Person]
  const { invite } = await bob.do.invites.create({}, calling)
  await carol.do.invites.accept({ link: invite, waitMs: PATIENCE_MS }, calling)
  const original = await alice.write(bob, 'For bob', 'a secret of two')
  await openWhenThere(bob, original)
  const reply = await bob.write([alice, carol], 'Re', 'I bring carol in', { replyTo: original })
  await openWhenThere(carol, reply)
  expect(await thread(carol, reply)).toEqual([
    [0, null, 'NOT_A_READER'],
    [1, 'Re', 'I bring carol in'],
  ])
  await expect(carol.read(original)).rejects.toMatchObject({ code: 'NOT_A_READER' })
  // The page names the author before anything is opened.
  await expect(carol.do.letters.summary({ ref: original }, calling)).rejects.toMatchObject({
    code: 'NOT_FOUND',
    details: { author: (await alice.do.people.whoami({}, calling)).person },
  })
  expect(await carol.do.letters.ask({ ref: original, text: 'may I?' }, calling)).toEqual({
    ref: original,
    state: 'asked',
  })
  await eventually(async () => (await alice.do.letters.asks({}, calling)).length === 1)
  expect(await alice.do.letters.asks({}, calling)).toMatchObject([
    { ref: original, from: { name: 'carol' }, text: 'may I?', via: reply },
  ])
  expect(await alice.status(original)).toMatchObject([{ name: 'bob' }])
})

test('a reply that arrives before its original joins it when the original arrives', async () => {
  const { people, network } = await makeCircle(['alice', 'bob', 'carol'])
  const [alice, bob, carol] = people as [Person, Person, Person]
  const { invite } = await bob.do.invites.create({}, calling)
  await carol.do.invites.accept({ link: invite, waitMs: PATIENCE_MS }, calling)
  network.partition(alice.device, carol.device)
  const original = await alice.write([bob, carol], 'Plan', 'for three')
  await openWhenThere(bob, original)
  const reply = await bob.write(carol, 'Re: Plan', 'what do you think?', { replyTo: original })
  await openWhenThere(carol, reply)
  expect(await thread(carol, reply)).toEqual([
    [0, null, 'NOT_A_READER'],
    [1, 'Re: Plan', 'what do you think?'],
  ])
  network.heal()
  await carol.arrival(original)
  expect(await thread(carol, reply)).toEqual([
    [0, 'Plan', 'SEALED'],
    [1, 'Re: Plan', 'what do you think?'],
  ])
})

test('a recalled original is shown as recalled in its thread', async () => {
  const [alice, bob] = (await makeCircle(['alice', 'bob'])).people as [Person, Person]
  const original = await alice.write(bob, 'Oops', 'never mind')
  const reply = await alice.write(bob, 'Instead', 'read this', { replyTo: original })
  await Promise.all([bob.arrival(original), openWhenThere(bob, reply)])
  await alice.do.letters.recall({ ref: original }, calling)
  await eventually(async () => (await bob.list()).some(({ state }) => state === 'recalled'))
  expect(await thread(bob, reply)).toEqual([
    [0, 'Oops', 'RECALLED'],
    [1, 'Instead', 'read this'],
  ])
  expect((await thread(alice, reply))[0]).toEqual([0, 'Oops', 'RECALLED'])
})
