// An urgent letter or message stays in the inbox until its reader has answered it: neither mute nor
// a rule, a snooze or the archive hides it.
import { beforeEach, expect, test } from 'vitest'
import { PLAIN_POLICY } from '../../src/core/contract/index.ts'
import { useCircle } from '../support/circle.ts'
import { calling, eventually, type Person } from '../support/person.ts'

const circle = useCircle()
const URGENT = { ...PLAIN_POLICY, urgent: true }

let alice: Person
let bob: Person

beforeEach(async () => {
  ;[alice, bob] = (await circle(['alice', 'bob'])).people as [Person, Person]
})

const pressing = async (): Promise<(string | null)[]> =>
  (await bob.do.letters.list({ box: 'inbox', only: ['pressing'], order: 'oldest', limit: 10 }, calling)).map(
    ({ ref }) => ref,
  )
const inInbox = async (): Promise<(string | null)[]> => (await bob.list()).map(({ ref }) => ref)
const answer = (ref: string) => bob.do.letters.mark({ ref, value: 'confirmed' }, calling)

async function said(text: string, more: object): Promise<string> {
  const { ref } = await alice.do.talks.say({ with: 'bob', text, ...more }, calling)
  await bob.arrival(ref)
  return ref
}

async function written(subject: string, more: object = {}): Promise<string> {
  const ref = await alice.write(bob, subject, 'x', more)
  await bob.arrival(ref)
  return ref
}

test('an urgent message of a muted talk counts until it is answered', async () => {
  const first = await said('hello', {})
  await bob.do.threads.mute({ ref: first, muted: { until: null } }, calling)
  const quiet = await said('nothing much', {})
  const urgent = await said('the hall is flooding', { asks: 'confirmation' })
  expect(await pressing()).toEqual([urgent])
  expect(await inInbox()).toEqual([urgent, quiet, first])
  const unread = async () => (await bob.do.home.standing({}, calling)).boxes.inbox.unread
  expect(await unread()).toBe(1)
  await answer(urgent)
  expect([await pressing(), await unread()]).toEqual([[], 0])
})

test('neither a rule nor a snooze nor the archive hides an urgent letter', async () => {
  const acts = { labels: ['ruled'], archive: true, star: false, done: false }
  await bob.do.rules.add({ name: 'All', query: 'from:alice', acts }, calling)
  const urgent = await written('Flood', { policy: URGENT })
  const until = new Date(Date.now() + 86_400_000).toISOString()
  await bob.do.letters.tidy({ refs: [urgent], snoozedUntil: until }, calling)
  await bob.do.letters.tidy({ refs: [urgent], archived: true }, calling)
  expect([await pressing(), await inInbox()]).toEqual([[urgent], [urgent]])
  await bob.read(urgent)
  await answer(urgent)
  expect([await pressing(), await inInbox()]).toEqual([[], []])
})

test('an urgent letter that is recalled presses nobody', async () => {
  const urgent = await written('Flood', { policy: URGENT })
  await bob.do.letters.tidy({ refs: [urgent], archived: true }, calling)
  await alice.do.letters.recall({ ref: urgent }, calling)
  await eventually(async () => (await pressing()).length === 0)
  expect(await inInbox()).toEqual([])
})
