// The author of a letter reminds those who are silent, once a day at most. Their copy comes up again
// in its own row, with one signal; nothing is sent a second time.
import { beforeEach, expect, test } from 'vitest'
import { PLAIN_POLICY } from '../../src/core/contract/index.ts'
import { useCircle } from '../support/circle.ts'
import { foundGroup, untilAgreed } from '../support/groups.ts'
import { calling, eventually, type Person } from '../support/person.ts'
import { TestClock } from '../support/test-clock.ts'

const HOUR_MS = 60 * 60_000
const DAY_MS = 24 * HOUR_MS
const circle = useCircle()

let clock: TestClock
let alice: Person
let bob: Person
let carol: Person
let dave: Person

beforeEach(() => {
  clock = new TestClock()
})

async function makePair(): Promise<void> {
  ;[alice, bob] = (await circle(['alice', 'bob'], clock)).people as [Person, Person]
}

async function makeFour(): Promise<void> {
  const { people } = await circle(['alice', 'bob', 'carol', 'dave'], clock)
  ;[alice, bob, carol, dave] = people as [Person, Person, Person, Person]
}

const names = (parties: readonly { name: string }[]): string[] => parties.map(({ name }) => name).sort()
const nudge = (author: Person, ref: string, to?: string[]) => author.do.letters.nudge({ ref, to }, calling)
const silenceOf = async (author: Person, ref: string) =>
  (await author.do.letters.status({ ref, limit: 0 }, calling)).silence
const rowOf = (person: Person, ref: string) => person.do.letters.summary({ ref }, calling)
const isNudged = async (person: Person, ref: string) => (await rowOf(person, ref)).nudgedAt !== null

/** Collects the refs whose signal comes again. */
function hear(person: Person): string[] {
  const heard: string[] = []
  person.do.events.subscribe((event) => {
    if (event.type === 'letter-waits') heard.push(event.ref)
  })
  return heard
}

async function writeTo(readers: Person[], subject: string): Promise<string> {
  const ref = await alice.write(readers, subject, 'Can you come?')
  await Promise.all(readers.map((reader) => reader.arrival(ref)))
  // A reminder that is older than the letter says nothing new.
  clock.pass(HOUR_MS)
  return ref
}

test('only silent readers are reminded, and their copy comes up in the row that it has', async () => {
  await makeFour()
  const ref = await writeTo([bob, carol, dave], 'Concert')
  await bob.read(ref)
  await eventually(async () => (await silenceOf(alice, ref)).count === 2)
  const later = await alice.write(carol, 'Something else', 'x')
  await carol.arrival(later)
  await carol.do.letters.tidy({ refs: [ref], archived: true }, calling)
  await dave.do.letters.tidy({ refs: [ref], snoozedUntil: clock.iso(5 * DAY_MS) }, calling)
  const heard = [bob, carol, dave].map(hear)
  const before = await alice.do.letters.cost({ ref }, calling)
  clock.pass(HOUR_MS)

  const { reminded, waiting, againAt } = await nudge(alice, ref)
  expect([names(reminded), waiting]).toEqual([['carol', 'dave'], []])
  expect(Date.parse(againAt!) - clock.now()).toBeGreaterThan(DAY_MS - 60_000)
  for (const person of [carol, dave]) await eventually(() => isNudged(person, ref))
  expect((await carol.list()).map(({ subject }) => subject)).toEqual(['Concert', 'Something else'])
  expect((await dave.list()).map((row) => row.ref)).toEqual([ref])
  expect(await carol.list('archive')).toEqual([])
  expect(heard).toEqual([[], [ref], [ref]])
  expect(await isNudged(bob, ref)).toBe(false)
  expect(await alice.do.letters.cost({ ref }, calling)).toEqual(before)
})

test('nobody is reminded twice in a day, and the author sees when it is possible again', async () => {
  await makeFour()
  const ref = await writeTo([bob, carol, dave], 'Concert')
  const first = await nudge(alice, ref, ['Bob'])
  expect([names(first.reminded), Date.parse(first.againAt!) - clock.now() > DAY_MS - 60_000]).toEqual([
    ['bob'],
    true,
  ])
  expect(await silenceOf(alice, ref)).toMatchObject({ count: 3, canRemind: 2, againAt: null })
  const second = await nudge(alice, ref)
  expect([names(second.reminded), names(second.waiting)]).toEqual([['carol', 'dave'], ['bob']])
  const third = await nudge(alice, ref)
  expect([third.reminded, names(third.waiting)]).toEqual([[], ['bob', 'carol', 'dave']])
  const silence = await silenceOf(alice, ref)
  expect(silence).toMatchObject({ count: 3, canRemind: 0, last: { count: 2 } })
  expect(silence.readers.map(({ name, canRemind }) => [name, canRemind])).toEqual([
    ['bob', false],
    ['carol', false],
    ['dave', false],
  ])
  expect(silence.againAt).toBe(third.againAt)
  clock.pass(DAY_MS)
  expect(names((await nudge(alice, ref)).reminded)).toEqual(['bob', 'carol', 'dave'])
})

