// Talks: what is said, corrected, reacted to and marked as read, between two and in a group.
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { PLAIN_POLICY, type TalkEntry } from '../../src/core/contract/index.ts'
import { getRef, objectId } from '../../src/core/store/index.ts'
import { MemoryNetwork } from '../support/memory-network.ts'
import { calling, eventually, pair, Person } from '../support/person.ts'

let network: MemoryNetwork
let alice: Person
let bob: Person
let carol: Person

beforeEach(async () => {
  network = new MemoryNetwork()
  alice = await Person.create('alice', network)
  bob = await Person.create('bob', network)
  carol = await Person.create('carol', network)
  await pair(alice, bob)
  await pair(alice, carol)
})

afterEach(() => Promise.all([alice.remove(), bob.remove(), carol.remove()]))

const OPEN = { ...PLAIN_POLICY, mode: 'open' as const }
const BOX = { typed: [], subject: '', tags: [], attachments: [] }

const say = async (person: Person, who: string, text: string, more: object = {}) =>
  (await person.do.talks.say({ with: who, text, ...more }, calling)).ref

const stream = (person: Person, who: string) => person.do.talks.stream({ with: who, limit: 50 }, calling)

const texts = async (person: Person, who: string): Promise<(string | null)[]> =>
  (await stream(person, who)).entries.map(({ text }) => text)

const entryOf = async (person: Person, who: string, ref: string): Promise<TalkEntry> =>
  (await stream(person, who)).entries.find(({ letter }) => letter.ref === ref)!

async function found(style: 'conversation' | 'team' = 'conversation'): Promise<void> {
  await alice.do.groups.create({ name: 'Choir', style }, calling)
  await alice.do.groups.add({ group: 'Choir', persons: ['bob', 'carol'], history: false }, calling)
  for (const person of [bob, carol])
    await eventually(async () => (await person.do.groups.list({}, calling)).length === 1)
}

test('words in the box of a talk are a draft that ends when they are said, by either call', async () => {
  const write = async (text: string, asks: 'safety' | null = null) => {
    const person = alice.do.drafts
    return person.save({ ...BOX, to: ['bob'], text, saying: { asks }, policy: OPEN }, calling)
  }
  const { draft } = await write('Are you there?')
  const [kept] = await alice.do.drafts.list({}, calling)
  expect(kept).toMatchObject({ draft, text: 'Are you there?', saying: { asks: null } })
  await say(alice, 'bob', 'Are you there?', { draft })
  expect(await alice.do.drafts.list({}, calling)).toEqual([])
  const second = await write('Are you safe?', 'safety')
  await alice.do.drafts.send({ draft: second.draft }, calling)
  expect(await alice.do.drafts.list({}, calling)).toEqual([])
  await eventually(async () => (await bob.list()).length === 2)
  expect((await stream(bob, 'alice')).entries.map(({ text, letter }) => [text, letter.asks])).toEqual([
    ['Are you there?', null],
    ['Are you safe?', 'safety'],
  ])
  // Another window has said it.
  await say(alice, 'bob', 'Again', { draft })
  expect(await texts(alice, 'bob')).toHaveLength(3)
})

test('nothing is said without words and files', async () => {
  for (const text of ['', ' \n'])
    await expect(say(alice, 'bob', text)).rejects.toMatchObject({ code: 'INVALID' })
  expect((await stream(alice, 'bob')).entries).toEqual([])
})

test('what was said is in Sent for a program, and can be left out beside the letters', async () => {
  const letter = await alice.write(bob, 'The programme', 'It is long.')
  const said = await say(alice, 'bob', 'Are you there?')
  await eventually(async () => (await bob.list()).length === 2)
  const refsIn = async (person: Person, box: 'inbox' | 'sent', hasSaid?: boolean) => {
    const page = { box, limit: 10, order: 'newest', said: hasSaid } as const
    return (await person.do.letters.list({ ...page, only: [] }, calling)).map(({ ref }) => ref)
  }
  expect(await refsIn(alice, 'sent')).toEqual([said, letter])
  expect(await refsIn(alice, 'sent', false)).toEqual([letter])
  expect(await refsIn(bob, 'inbox')).toEqual([said, letter])
  const [found] = await alice.do.letters.search({ query: 'there', limit: 10 }, calling)
  expect(found).toMatchObject({ ref: said })
})

