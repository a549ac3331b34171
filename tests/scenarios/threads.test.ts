// Threads of three persons: the list shows one row for each, and each of them sees only what they have.
import { expect, test } from 'vitest'
import { PLAIN_POLICY, type Bin, type Handlers, type RefText } from '../../src/core/contract/index.ts'
import { readThreadTree } from '../../src/main/headless/thread-tree.ts'
import { useCircle } from '../support/circle.ts'
import { calling, eventually, pair, type Person } from '../support/person.ts'

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
  const { boxes } = await alice.do.home.standing({}, calling)
  expect(boxes.inbox.unreadThreads).toBe(2)
})

test('the filter for what opens now follows who is there, and fills its pages', async () => {
  const [alice, bob, carol] = await makeThree()
  const wordsHere = await bob.write(alice, 'Words', 'They came with the notice.', { policy: OPEN })
  await alice.arrival(wordsHere)
  const refs = { bob: [] as string[], carol: [] as string[] }
  for (const n of [1, 2, 3])
    for (const author of [bob, carol]) {
      const ref = await author.write(alice, `Letter ${n} of ${author.name}`, 'Sealed.')
      refs[author.name as 'bob' | 'carol'].unshift(ref)
      await alice.arrival(ref)
    }
  const opened = await carol.write(alice, 'Opened', 'Read already.')
  await alice.arrival(opened)
  await alice.read(opened)
  await bob.stop()
  await eventually(async () => (await alice.list())[2]?.opensFrom === 'nobody', 'bob is away')
  expect((await listThreads(alice, { only: ['openable'] })).map(({ thread }) => thread)).toEqual([
    ...refs.carol,
    wordsHere,
  ])
  const listed = await alice.list('inbox', { only: ['openable'] })
  expect(listed.map(({ ref }) => ref)).toEqual([...refs.carol, wordsHere])
  const first = await listThreads(alice, { only: ['openable'], limit: 2 })
  const next = await listThreads(alice, { only: ['openable'], limit: 2, before: first.at(-1)!.cursor })
  expect([...first, ...next].map(({ thread }) => thread)).toEqual([...refs.carol, wordsHere])
  await carol.stop()
  await eventually(async () => (await listThreads(alice, { only: ['openable'] })).length === 1, 'words')
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
  expect(unseen).toMatchObject({
    ...{ hasUnseenOpening: true, opensFrom: 'here', snippet: 'Where are you?' },
  })
  const { letters } = await getThread(alice, hers)
  expect(letters).toMatchObject([{ summary: { state: 'sealed' }, shown: { text: 'Where are you?' } }])
})

const getThread = (person: Person, ref: string, more: { limit?: number; before?: string } = {}) =>
  person.do.threads.get({ ref, limit: 500, ...more }, calling)

test('a thread has texts of opened letters, reasons for the others, and originals that are missing', async () => {
  const [alice, bob, carol] = await makeThree()
  await pair(bob, carol)
  const secret = await alice.write(bob, 'Figs', 'for bob alone')
  await bob.arrival(secret)
  await bob.read(secret)
  const toBoth = await bob.write([alice, carol], 'Re: Figs', 'Carol should know.', { replyTo: secret })
  await Promise.all([alice.arrival(toBoth), carol.arrival(toBoth)])
  const mine = await carol.write([alice, bob], 'Re: Figs', 'Thank you.', { replyTo: toBoth })
  const { summary, letters, earlier } = await getThread(carol, mine)
  expect(
    letters.map(({ summary: row, shown }) => [row?.ref ?? null, 'code' in shown ? shown.code : shown.text]),
  ).toEqual([
    [null, 'NOT_A_READER'],
    [toBoth, 'SEALED'],
    [mine, 'Thank you.'],
  ])
  expect([summary.thread, summary.count, earlier]).toEqual([toBoth, 2, null])
  expect(await bob.status(toBoth)).toMatchObject([{ state: 'notified' }, { state: 'notified' }])
  await carol.read(toBoth)
  const last = await getThread(carol, toBoth, { limit: 1 })
  expect(last.letters.map(({ shown }) => shown.ref)).toEqual([mine])
  const rest = await getThread(carol, toBoth, { limit: 1, before: last.earlier! })
  expect(rest.letters.map(({ shown }) => ('code' in shown ? shown.code : shown.text))).toEqual([
    'NOT_A_READER',
    'Carol should know.',
  ])
  expect(rest.earlier).toBeNull()
  await expect(getThread(alice, 'fumikura://ref/none')).rejects.toMatchObject({ code: 'NOT_FOUND' })
})

const order = (
  person: Person,
  ref: string,
  more: Omit<Parameters<Handlers['threads']['order']>[0], 'ref' | 'group'>,
) => person.do.threads.order({ ref, ...more }, calling)

const boxesOf = async (person: Person, thread: string): Promise<string[]> => {
  const boxes = ['inbox', 'archive', 'snoozed', 'starred', 'sent'] as const
  const lists = await Promise.all(boxes.map((box) => listThreads(person, { box })))
  return boxes.filter((_, n) => lists[n]!.some((one) => one.thread === thread))
}

