// A group is one row of the inbox, and is muted as a whole. What is muted stays where it is, makes no
// sound and counts nowhere; an urgent letter arrives as if nothing were muted.
import { beforeEach, expect, test } from 'vitest'
import { PLAIN_POLICY, type EngineEvent, type RefText } from '../../src/core/contract/index.ts'
import { useCircle } from '../support/circle.ts'
import { calling, eventually, type Person } from '../support/person.ts'

const circle = useCircle()
const URGENT = { ...PLAIN_POLICY, urgent: true }
const FAR = new Date(Date.now() + 86_400_000).toISOString()
const FOR_GOOD = { until: null }

let alice: Person
let bob: Person
let heard: Extract<EngineEvent, { type: 'letter-arrived' }>[]

async function found(style: 'conversation' | 'team' = 'conversation'): Promise<void> {
  await alice.do.groups.create({ name: 'Choir', style }, calling)
  await alice.do.groups.add({ group: 'Choir', persons: ['bob', 'carol'], history: false }, calling)
  await eventually(async () => (await bob.do.groups.list({}, calling)).length === 1)
}

beforeEach(async () => {
  const { people } = await circle(['alice', 'bob', 'carol'])
  ;[alice, bob] = people as [Person, Person]
  heard = []
  bob.do.events.subscribe((event) => event.type === 'letter-arrived' && heard.push(event))
})

async function arrived(ref: RefText): Promise<RefText> {
  await bob.arrival(ref)
  await eventually(() => Promise.resolve(heard.some((event) => event.ref === ref)))
  return ref
}

const post = async (subject: string, more: object = {}): Promise<RefText> =>
  arrived(await alice.write({ name: 'Choir' }, subject, 'x', more))
const say = async (text: string, more: object = {}): Promise<RefText> =>
  arrived((await alice.do.talks.say({ with: 'Choir', text, ...more }, calling)).ref)
const write = async (subject: string, more: object = {}): Promise<RefText> =>
  arrived(await alice.write(bob, subject, 'x', more))

const rows = (more: object = {}) =>
  bob.do.threads.list({ box: 'inbox', limit: 50, order: 'newest', only: [], ...more }, calling)
const counted = async () => (await bob.do.home.standing({}, calling)).boxes.inbox
const pressing = async () =>
  (await bob.list('inbox', { only: ['pressing'], order: 'oldest' })).map(({ ref }) => ref)
const wasMuted = (ref: RefText): boolean => heard.find((event) => event.ref === ref)!.isMuted

test('a group is one row of the inbox, with the newest of its letters and messages', async () => {
  await found()
  const plan = await post('The plan')
  await say('Who has the key?')
  const song = await post('Songs')
  const letter = await write('Dinner')
  const last = await say('I have it.')
  const [choir, dinner, ...rest] = await rows()
  expect(rest).toEqual([])
  expect(dinner).toMatchObject({ thread: letter, group: null, fresh: { letters: 1, messages: 0 } })
  expect(choir).toMatchObject({
    ...{ thread: plan, subject: null, count: 4, unopened: 4, fresh: { letters: 2, messages: 2 } },
    ...{ newest: { ref: last }, snippet: 'I have it.', talk: { name: 'Choir' }, muted: null },
  })
  expect(await counted()).toEqual({ total: 5, unread: 5, unreadThreads: 2 })
  // Within the group, and in other boxes, each thread is a row.
  expect((await rows({ audience: 'Choir' })).map(({ group }) => group)).toEqual([null, null, null])

  await bob.do.letters.tidy({ refs: [song], snoozedUntil: FAR }, calling)
  expect(await rows()).toMatchObject([{ fresh: { letters: 1, messages: 2 } }, {}])
  expect(await rows({ box: 'snoozed' })).toMatchObject([{ thread: song, group: null }])

  const { undo, summary } = await bob.do.threads.order({ group: 'Choir', archived: true }, calling)
  expect(summary.tidy).toMatchObject({ archived: false, snoozedUntil: expect.any(String) as string })
  expect((await rows()).map(({ thread }) => thread)).toEqual([letter])
  expect((await rows({ box: 'archive' })).map(({ count }) => count)).toEqual([2, 1])
  await bob.do.threads.restore(undo, calling)
  expect(await rows()).toMatchObject([{ fresh: { letters: 1, messages: 2 } }, { thread: letter }])

  await bob.do.threads.order({ group: 'Choir', archived: true }, calling)
  await say('Anyone?')
  expect((await rows())[0]).toMatchObject({ fresh: { letters: 0, messages: 1 }, snippet: 'Anyone?' })
})