test('a talk of two is one stream, with the letters that have a subject, and one thread', async () => {
  await say(alice, 'bob', 'Are you there?')
  await eventually(async () => (await bob.list()).length === 1)
  await say(bob, 'alice', 'Yes.')
  await eventually(async () => (await alice.list()).length === 1)
  const letter = await alice.write(bob, 'The programme', 'It is long.')
  await bob.arrival(letter)
  expect(await texts(bob, 'alice')).toEqual(['Are you there?', 'Yes.', null])
  expect((await stream(bob, 'alice')).entries[2]!.letter).toMatchObject({ subject: 'The programme' })
  const threads = await bob.do.threads.list({ box: 'inbox', limit: 10, order: 'newest', only: [] }, calling)
  expect(threads.map(({ count, talk }) => [count, talk?.name ?? null])).toEqual([
    [1, null],
    [2, 'alice'],
  ])
})

test('what was said counts as unread until it is marked, and is then opened without the network', async () => {
  await say(alice, 'bob', 'One')
  const two = await say(alice, 'bob', 'Two')
  await bob.arrival(two)
  await alice.stop()
  const before = await stream(bob, 'alice')
  expect([before.unread, before.entries.map(({ letter }) => letter.state)]).toEqual([2, ['sealed', 'sealed']])
  expect(await bob.do.talks.markRead({ with: 'alice', upTo: two }, calling)).toEqual({ read: 2 })
  const after = await stream(bob, 'alice')
  expect([after.unread, after.entries.map(({ letter }) => letter.state)]).toEqual([
    0,
    ['referenced', 'referenced'],
  ])
})

test('a list of talks shows the newest letter of each, and counts what is not read or opened', async () => {
  await found()
  const newest = async () => {
    const lines = await bob.do.talks.newest({ with: ['Choir', 'alice'] }, calling)
    return lines.map((line) => [
      line.with.name,
      line.newest?.excerpt ?? line.newest?.subject ?? null,
      line.unread,
    ])
  }
  const told = await say(alice, 'Choir', 'My voice is back.')
  await bob.arrival(told)
  expect(await newest()).toEqual([
    ['Choir', 'My voice is back.', 1],
    ['alice', null, 0],
  ])
  await bob.do.talks.markRead({ with: 'Choir', upTo: told }, calling)
  await bob.arrival(await alice.write(bob, 'The programme', 'It is long.'))
  expect(await newest()).toEqual([
    ['Choir', 'My voice is back.', 0],
    ['alice', 'The programme', 1],
  ])
})

test('a reaction reaches the author and the group, the newest counts, and an empty one takes it back', async () => {
  await found()
  const ref = await say(alice, 'Choir', 'Who can sing on Sunday?')
  await Promise.all([bob.arrival(ref), carol.arrival(ref)])
  const reactionsAt = async (person: Person): Promise<string[]> =>
    (await entryOf(person, 'Choir', ref)).reactions.map(({ name, text }) => `${name} ${text}`)
  await bob.do.talks.react({ ref, text: 'yes' }, calling)
  await carol.do.talks.react({ ref, text: '♡' }, calling)
  for (const person of [alice, bob, carol])
    await eventually(async () => (await reactionsAt(person)).sort().join() === 'bob yes,carol ♡')
  await bob.do.talks.react({ ref, text: 'no' }, calling)
  await carol.do.talks.react({ ref, text: '' }, calling)
  for (const person of [alice, bob, carol])
    await eventually(async () => (await reactionsAt(person)).join() === 'bob no')
  expect((await alice.do.letters.status({ ref, limit: 10 }, calling)).reactions).toMatchObject([
    { name: 'bob', text: 'no' },
  ])
  expect((await carol.read(ref)).reactions).toMatchObject([{ name: 'bob', text: 'no' }])
})