test('a thread is archived whole, an answer brings it back, and an undo restores each letter', async () => {
  const [alice, bob] = await makeThree()
  const first = await bob.write(alice, 'Plums', 'one')
  await alice.arrival(first)
  await alice.do.letters.tidy({ refs: [first], addLabels: ['fruit'] }, calling)
  const second = await bob.write(alice, 'Re: Plums', 'two', { replyTo: first })
  await alice.arrival(second)
  const mine = await alice.write(bob, 'Re: Plums', 'three', { replyTo: second })

  const { summary, undo } = await order(alice, mine, { archived: true, starred: true, addLabels: ['fruit'] })
  expect(summary.tidy).toMatchObject({ archived: true, starred: true, labels: ['fruit'] })
  expect(await boxesOf(alice, first)).toEqual(['archive', 'starred', 'sent'])
  expect(undo.letters.map(({ ref, tidy }) => [ref, tidy.archived, tidy.labels])).toEqual([
    [first, false, ['fruit']],
    [second, false, []],
    [mine, false, []],
  ])
  expect((await order(alice, mine, { archived: true })).undo.letters).toEqual([])

  const later = await bob.write(alice, 'Re: Plums', 'four', { replyTo: mine })
  await alice.arrival(later)
  expect(await boxesOf(alice, first)).toEqual(['inbox', 'archive', 'starred', 'sent'])
  await alice.do.threads.restore(undo, calling)
  expect(await boxesOf(alice, first)).toEqual(['inbox', 'sent'])
  expect((await alice.list('inbox', { label: 'fruit' })).map(({ ref }) => ref)).toEqual([first])
})

test('a snoozed thread returns with an answer', async () => {
  const [alice, bob] = await makeThree()
  const far = new Date(Date.now() + 1e9).toISOString()
  const first = await bob.write(alice, 'Beans', 'one')
  await alice.arrival(first)
  await order(alice, first, { snoozedUntil: far })
  expect(await boxesOf(alice, first)).toEqual(['snoozed'])
  await alice.arrival(await bob.write(alice, 'Re: Beans', 'two', { replyTo: first }))
  expect(await boxesOf(alice, first)).toEqual(['inbox', 'snoozed'])
})

test('a removed letter leaves every list and search but the trash, connects its thread, and comes back', async () => {
  const [alice, bob] = await makeThree()
  const first = await bob.write(alice, 'Peas', 'marrowfat')
  await alice.arrival(first)
  const second = await bob.write(alice, 'Re: Peas', 'petit pois', { replyTo: first })
  await alice.arrival(second)
  await Promise.all([alice.read(first), alice.read(second)])
  const third = await alice.write(bob, 'Re: Peas', 'mangetout', { replyTo: second })
  const find = async (query: string): Promise<unknown[]> =>
    (await alice.do.letters.search({ query, limit: 9 }, calling)).map(({ ref }) => ref)
  expect(await find('pois')).toEqual([second])

  const bin = (ref: RefText, bin: Bin | null) => alice.do.letters.bin({ refs: [ref], bin }, calling)
  const trashed = [{ ref: second, bin: 'trash' }]
  expect(await bin(second, 'trash')).toMatchObject(trashed)
  expect(await find('pois')).toEqual([])
  expect(await find('pois in:trash')).toEqual([second])
  expect(await alice.list('trash')).toMatchObject(trashed)
  expect(await listThreads(alice, { box: 'trash' })).toMatchObject([{ thread: second, count: 1 }])
  expect((await alice.list()).map(({ ref }) => ref)).toEqual([first])
  expect((await getThread(alice, third)).letters.map(({ shown }) => shown.ref)).toEqual([first, third])
  expect((await alice.do.home.standing({}, calling)).boxes.inbox.total).toBe(1)
  // Bob only sees what he saw before.
  expect(await bob.status(second)).toMatchObject([{ state: 'referenced' }])
  // Alone, and still to be read.
  expect((await getThread(alice, second)).letters).toMatchObject([{ shown: { text: 'petit pois' } }])
  expect((await alice.read(second)).text).toBe('petit pois')

  expect(await bin(second, null)).toMatchObject([{ ref: second, bin: null }])
  expect(await find('pois in:trash')).toEqual([])
  expect(await find('pois')).toEqual([second])
  expect((await getThread(alice, third)).letters).toHaveLength(3)
  const held = await alice.write(bob, 'Held', 'x', { policy: { ...PLAIN_POLICY, hold: true } })
  await expect(bin(held, 'trash')).rejects.toMatchObject({ code: 'INVALID' })
  // Bob is a person, whom she can block.
  await expect(bin(second, 'spam')).rejects.toMatchObject({ code: 'INVALID' })
})

test('a thread longer than a page is read whole, page by page and as a tree', async () => {
  const [alice, bob] = await makeThree()
  const said = 505
  const numbers = Array.from({ length: said }, (_, number) => `number ${number}`)
  // At once, because each disk write takes as long as many letters of one write.
  await Promise.all(numbers.map((text) => alice.do.talks.say({ with: bob.name, text }, calling)))
  const [talk] = await listThreads(alice, { box: 'all' })
  const newest = await getThread(alice, talk!.thread)
  expect([newest.summary.count, newest.letters.length]).toEqual([said, 500])
  const first = await getThread(alice, talk!.thread, { before: newest.earlier! })
  expect([first.letters.length, first.earlier]).toEqual([5, null])
  const shown = [...first.letters, ...newest.letters].map((one) => 'text' in one.shown && one.shown.text)
  expect(shown.toSorted()).toEqual(numbers.toSorted())
  const get = (page: { ref: string; before?: string }) => getThread(alice, page.ref, page)
  const tree = await readThreadTree({ get }, talk!.thread)
  expect(tree).toHaveLength(said)
})