test('a reader who has opened an urgent letter is silent until they answer', async () => {
  await makePair()
  const { ref } = await alice.do.talks.say({ with: 'bob', text: 'Is it you?', asks: 'confirmation' }, calling)
  await bob.arrival(ref)
  await bob.do.talks.markRead({ with: 'alice', upTo: ref }, calling)
  await bob.do.letters.tidy({ refs: [ref], archived: true }, calling)
  const heard = hear(bob)
  clock.pass(HOUR_MS)
  expect(names((await nudge(alice, ref)).reminded)).toEqual(['bob'])
  await eventually(() => heard.length > 0)
  const entry = async () =>
    (await alice.do.talks.stream({ with: 'bob', limit: 5 }, calling)).entries.find(
      ({ letter }) => letter.ref === ref,
    )!
  expect((await entry()).silence).toMatchObject({ count: 1, canRemind: 0 })
  await bob.do.letters.mark({ ref, value: 'confirmed' }, calling)
  await eventually(async () => (await entry()).silence!.count === 0)
  clock.pass(2 * DAY_MS)
  await expect(nudge(alice, ref)).rejects.toMatchObject({ code: 'TOO_LATE' })
})

test('nobody is reminded of a letter that is held, recalled, expired or not sent yet', async () => {
  await makePair()
  const recalled = await writeTo([bob], 'Recalled')
  await alice.do.letters.recall({ ref: recalled }, calling)
  const held = await alice.write(bob, 'Held', 'x')
  await bob.arrival(held)
  await alice.do.letters.hold({ ref: held }, calling)
  const expiring = await alice.write(bob, 'Expiring', 'x', {
    policy: { ...PLAIN_POLICY, expires: clock.iso(2 * HOUR_MS) },
  })
  await bob.arrival(expiring)
  const planned = await alice.write(bob, 'Planned', 'x', {
    policy: { ...PLAIN_POLICY, at: clock.iso(DAY_MS) },
  })
  clock.pass(3 * HOUR_MS)
  for (const ref of [recalled, held, expiring, planned]) {
    await expect(nudge(alice, ref)).rejects.toMatchObject({ code: 'TOO_LATE' })
    expect(await silenceOf(alice, ref)).toMatchObject({ count: 0, canRemind: 0 })
  }
  await expect(nudge(bob, held)).rejects.toMatchObject({ code: 'NOT_YOURS' })
})

test('a reader whom the author blocked or forgot gets no reminder', async () => {
  await makeFour()
  const ref = await writeTo([bob, carol, dave], 'Concert')
  await alice.do.people.block({ person: 'carol' }, calling)
  await alice.do.people.forget({ person: 'dave' }, calling)
  expect(names((await nudge(alice, ref)).reminded)).toEqual(['bob'])
  await expect(nudge(alice, ref, ['carol'])).rejects.toMatchObject({ code: 'TOO_LATE' })
  await expect(nudge(alice, ref, ['dave'])).rejects.toMatchObject({ code: 'NOT_FOUND' })
})

test('a member who is no contact is reminded by the feed of the group, alone', async () => {
  await makeFour()
  await foundGroup(alice, 'Choir', [bob, carol, dave])
  await untilAgreed(alice, 'Choir', [bob, carol, dave])
  const ref = await bob.write({ name: 'Choir' }, 'Rehearsal', 'On Thursday.')
  await Promise.all([alice, carol, dave].map((reader) => reader.arrival(ref)))
  clock.pass(HOUR_MS)
  expect(names((await nudge(bob, ref, ['carol'])).reminded)).toEqual(['carol'])
  await eventually(() => isNudged(carol, ref))
  // What Bob writes next comes after the reminder in the same feed.
  const next = await bob.write({ name: 'Choir' }, 'Later', 'x')
  await dave.arrival(next)
  expect([await isNudged(dave, ref), await isNudged(alice, ref)]).toEqual([false, false])
  clock.pass(HOUR_MS)
  const { reminded, waiting } = await nudge(bob, ref)
  expect([names(reminded), names(waiting)]).toEqual([['alice', 'dave'], ['carol']])
  await eventually(() => isNudged(dave, ref))
  await eventually(() => isNudged(alice, ref))
})

test('a reminder makes no sound in a muted conversation, unless its letter is urgent', async () => {
  await makePair()
  const quiet = await writeTo([bob], 'Rehearsal')
  await bob.do.threads.mute({ ref: quiet, muted: { until: null } }, calling)
  const policy = { ...PLAIN_POLICY, urgent: true }
  const urgent = await alice.write(bob, 'Re: Rehearsal', 'x', { replyTo: quiet, policy })
  await bob.arrival(urgent)
  const heard: [string, boolean][] = []
  bob.do.events.subscribe((event) => {
    if (event.type === 'letter-waits') heard.push([event.ref, event.isMuted])
  })
  clock.pass(HOUR_MS)
  for (const ref of [quiet, urgent]) await nudge(alice, ref)
  await eventually(() => heard.length === 2)
  expect(new Map(heard)).toEqual(
    new Map([
      [quiet, true],
      [urgent, false],
    ]),
  )
})

test('a reader who comes back after three reminders has one signal', async () => {
  await makePair()
  const ref = await writeTo([bob], 'Concert')
  await bob.stop()
  for (let day = 0; day < 3; day++) {
    await nudge(alice, ref, ['bob'])
    clock.pass(DAY_MS)
  }
  await bob.start()
  await bob.arrival(await alice.write(bob, 'Last', 'x'))
  // All three were read by then. The first of them counted, at the time of the return.
  const { nudgedAt } = await rowOf(bob, ref)
  expect(clock.now() - Date.parse(nudgedAt!)).toBeLessThan(60_000)
  await expect(nudge(alice, ref, ['bob'])).resolves.toMatchObject({ reminded: [{ name: 'bob' }] })
  await bob.arrival(await alice.write(bob, 'Really the last', 'x'))
  expect((await rowOf(bob, ref)).nudgedAt).toBe(nudgedAt)
})
