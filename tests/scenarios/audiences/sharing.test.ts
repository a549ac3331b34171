// An object gains or loses an audience. Nothing is copied, and a withdrawal leaves other audiences.
import { afterEach, beforeEach, expect, test } from 'vitest'
import { PLAIN_POLICY } from '../../../src/core/contract/index.ts'
import { apart } from '../../support/apart.ts'
import { foundGroup } from '../../support/groups.ts'
import { calling, eventually, pair, Person } from '../../support/person.ts'
import { refused } from '../../support/refused.ts'
import { MemoryNetwork } from '../../support/memory-network.ts'

let alice: Person
let bob: Person
let carol: Person

beforeEach(async () => {
  const network = new MemoryNetwork()
  alice = await Person.create('alice', network)
  bob = await Person.create('bob', network)
  carol = await Person.create('carol', network)
  await pair(alice, bob)
  await pair(alice, carol)
})

afterEach(() => Promise.all([alice, bob, carol].map((person) => person.remove())))

const SELF = { name: 'self' }
const who = (person: Person, ref: string) => person.do.letters.who({ ref, limit: 100 }, calling)
const share = (ref: string, to: string, more = {}) => alice.do.letters.share({ ref, to, ...more }, calling)

/** Returns the number of bodies in alice's store. */
function bodies(): number {
  const sql = 'SELECT count(*) AS count FROM own_objects'
  return alice.home.parts.ledger.get<{ count: number }>(sql)!.count
}

test('a note to oneself is in its own box, can be searched, and notifies no contact', async () => {
  const ref = await alice.write(SELF, 'Idea', 'A storehouse of letters', { tags: ['ideas'] })
  const [note] = await alice.list('notes')
  expect(note).toMatchObject({ ref, state: 'stored', to: [{ person: 'self' }] })
  expect((await alice.read(ref)).tags).toEqual(['ideas'])
  expect(await alice.list('sent')).toEqual([])
  const found = await alice.do.letters.search({ query: 'storehouse', limit: 10 }, calling)
  expect(found.map((entry) => entry.ref)).toEqual([ref])
  expect(await who(alice, ref)).toMatchObject({
    isMine: true,
    audiences: [{ audience: { person: 'self' } }],
    readers: [],
  })
  expect((await alice.do.letters.cost({ ref }, calling)).notices).toBe(0)
})

test('an edited note lists its latest version and keeps its history', async () => {
  const first = await alice.write(SELF, 'List', 'bread')
  const second = await alice.write(SELF, 'List', 'bread, tea', { replaces: first })
  expect((await alice.list('notes')).map(({ ref }) => ref)).toEqual([second])
  const history = await alice.do.letters.history({ ref: first }, calling)
  expect(history.map(({ ref, isReplaced }) => [ref, isReplaced])).toEqual([
    [second, false],
    [first, true],
  ])
  expect((await alice.read(first)).replacedBy).toBe(second)
  await expect(alice.write(bob, 'No', 'versions here', { replaces: first })).rejects.toEqual(
    refused('INVALID'),
  )
})

test('sharing a note with a person adds one notice and stores no second body', async () => {
  const ref = await alice.write(SELF, 'Plan', 'the whole plan')
  const before = bodies()
  expect((await share(ref, 'bob')).audience).toMatchObject({ name: 'bob' })
  await bob.arrival(ref)
  expect((await bob.read(ref)).text).toBe('the whole plan')
  expect([bodies(), (await alice.do.letters.cost({ ref }, calling)).notices]).toEqual([before, 1])
  expect((await who(alice, ref)).readers).toMatchObject([{ name: 'bob', state: 'referenced' }])
  await expect(share(ref, 'bob')).rejects.toEqual(refused('INVALID'))
  await expect(bob.do.letters.share({ ref, to: 'alice' }, calling)).rejects.toEqual(refused('NOT_YOURS'))
})

test('a note that is withdrawn from all its readers belongs to its author alone again', async () => {
  const ref = await alice.write(SELF, 'Plan', 'the whole plan')
  await share(ref, 'bob')
  await bob.arrival(ref)
  await alice.do.letters.withdraw({ ref, from: 'bob' }, calling)
  await expect(bob.read(ref)).rejects.toEqual(refused('RECALLED'))
  expect((await alice.read(ref)).text).toBe('the whole plan')
  expect(await alice.list('notes')).toMatchObject([{ ref, to: [{ person: 'self' }] }])
  expect(await alice.do.drafts.list({}, calling)).toEqual([])
  const edited = await alice.write(SELF, 'Plan', 'a better plan', { replaces: ref })
  expect((await alice.list('notes')).map((entry) => entry.ref)).toEqual([edited])
})