test('a member cannot react in a group to a letter between two others, before it comes either', async () => {
  await found()
  const policy = { ...PLAIN_POLICY, mode: 'open', hold: true } as const
  const ref = await alice.write(bob, '', 'Between the two of us.', { policy })
  const { ledger, audiences } = carol.home.parts
  const group = carol.home.groups.findNamed('Choir')!
  const record = {
    type: 'reaction',
    object: objectId(getRef(ref)),
    n: 1,
    text: 'ha',
    at: Date.now(),
  } as const
  await ledger.write((tx) => audiences.group.append(tx, group, record))
  await eventually(() => bob.home.parts.ledger.get('SELECT 1 FROM reactions') !== undefined)
  await alice.do.letters.letGo({ ref }, calling)
  await bob.arrival(ref)
  expect((await bob.read(ref)).reactions).toEqual([])
  expect((await alice.do.letters.status({ ref, limit: 10 }, calling)).reactions).toEqual([])
})

test('reactions have limits, and a sealed letter gets none before it is opened', async () => {
  const ref = await say(alice, 'bob', 'Hello')
  const sealed = await alice.write(bob, 'Sealed', 'Nobody sees me.')
  await bob.arrival(sealed)
  const reacting = (to: string, text: string) => bob.do.talks.react({ ref: to, text }, calling)
  await expect(reacting(ref, 'あ'.repeat(11))).rejects.toMatchObject({ code: 'TOO_LARGE' })
  await expect(reacting(ref, 'a\nb')).rejects.toMatchObject({ code: 'INVALID' })
  await expect(reacting(sealed, 'yes')).rejects.toMatchObject({ code: 'SEALED' })
  await expect(reacting(ref, 'あ'.repeat(10))).resolves.toMatchObject({ text: 'あ'.repeat(10) })
})

const refsIn = async (box: 'inbox' | 'archive' | 'all') =>
  (await bob.do.letters.list({ box, only: [], order: 'newest', limit: 50 }, calling)).map(({ ref }) => ref)

test('a correction is a version: the stream shows the latest one, and only the author can make it', async () => {
  const first = await say(alice, 'bob', 'At seven.')
  await bob.arrival(first)
  const second = await say(alice, 'bob', 'At eight.', { replaces: first })
  await bob.arrival(second)
  await eventually(async () => (await texts(bob, 'alice')).join() === 'At eight.')
  expect(await texts(alice, 'bob')).toEqual(['At eight.'])
  expect((await stream(bob, 'alice')).entries[0]!.letter.replaces).toBe(first)
  // Every list shows the latest version only, and nothing counts the earlier one.
  for (const box of ['inbox', 'all'] as const)
    expect(await refsIn(box)).toEqual(expect.not.arrayContaining([first]))
  expect(await refsIn('inbox')).toContain(second)
  expect((await bob.do.threads.get({ ref: second, limit: 50 }, calling)).summary.unopened).toBe(1)
  await bob.do.letters.tidy({ refs: [first, second], archived: true }, calling)
  expect(await refsIn('archive')).toContain(second)
  expect(await refsIn('archive')).not.toContain(first)
  await expect(say(bob, 'alice', 'At nine.', { replaces: first })).rejects.toMatchObject({
    code: 'NOT_YOURS',
  })
  await expect(say(alice, 'carol', 'At nine.', { replaces: first })).rejects.toMatchObject({
    code: 'INVALID',
  })
})

test('a correction keeps the place and the time of what it corrects, also in a rebuilt index', async () => {
  const first = await say(alice, 'bob', 'At seven.')
  await bob.arrival(first)
  await bob.arrival(await say(alice, 'bob', 'In the hall.'))
  const second = await say(alice, 'bob', 'At eight.', { replaces: first })
  await bob.arrival(second)
  const third = await say(alice, 'bob', 'At nine.', { replaces: second })
  await bob.arrival(third)
  for (const [person, other] of [
    [alice, 'bob'],
    [bob, 'alice'],
  ] as const) {
    await eventually(async () => (await texts(person, other)).join() === 'At nine.,In the hall.')
    const [corrected, later] = (await stream(person, other)).entries
    expect(corrected!.saidAt < later!.saidAt).toBe(true)
    expect(corrected!.letter.sentAt > later!.letter.sentAt).toBe(true)
  }
  await bob.stop()
  await rm(join(bob.homeDir, 'index'))
  await bob.start()
  expect(await texts(bob, 'alice')).toEqual(['At nine.', 'In the hall.'])
})

