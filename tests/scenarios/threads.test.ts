// Threads of three persons: the list shows one row for each, and each of them sees only what they have.
import { expect, test } from 'vitest'
import { PLAIN_POLICY, type Handlers } from '../../src/core/contract/index.ts'
import { useCircle } from '../support/circle.ts'
import { calling, pair, type Person } from '../support/person.ts'

const makeCircle = useCircle()

const OPEN = { ...PLAIN_POLICY, mode: 'open' as const }

type Asked = Partial<Parameters<Handlers['threads']['list']>[0]>

const listThreads = (person: Person, more: Asked = {}) =>
  person.do.threads.list({ box: 'inbox', limit: 50, order: 'newest', only: [], ...more }, calling)

async function makeThree(): Promise<[Person, Person, Person]> {
  const { people } = await makeCircle(['alice', 'bob', 'carol'])
  return people as [Person, Person, Person]
}

test('answers to a letter to two are one row, from whichever of them they come', async () => {
  const [alice, bob, carol] = await makeThree()
  const first = await alice.write([bob, carol], 'Harvest', 'When shall we begin?')
  await Promise.all([bob.arrival(first), carol.arrival(first)])
  await bob.read(first)
  const second = await bob.write(alice, 'Re: Harvest', 'On Monday.', { replyTo: first })
  const third = await carol.write(alice, 'Re: Harvest', 'Not before Friday.', { replyTo: first })
  const other = await carol.write(alice, 'Harvest', 'Another matter of the same name.')
  await Promise.all([second, third, other].map((ref) => alice.arrival(ref)))
  await alice.read(third)

  const [newest, thread, ...rest] = await listThreads(alice)
  expect(rest).toEqual([])
  expect(newest).toMatchObject({ thread: other, count: 1, subject: 'Harvest', unopened: 1 })
  expect(thread).toMatchObject({
    ...{ thread: first, talk: null, subject: 'Harvest', count: 3, peopleCount: 3 },
    ...{ unopened: 1, opensNow: 1, opensFrom: 'author', hasUnseenOpening: false, state: 'sealed' },
    newest: { ref: third },
    snippet: 'Not before Friday.',
  })
  expect(thread!.people.map(({ name }) => name)).toEqual(['bob', 'carol', 'alice'])
  expect((await listThreads(alice, { box: 'sent' })).map((one) => one.thread)).toEqual([first])
  // Bob does not have carol's answer.
  expect(await listThreads(bob)).toMatchObject([{ thread: first, count: 2, unopened: 0 }])
  const { threads } = await alice.do.letters.counts({}, calling)
  expect(threads.inbox).toEqual({ unread: 2, total: 2 })
})

test('what two say without a subject is one thread, and a letter with a subject begins another', async () => {
  const [alice, bob, carol] = await makeThree()
  await pair(bob, carol)
  const said = await bob.write(alice, '', 'On my way.', { policy: OPEN })
  await alice.arrival(said)
  const answer = await alice.write(bob, '', 'Good.', { replyTo: said, policy: OPEN })
  const letter = await alice.write(bob, 'The key', 'It is under the stone.', { replyTo: said })
  const toBoth = await bob.write([alice, carol], '', 'For both of you.')
  const hers = await carol.write(alice, '', 'Where are you?', { policy: OPEN })
  await Promise.all([bob.arrival(answer), bob.arrival(letter)])
  await Promise.all([alice.arrival(toBoth), alice.arrival(hers)])
  const talks = (await listThreads(alice, { box: 'all' })).map(({ talk, subject, count }) => ({
    ...{ talk: talk?.name ?? null, subject, count },
  }))
  expect(talks).toEqual([
    { talk: 'carol', subject: null, count: 1 },
    { talk: null, subject: '', count: 1 },
    { talk: null, subject: 'The key', count: 1 },
    { talk: 'bob', subject: null, count: 2 },
  ])
  const bobs = (await listThreads(bob, { box: 'all' })).map(({ talk, count }) => [talk?.name ?? null, count])
  expect(bobs).toContainEqual(['alice', 2])
  const [unseen] = await listThreads(alice, { person: 'carol', only: ['unread'] })
  expect(unseen).toMatchObject({ hasUnseenOpening: true, snippet: null })
})
