// A person's own order: boxes and counts, search, archive, stars, and letters as files.
// No contact learns of it.
import { expect, test } from 'vitest'
import { PLAIN_POLICY } from '../../src/core/contract/index.ts'
import { useCircle } from '../support/circle.ts'
import { calling, eventually, type Person } from '../support/person.ts'

const makeCircle = useCircle()
const subjects = (letters: { subject: string | null }[]) => letters.map(({ subject }) => subject)
const search = async (person: Person, query: string) =>
  subjects(await person.do.letters.search({ query, limit: 50 }, calling))
const tidy = (person: Person, refs: string[], order: object) =>
  person.do.letters.tidy({ refs, ...order }, calling)

async function makeCorrespondence(): Promise<{ alice: Person; bob: Person; refs: string[] }> {
  const [alice, bob] = (await makeCircle(['alice', 'bob'])).people as [Person, Person]
  const refs = [
    await alice.write(bob, 'The harbour drawings', 'Second round of the pier, in ink.'),
    await alice.write(bob, '会議の件', '東京都庁で水曜日に会いましょう。'),
    await alice.write(bob, 'Invoice', 'Please check it.', { policy: { ...PLAIN_POLICY, urgent: true } }),
  ]
  await bob.arrival(refs[2]!)
  return { alice, bob, refs }
}

test('search finds words in own and opened letters and in titles of the others, filtered by operators', async () => {
  const { alice, bob, refs } = await makeCorrespondence()
  expect(await search(alice, 'ink')).toEqual(['The harbour drawings'])
  expect(await search(alice, '都庁')).toEqual(['会議の件'])
  expect(await search(bob, 'ink')).toEqual([])
  expect(await search(bob, 'harb')).toEqual(['The harbour drawings'])
  await bob.read(refs[0]!)
  await bob.read(refs[1]!)
  expect(await search(bob, 'ink pier')).toEqual(['The harbour drawings'])
  expect(await search(bob, '会議')).toEqual(['会議の件'])
  expect(await search(bob, '会')).toEqual(['会議の件'])
  expect(await search(bob, 'from:ali is:unread')).toEqual(['Invoice'])
  expect(await search(bob, 'is:opened')).toEqual(['会議の件', 'The harbour drawings'])
  expect(await search(alice, 'to:bob is:urgent')).toEqual(['Invoice'])
  expect(await search(alice, 'from:me harbour')).toEqual(['The harbour drawings'])
  expect(await search(alice, 'before:2001-01-01')).toEqual([])
  expect((await bob.list())[2]).toMatchObject({ excerpt: 'Second round of the pier, in ink.' })
})

test('a recalled letter is removed from the index with its key', async () => {
  const { alice, refs } = await makeCorrespondence()
  expect(await search(alice, 'ink')).toHaveLength(1)
  await alice.do.letters.recall({ ref: refs[0]! }, calling)
  expect(await search(alice, 'ink')).toEqual([])
  expect(await search(alice, 'harbour')).toEqual(['The harbour drawings'])
  expect((await alice.list('sent'))[2]).toMatchObject({ state: 'recalled', excerpt: null })
})

test('archive, star, snooze and labels put letters in boxes, and the counts agree', async () => {
  const { alice, bob, refs } = await makeCorrespondence()
  const boxes = async () => {
    const { boxes: counted } = await bob.do.home.standing({}, calling)
    return Object.fromEntries(
      Object.entries(counted).map(([box, { total, unread }]) => [box, [total, unread]]),
    )
  }
  expect(await boxes()).toMatchObject({
    inbox: [3, 3],
    waiting: [0, 0],
    archive: [0, 0],
    starred: [0, 0],
    snoozed: [0, 0],
  })
  await tidy(bob, [refs[0]!], { archived: true, addLabels: ['harbour', 'work'] })
  await tidy(bob, [refs[2]!], { starred: true })
  const [snoozed] = await tidy(bob, [refs[1]!], { snoozedUntil: new Date(Date.now() + 1e6).toISOString() })
  expect(snoozed!.tidy).toMatchObject({ archived: false, labels: [] })
  expect(await boxes()).toMatchObject({ inbox: [1, 1], archive: [1, 1], starred: [1, 1], snoozed: [1, 1] })
  expect((await bob.do.home.standing({}, calling)).labels).toEqual(['harbour', 'work'])
  expect(subjects(await bob.list('archive', { label: 'work' }))).toEqual(['The harbour drawings'])
  await tidy(bob, [refs[1]!], { snoozedUntil: null })
  expect(await boxes()).toMatchObject({ inbox: [2, 2], snoozed: [0, 0] })
  await bob.read(refs[1]!)
  expect(await boxes()).toMatchObject({ inbox: [2, 1], waiting: [1, 0] })
  await bob.write(alice, 'Re', 'gladly', { replyTo: refs[1]! })
  expect(await boxes()).toMatchObject({ waiting: [0, 0] })
})