test('an answer names what it answers by reference', async () => {
  const ref = await say(alice, 'bob', 'Who brings the score?')
  await bob.arrival(ref)
  const answer = await say(bob, 'alice', 'I do.', { replyTo: ref })
  await alice.arrival(answer)
  expect((await entryOf(alice, 'bob', answer)).original).toMatchObject({
    ref,
    from: { name: 'alice' },
    words: 'Who brings the score?',
  })
})

test('read marks and typing are shown by choice, and only to those who show them too', async () => {
  const heard: string[] = []
  alice.do.events.subscribe((event) => {
    if (event.type === 'typing') heard.push(event.person)
  })
  const ref = await say(alice, 'bob', 'Have you read this?')
  await bob.arrival(ref)
  const show = (person: Person, who: string) =>
    person.do.talks.settings({ with: who, showsSeen: true, showsTyping: true }, calling)
  await bob.do.talks.typing({ with: 'alice' }, calling)
  await show(alice, 'bob')
  await bob.do.talks.typing({ with: 'alice' }, calling)
  await show(bob, 'alice')
  await bob.do.talks.markRead({ with: 'alice', upTo: ref }, calling)
  await eventually(async () => (await entryOf(alice, 'bob', ref)).seenBy.length === 1)
  expect(heard).toEqual([])
  await bob.do.talks.typing({ with: 'alice' }, calling)
  await eventually(() => heard.length === 1)
  await alice.do.talks.settings({ with: 'bob', showsSeen: false }, calling)
  expect((await entryOf(alice, 'bob', ref)).seenBy).toEqual([])
})

test('in a team each member sees who has done it and with which word, in a conversation the author alone', async () => {
  await found('team')
  const ref = await say(alice, 'Choir', 'Bring the folding tables.')
  await Promise.all([bob.arrival(ref), carol.arrival(ref)])
  await bob.read(ref)
  await bob.do.letters.mark({ ref, value: 'done', note: 'Two of them.' }, calling)
  const answersAt = async (person: Person) =>
    (await entryOf(person, 'Choir', ref)).answers.map(({ name, value, note }) => [name, value, note])
  for (const person of [alice, bob, carol])
    await eventually(async () => (await answersAt(person)).length === 1)
  expect(await answersAt(carol)).toEqual([['bob', 'done', 'Two of them.']])
  expect(await alice.status(ref)).toContainEqual(expect.objectContaining({ name: 'bob', state: 'done' }))
})

test('an urgent letter asks for a confirmation, and its author sees who confirmed with which word', async () => {
  const ref = await say(alice, 'bob', 'Are you safe?', { asks: 'safety' })
  await bob.arrival(ref)
  await alice.stop()
  expect(await entryOf(bob, 'alice', ref)).toMatchObject({
    letter: { asks: 'safety', policy: { urgent: true } },
  })
  await bob.do.letters.mark({ ref, value: 'confirmed', note: '無事' }, calling)
  const { summary } = await bob.do.threads.get({ ref, limit: 1 }, calling)
  expect(summary).toMatchObject({ state: 'confirmed', newest: { state: 'confirmed', answer: '無事' } })
  await alice.start()
  await eventually(async () => (await entryOf(alice, 'bob', ref)).answers.length === 1)
  expect((await entryOf(alice, 'bob', ref)).answers).toMatchObject([{ value: 'confirmed', note: '無事' }])
  const plain = await say(alice, 'bob', 'Call me.', { asks: 'confirmation' })
  expect(await entryOf(alice, 'bob', plain)).toMatchObject({ letter: { asks: 'confirmation' } })
})