test('a withdrawal from one audience leaves the others, and answers too-late for readers who had opened it', async () => {
  await foundGroup(alice, 'Choir', [bob, carol])
  const ref = await alice.write(bob, 'Both', 'by two ways')
  await share(ref, 'Choir')
  await Promise.all([bob.arrival(ref), carol.arrival(ref)])
  await eventually(
    async () => (await who(alice, ref)).audiences.every(({ since }) => since !== null),
    'both readers have the notice',
  )
  const taken = await alice.do.letters.withdraw({ ref, from: 'Choir' }, calling)
  expect(taken.audiences).toMatchObject([{ name: 'Choir', outcome: 'recalled' }])
  // The withdrawal takes nothing from bob, who can still read it.
  expect(taken.readers).toMatchObject([{ name: 'carol', outcome: 'recalled' }])
  await expect(carol.read(ref)).rejects.toEqual(refused('RECALLED'))
  expect((await bob.read(ref)).text).toBe('by two ways')
  const late = await alice.do.letters.withdraw({ ref, from: 'bob' }, calling)
  expect(late.readers).toMatchObject([{ name: 'bob', outcome: 'too-late' }])
})

test('a reader who opened a letter through a group has opened it as a person too', async () => {
  await foundGroup(alice, 'Choir', [bob, carol])
  const ref = await alice.write({ name: 'Choir' }, 'Both', 'by two ways')
  await Promise.all([bob.arrival(ref), carol.arrival(ref)])
  await bob.read(ref)
  await share(ref, 'bob')
  const openedBy = async () =>
    (await who(alice, ref)).audiences.map(({ audience, opened }) => [audience.name, opened])
  await eventually(async () => (await openedBy()).length === 2, 'bob is a reader by two ways')
  expect(await openedBy()).toEqual([
    ['Choir', 1],
    ['bob', 1],
  ])
  await share(ref, 'carol')
  expect((await openedBy()).at(-1)).toEqual(['carol', 0])
})

test('a recall in a group answers too-late for members who had opened the post, and they keep it', async () => {
  await foundGroup(alice, 'Choir', [bob, carol])
  const ref = await alice.write({ name: 'Choir' }, 'Hasty', 'I take it back')
  await Promise.all([bob.arrival(ref), carol.arrival(ref)])
  await bob.read(ref)
  const { readers, audiences } = await alice.do.letters.recall({ ref }, calling)
  expect(readers.map(({ name, outcome }) => [name, outcome])).toEqual([
    ['bob', 'too-late'],
    ['carol', 'recalled'],
  ])
  expect(audiences).toMatchObject([{ outcome: 'recalled' }])
  await expect(carol.read(ref)).rejects.toEqual(refused('RECALLED'))
  expect((await bob.read(ref)).text).toBe('I take it back')
})

test('a held post of a group is announced when it is let go, in the epoch of that moment', async () => {
  await foundGroup(alice, 'Choir', [bob])
  const ref = await alice.write({ name: 'Choir' }, 'Later', 'when all are there', {
    policy: { ...PLAIN_POLICY, hold: true },
  })
  await alice.do.groups.add({ group: 'Choir', persons: ['carol'], history: false }, calling)
  expect(await alice.list('held')).toMatchObject([{ ref, state: 'held' }])
  await alice.do.letters.letGo({ ref }, calling)
  await carol.arrival(ref)
  expect((await carol.read(ref)).text).toBe('when all are there')
})

test('an open post of a group can be read while its author is away, and cannot be recalled', async () => {
  await foundGroup(alice, 'Choir', [bob, carol])
  const ref = await alice.write({ name: 'Choir' }, 'Open', apart('for whoever is there'), {
    policy: { ...PLAIN_POLICY, mode: 'open' },
  })
  await Promise.all([bob.arrival(ref), carol.arrival(ref)])
  await bob.read(ref)
  expect((await alice.do.letters.recall({ ref }, calling)).audiences).toMatchObject([{ outcome: 'too-late' }])
  await eventually(() => carol.home.peers.list().length === 2, 'carol is connected to bob')
  await alice.stop()
  expect((await carol.read(ref)).text).toBe(apart('for whoever is there'))
  await alice.start()
})

test('lists can be filtered by group, and show a reader by which audience a letter arrived', async () => {
  await foundGroup(alice, 'Choir', [bob])
  const ref = await alice.write({ name: 'Choir' }, 'Sung', 'la')
  await alice.write(bob, 'Said', 'bla')
  await bob.arrival(ref)
  const sung = await bob.list('inbox', { audience: 'Choir' })
  expect(sung.map(({ subject, to }) => [subject, to[0]!.name])).toEqual([['Sung', 'Choir']])
  expect((await who(bob, ref)).audiences).toMatchObject([{ audience: { name: 'Choir' } }])
  await expect(alice.write([bob, { name: 'Choir' }], 'Mixed', '')).rejects.toEqual(refused('INVALID'))
})