test('a letter is exported as e-mail and Markdown only if it was opened', async () => {
  const { alice, bob, refs } = await makeCorrespondence()
  const exported = (format: 'eml' | 'markdown') => bob.do.letters.export({ ref: refs[1]!, format }, calling)
  await expect(exported('eml')).rejects.toMatchObject({ code: 'SEALED' })
  await bob.read(refs[1]!)
  const eml = await exported('eml')
  expect(eml).toMatchObject({ type: 'message/rfc822' })
  expect(eml.text).toMatch(/^From: "alice" <[a-z0-9]+@fumikura\.invalid>\r$/m)
  expect(eml.text).toContain('X-Fumikura-Ref: fumikura://ref/')
  expect(Buffer.from(eml.text.split('\r\n\r\n')[1]!, 'base64').toString('utf8')).toContain('東京都庁で')
  expect((await exported('markdown')).text).toContain('# 会議の件\n\n- From: alice\n- To: bob\n')
  expect((await alice.do.letters.export({ ref: refs[0]!, format: 'markdown' }, calling)).name).toMatch(
    /^\d{4}-\d\d-\d\d The harbour drawings\.md$/,
  )
})

test('a new name on a card reaches the contacts', async () => {
  const [alice, bob] = (await makeCircle(['alice', 'bob'])).people as [Person, Person]
  expect(await alice.do.people.rename({ name: 'Alice Mori' }, calling)).toMatchObject({ name: 'Alice Mori' })
  await eventually(async () => (await bob.do.people.contacts({}, calling))[0]?.name === 'Alice Mori')
  await expect(alice.do.people.rename({ name: '  ' }, calling)).rejects.toMatchObject({ code: 'INVALID' })
  await alice.stop()
  await alice.start()
  expect(await alice.do.people.whoami({}, calling)).toMatchObject({ name: 'Alice Mori' })
})

test('a letter costs one body, and a notice for each reader', async () => {
  const [alice, bob, carol] = (await makeCircle(['alice', 'bob', 'carol'])).people as [Person, Person, Person]
  const ref = await alice.write([bob, carol], 'Both', 'x'.repeat(900))
  expect(await alice.do.letters.cost({ ref }, calling)).toEqual({
    bodies: 1,
    bodyBytes: 1124,
    notices: 2,
    noticeBytes: 2 * 552,
  })
  const before = await alice.do.letters.cost({ ref }, calling)
  await bob.arrival(ref)
  await bob.read(ref)
  await alice.do.letters.recall({ ref }, calling)
  expect(await alice.do.letters.cost({ ref }, calling)).toEqual(before)
})

test('an opened letter counts as unread again until it is read, and an undo ends it', async () => {
  const { alice, bob, refs } = await makeCorrespondence()
  const unread = async () => (await bob.do.home.standing({}, calling)).boxes.inbox
  await bob.read(refs[0]!)
  expect(await unread()).toEqual({ total: 3, unread: 2, unreadThreads: 2 })
  const [marked] = await tidy(bob, [refs[0]!], { unread: true })
  expect(marked).toMatchObject({ state: 'referenced', tidy: { unread: true } })
  expect(await unread()).toEqual({ total: 3, unread: 3, unreadThreads: 3 })
  expect(await search(bob, 'is:unread harbour')).toEqual(['The harbour drawings'])
  expect(await search(bob, 'is:sealed harbour')).toEqual([])
  expect(subjects(await bob.list('inbox', { only: ['unread'] }))).toContain('The harbour drawings')
  await bob.read(refs[0]!)
  expect(await unread()).toEqual({ total: 3, unread: 2, unreadThreads: 2 })
  expect((await alice.status(refs[0]!))[0]).toMatchObject({ state: 'referenced' })

  const answer = await bob.write(alice, 'Re: The harbour drawings', 'Good.', { replyTo: refs[0]! })
  const { summary, undo } = await bob.do.threads.order({ ref: answer, unread: true }, calling)
  expect(summary).toMatchObject({ unopened: 0, tidy: { unread: true } })
  expect(undo.letters.map(({ ref }) => ref)).toEqual([refs[0]])
  await bob.do.threads.restore(undo, calling)
  const [restored] = await tidy(bob, [refs[0]!], {})
  expect(restored!.tidy).toMatchObject({ unread: false })
})