test('a muted group makes no sound and does not count, and none of it is hidden', async () => {
  await found()
  await post('Before')
  await bob.do.threads.mute({ group: 'Choir', muted: FOR_GOOD }, calling)
  expect(await bob.do.groups.list({}, calling)).toMatchObject([{ muted: { until: null } }])
  const quiet = [await post('Quiet'), await say('psst')]
  expect(quiet.map(wasMuted)).toEqual([true, true])
  expect(await rows()).toMatchObject([{ muted: { until: null }, fresh: { letters: 2, messages: 1 } }])
  expect(await bob.list('archive')).toEqual([])
  expect(await counted()).toEqual({ total: 3, unread: 0, unreadThreads: 0 })
  await bob.do.threads.mute({ ref: quiet[0], muted: null }, calling)
  expect(await counted()).toEqual({ total: 3, unread: 3, unreadThreads: 1 })
  expect(wasMuted(await say('hello'))).toBe(false)
})

test('a mute ends at its time, and says so', async () => {
  await found()
  await post('Quiet')
  let changes = 0
  bob.do.events.subscribe(({ type }) => type === 'mutes-changed' && changes++)
  const until = new Date(Date.now() + 700).toISOString()
  await bob.do.threads.mute({ group: 'Choir', muted: { until } }, calling)
  expect((await counted()).unreadThreads).toBe(0)
  await eventually(async () => changes === 2 && (await counted()).unreadThreads === 1)
  expect(await bob.do.groups.list({}, calling)).toMatchObject([{ muted: null }])
  const past = { group: 'Choir', muted: { until: new Date(Date.now() - 1).toISOString() } }
  await expect(bob.do.threads.mute(past, calling)).rejects.toMatchObject({ code: 'INVALID' })
})

test('a thread of persons is muted alone, with all that answers it', async () => {
  const dinner = await write('Dinner')
  const answer = await bob.write(alice, 'Re: Dinner', 'x', { replyTo: dinner })
  await bob.do.threads.mute({ ref: answer, muted: FOR_GOOD }, calling)
  await eventually(async () => (await alice.list()).length === 1)
  const quiet = await write('Re: Dinner', { replyTo: answer })
  const other = await write('Keys')
  expect([quiet, other].map(wasMuted)).toEqual([true, false])
  expect(await rows()).toMatchObject([
    { thread: other, muted: null },
    { thread: dinner, muted: { until: null } },
  ])
  expect(await counted()).toEqual({ total: 3, unread: 1, unreadThreads: 1 })
  await bob.do.threads.mute({ ref: dinner, muted: null }, calling)
  expect((await counted()).unreadThreads).toBe(2)
})

const NONE = { isMuted: false, hasRule: false, isSnoozed: false, isArchived: false }
/** What may stand in the way of an urgent letter: each alone, and all together. */
const WAYS = [
  ...Object.keys(NONE).map((one) => ({ ...NONE, [one]: true })),
  { isMuted: true, hasRule: true, isSnoozed: true, isArchived: true },
]

test('what is urgent comes through a mute, a rule, a snooze and the archive, alone and together', async () => {
  await found()
  for (const { isMuted, hasRule, isSnoozed, isArchived } of WAYS) {
    await bob.do.threads.mute({ group: 'Choir', muted: isMuted ? FOR_GOOD : null }, calling)
    const acts = { labels: ['ruled'], archive: true, star: false, done: false }
    if (hasRule) await bob.do.rules.add({ name: 'All', query: 'in:Choir', acts }, calling)
    const urgent = [await post('Flood', { policy: URGENT }), await say('Flood!', { asks: 'confirmation' })]
    if (isSnoozed) await bob.do.threads.order({ group: 'Choir', snoozedUntil: FAR }, calling)
    if (isArchived) await bob.do.threads.order({ group: 'Choir', archived: true }, calling)
    expect(await pressing()).toEqual(urgent)
    expect(urgent.map(wasMuted)).toEqual([false, false])
    expect(await counted()).toMatchObject({ unread: 2, unreadThreads: 1 })
    expect(await rows({ only: ['pressing'] })).toMatchObject([{ fresh: { letters: 1, messages: 1 } }])
    for (const ref of urgent) {
      await bob.read(ref)
      await bob.do.letters.mark({ ref, value: 'confirmed' }, calling)
    }
    expect(await pressing()).toEqual([])
    if (hasRule) await bob.do.rules.remove({ rule: 'All' }, calling)
    await bob.do.threads.order({ group: 'Choir', archived: true, snoozedUntil: null }, calling)
  }
})

test('a confirmation of a message also confirms the urgent letter that it belongs to', async () => {
  await found('team')
  const letter = await post('Flood', { policy: URGENT })
  const sealed = await post('More', { policy: URGENT, replyTo: letter })
  const message = await say('Did you read it?', { asks: 'confirmation', replyTo: sealed })
  const confirmed = async (ref: RefText) => (await bob.do.letters.summary({ ref }, calling)).confirmed
  expect(await confirmed(message)).toEqual({ count: 0, of: 2 })
  await bob.read(letter)
  await bob.do.letters.mark({ ref: message, value: 'confirmed' }, calling)
  expect(await pressing()).toEqual([sealed])
  expect([await confirmed(message), await confirmed(letter)]).toEqual([
    { count: 1, of: 2 },
    { count: 1, of: 2 },
  ])
  await eventually(async () => (await alice.status(letter)).some(({ state }) => state === 'confirmed'))
})
